import { once } from '../../util/once.ts';
import { safeText } from '../../util/safe-text.ts';
import type { CatalogEntry } from '../catalog.ts';
import { delegating, type KnownModels, modelsOf, PRESETS } from '../index.ts';
import { addToLiveCache, type CachedEntry, readLiveCache } from './live-cache.ts';
import type { LiveEntry } from './merge-live.ts';
import { readModelData } from '../read-data.ts';
import type { Models } from '../types.ts';

export interface LiveShelfOptions {
  /** The paths of the cache, and of the lock under which it is written. */
  cache: string;
  lock: string;
  /** Where presets and snapshot stand; default those of the package. */
  folder?: string;
  /** Where the project's own presets stand. */
  own?: string;
}

/** What ships, what the project adds, and what fal said: kept together, and in the project's cache. */
export interface LiveShelf {
  /** Sees what is kept later. */
  models: Models;
  current(): KnownModels;
  /** What was known of an endpoint's schema before. */
  before(endpointId: string): LiveEntry | CatalogEntry | undefined;
  /** Keeps what fal said. What cannot be written still counts for this process. */
  keep(fresh: readonly CachedEntry[]): Promise<void>;
  /** Why the cache was not used or not written; `null` when all is well. */
  problem(): string | null;
}

/** Opens presets, snapshot and the project's cache. */
export async function openLiveShelf(options: LiveShelfOptions): Promise<LiveShelf> {
  const { cache, lock, folder = PRESETS, own } = options;
  const readData = () => once(() => readModelData(folder, own));
  const opened = await readLiveCache(cache);
  let { problem } = opened;
  let data = readData();
  let live = opened.entries.map(({ entry }) => entry);
  let current = modelsOf(data, live);
  const take = (entries: readonly LiveEntry[]) => {
    live = [...entries];
    current = modelsOf(data, live);
  };
  return {
    models: delegating(
      () => current,
      () => {
        data = readData();
        take(live);
      },
    ),
    current: () => current,
    before: (id) =>
      live.find(({ endpoint_id, input }) => endpoint_id === id && input !== undefined) ??
      data().catalog.entries.get(id),
    problem: () => problem,
    async keep(fresh) {
      try {
        const all = await addToLiveCache(cache, lock, fresh);
        problem = null;
        take(all.map(({ entry }) => entry));
      } catch (error) {
        const why = safeText(error instanceof Error ? error.message : String(error), 200);
        problem = `What fal said could not be kept in ${cache}: ${why}`;
        const ids = new Set(fresh.map(({ entry }) => entry.endpoint_id));
        const others = live.filter(({ endpoint_id }) => !ids.has(endpoint_id));
        take([...others, ...fresh.map(({ entry }) => entry)]);
      }
    },
  };
}
