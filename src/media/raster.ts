import type { Size } from '../util/size.ts';

/** Pixels, row by row, each of `channels` bytes. */
export interface Raster extends Size {
  data: Uint8Array;
  channels: number;
}
