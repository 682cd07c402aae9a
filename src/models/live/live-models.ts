import type { Clock } from '../../util/clock.ts';
import { isEndpointId } from '../endpoint-id.ts';
import type { KnownModels } from '../index.ts';
import { type LiveShelfOptions, openLiveShelf } from './live-shelf.ts';
import { createLookUp, unknownError } from './look-up.ts';
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
  learn(model: string): Promise<void>;
  /** Reads endpoints anew; without names those of all presets that are not retired. What was read is kept when a later call fails. */
  refresh(models?: readonly string[]): Promise<Refreshed>;
  /** Why the cache was not used or not written; `null` when all is well. */
  problem(): string | null;
}

export interface Refreshed extends ReadReport {
  /** fal lists these, and nobody here knows them; asked where no names are given. */
  unheard: string[];
}

export interface LiveModelsOptions extends LiveShelfOptions {
  /** Asks fal; `null` without a key. */
  fal: FalCatalog | null;
  clock: Clock;
}

/** fal's categories of what this program makes. */
const CATEGORIES = ['image-to-video', 'text-to-video', 'video-to-video', 'text-to-image', 'image-to-image'];
/** So many are kept before more are asked for. */
const STRIDE = 25;

/** Opens presets, snapshot and the project's cache. Asks nothing. */
export async function openLiveModels(options: LiveModelsOptions): Promise<LiveModels> {
  const { fal, clock } = options;
  const shelf = await openLiveShelf(options);
  const current = () => shelf.current();
  const read = (ids: readonly string[], signal?: AbortSignal) =>
    readFromFal(ids, { fal, shelf, clock }, signal);

  async function unheard(): Promise<string[]> {
    const listed = new Set<string>();
    for (const category of CATEGORIES) {
      for (const id of (await fal?.modelListing({ category })) ?? []) listed.add(id);
    }
    return [...listed].filter((id) => isEndpointId(id) && unknownError(current(), id) !== null).toSorted();
  }

  return {
    models: shelf.models,
    problem: () => shelf.problem(),
    learn: createLookUp({ current, read: fal === null ? null : read, clock }),
    async refresh(names) {
      const isWhole = names === undefined || names.length === 0;
      const ids = [...new Set(isWhole ? activePresets(current()) : names.map(idOf(current())))];
      const whole: Refreshed = { read: [], failed: [], missing: [], unheard: [] };
      for (let start = 0; start < ids.length; start += STRIDE) {
        const part = await read(ids.slice(start, start + STRIDE));
        whole.read.push(...part.read);
        whole.failed.push(...part.failed);
        whole.missing.push(...part.missing);
      }
      return isWhole ? { ...whole, unheard: await unheard() } : whole;
    },
  };
}

/** Models that a caller brought: nothing is looked up for them. */
export const givenModels = (models: Models): LiveModels => ({
  models,
  learn: () => Promise.resolve(),
  refresh: () => Promise.resolve({ read: [], failed: [], missing: [], unheard: [] }),
  problem: () => null,
});

const activePresets = (models: KnownModels) =>
  models.list({ preset: true, status: 'active' }).map(({ endpoint_id }) => endpoint_id);

/** An alias as its endpoint; an id goes to fal as it is, known here or not. */
const idOf = (models: KnownModels) => (name: string) =>
  isEndpointId(name) ? name : models.get(name).endpoint_id;
