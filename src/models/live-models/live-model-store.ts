import { once } from '../../util/once.ts';
import { safeText } from '../../util/safe-text.ts';
import type { CatalogEntry } from '../catalog.ts';
import { delegating, type KnownModels, modelsOf, PRESETS } from '../index.ts';
import { addToLiveCache, type CachedEntry, readLiveCache } from '../live/live-cache.ts';
import type { LiveEntry } from '../live/merge-live.ts';
import { readModelData } from '../read-data.ts';
import type { Models } from '../types.ts';

export interface LiveModelStoreOptions {
  /** The paths of the cache, and of the lock under which it is written. */
  cache: string;
  lock: string;
  /** Who is asked: the cache holds the word of one. */
  from: string;
  /** Where presets and snapshot stand; default those of the package. */
  folder?: string;
  /** Where the project's own presets stand. */
  own?: string;
}

/** What ships, what the project adds, and what fal said: kept together, and in the project's cache. */
export interface LiveModelStore {
  /** Sees what is kept later. */
  models: Models;
  current(): KnownModels;
  /** What was known of an endpoint's schema before. */
  before(endpointId: string): LiveEntry | CatalogEntry | undefined;
  /** When fal was last asked about an endpoint, in milliseconds; `null` where it never was. */
  readAt(endpointId: string): number | null;
  /** Keeps what fal said. What cannot be written still counts for this process. */
  keep(fresh: readonly CachedEntry[]): Promise<void>;
  /** Why the cache was not used or not written; `null` when all is well. */
  problem(): string | null;
}

/** Opens presets, snapshot and the project's cache. */
export async function openLiveModelStore(options: LiveModelStoreOptions): Promise<LiveModelStore> {
  const { cache, lock, from, folder = PRESETS, own } = options;
  const readData = () => once(() => readModelData(folder, own));
  const opened = await readLiveCache(cache, from);
  let { problem } = opened;
  let data = readData();
  let live = opened.entries.map(({ entry }) => entry);
  let current = modelsOf(data, live);
  const times = new Map<string, number>();
  const note = (entries: readonly CachedEntry[]) => {
    for (const { read_at, entry } of entries) times.set(entry.endpoint_id, Date.parse(read_at));
  };
  note(opened.entries);
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
    readAt: (id) => times.get(id) ?? null,
    async keep(fresh) {
      note(fresh);
      try {
        const all = await addToLiveCache(cache, lock, fresh, from);
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
