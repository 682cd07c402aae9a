import type { Bell } from './bell.ts';
import type { Blobs } from './blobs.ts';
import type { Claims } from './claims.ts';
import type { Store } from './store.ts';

/** All that a project keeps. Who works with them cannot tell what is behind them. */
export interface Ports {
  store: Store;
  claims: Claims;
  blobs: Blobs;
  bell: Bell;
}
