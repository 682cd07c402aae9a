import type { Clock } from '../../util/clock.ts';
import { isEndpointId } from '../../util/endpoint-id.ts';
import type { KnownModels } from '../index.ts';
import { type LiveModelStoreOptions, openLiveModelStore } from './live-model-store.ts';
import { createFetchSchema, unknownError } from './fetch-schema.ts';
import { type FalCatalog, readFromFal, type ReadReport } from './read-from-fal.ts';
import type { Models } from '../types.ts';

/** The models together with what fal itself says of them, as far as it was asked. */
export interface LiveModels {
  /** Answers at once, from presets, snapshot and cache; sees what is learned later. */
  models: Models;
  /**
   * Looks an endpoint id that nobody here knows up at fal, once, and keeps the answer. Does nothing for a known
   * model. Throws UNKNOWN_MODEL where it stays unknown, with the reason.
   */
  ensureKnown(model: string): Promise<void>;
  /**
   * Reads endpoints anew; without names all that are not retired, presets first, but for those that were read within the hour:
   * what was interrupted goes on where it was. What was read is kept when a later call fails. `progress` hears after each part.
   */
  refresh(models?: readonly string[], progress?: (done: number, all: number) => void): Promise<Refreshed>;
  /** Why the cache was not used or not written; `null` when all is well. */
  problem(): string | null;
}

export interface Refreshed extends ReadReport {
  /** fal lists these, and nobody here knows them; asked where no names are given. */
  unheard: string[];
  /** So many were read within the hour, and are not asked again. */
  fresh: number;
}

export interface LiveModelsOptions extends LiveModelStoreOptions {
  /** Asks fal; `null` without a key. */
  fal: FalCatalog | null;
  clock: Clock;
}

/** fal's categories of what this program makes. */
const CATEGORIES = ['image-to-video', 'text-to-video', 'video-to-video', 'text-to-image', 'image-to-image'];
/** So many are kept before more are asked for. */
const STRIDE = 25;
const FRESH_MS = 60 * 60 * 1000;

/** Opens presets, snapshot and the project's cache. Asks nothing. */
export async function openLiveModels(options: LiveModelsOptions): Promise<LiveModels> {
  const { fal, clock } = options;
  const store = await openLiveModelStore(options);
  const current = () => store.current();
  const read = (ids: readonly string[], signal?: AbortSignal) =>
    readFromFal(ids, { fal, store, clock }, signal);

  async function unheard(): Promise<string[]> {
    const listed = new Set<string>();
    for (const category of CATEGORIES) {
      for (const id of (await fal?.modelListing({ category })) ?? []) listed.add(id);
    }
    return [...listed].filter((id) => isEndpointId(id) && unknownError(current(), id) !== null).toSorted();
  }

  return {
    models: store.models,
    problem: () => store.problem(),
    ensureKnown: createFetchSchema({ current, read: fal === null ? null : read, clock }),
    async refresh(names, progress) {
      const isWhole = names === undefined || names.length === 0;
      const all = [...new Set(isWhole ? everyModel(current()) : names.map(idOf(current())))];
      const since = clock.now().getTime() - FRESH_MS;
      const ids = isWhole ? all.filter((id) => (store.readAt(id) ?? 0) < since) : all;
      const whole: Refreshed = {
        read: [],
        failed: [],
        missing: [],
        unheard: [],
        fresh: all.length - ids.length,
      };
      for (let start = 0; start < ids.length; start += STRIDE) {
        const part = await read(ids.slice(start, start + STRIDE));
        whole.read.push(...part.read);
        whole.failed.push(...part.failed);
        whole.missing.push(...part.missing);
        progress?.(Math.min(start + STRIDE, ids.length), ids.length);
      }
      return isWhole ? { ...whole, unheard: await unheard() } : whole;
    },
  };
}

/** Models that a caller brought: nothing is looked up for them. */
export const givenModels = (models: Models): LiveModels => ({
  models,
  ensureKnown: () => Promise.resolve(),
  refresh: () => Promise.resolve({ read: [], failed: [], missing: [], unheard: [], fresh: 0 }),
  problem: () => null,
});

const everyModel = (models: KnownModels) =>
  models.list().flatMap(({ endpoint_id, status }) => (status === 'retired' ? [] : [endpoint_id]));

/** An alias as its endpoint; an id goes to fal as it is, known here or not. */
const idOf = (models: KnownModels) => (name: string) =>
  isEndpointId(name) ? name : models.get(name).endpoint_id;
