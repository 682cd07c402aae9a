import { FalVideoError, inputError } from '../errors.ts';
import type { Clock } from '../util/clock.ts';
import { once } from '../util/once.ts';
import { safeText } from '../util/safe-text.ts';
import type { CatalogEntry } from './catalog.ts';
import { isEndpointId } from './endpoint-id.ts';
import { delegating, type KnownModels, modelsOf, PRESETS } from './index.ts';
import { addToLiveCache, type CachedEntry, readLiveCache } from './live-cache.ts';
import { differences, type LiveEntry } from './merge-live.ts';
import { readModelData } from './read-data.ts';
import { type LookedUp, readLookedUp } from './read-looked-up.ts';
import type { Models } from './types.ts';

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

export interface Refreshed {
  read: { endpoint_id: string; changes: string[] }[];
  /** fal answered, but without a schema to use. */
  failed: { endpoint_id: string; problem: string }[];
  /** fal does not know these. */
  missing: string[];
  /** fal lists these, and nobody here knows them; asked where no names are given. */
  unheard: string[];
}

export interface LiveModelsOptions {
  /** The paths of the cache, and of the lock under which it is written. */
  cache: string;
  lock: string;
  /** Asks fal; `null` without a key. */
  fal: FalCatalog | null;
  clock: Clock;
  /** Where presets and snapshot stand; default those of the package. */
  folder?: string;
  /** Where the project's own presets stand. */
  own?: string;
}

/** What of the wire is needed here. */
export interface FalCatalog {
  modelMetadata(endpointIds: readonly string[], signal?: AbortSignal): Promise<LookedUp[]>;
  modelListing(listing: { category: string }): Promise<string[]>;
}

/** fal's categories of what this program makes. */
const CATEGORIES = ['image-to-video', 'text-to-video', 'video-to-video', 'text-to-image', 'image-to-image'];
/** An agent waits for this before every answer about an unknown model. */
const LOOK_UP_MS = 20_000;
/** How long "fal does not know it" is believed. */
const MISSING_FOR_MS = 10 * 60_000;
/** So many are kept before more are asked for. */
const STRIDE = 25;

/** Opens presets, snapshot and the project's cache. Asks nothing. */
export async function openLiveModels(options: LiveModelsOptions): Promise<LiveModels> {
  const { cache, lock, fal, clock, folder = PRESETS, own } = options;
  const readData = () => once(() => readModelData(folder, own));
  let data = readData();
  const opened = await readLiveCache(cache);
  let { problem } = opened;
  let live: LiveEntry[] = [];
  let current: KnownModels;
  const take = (entries: readonly CachedEntry[]) => {
    live = entries.map(({ entry }) => entry);
    current = modelsOf(data, live);
  };
  take(opened.entries);
  const models = delegating(
    () => current,
    () => {
      data = readData();
      current = modelsOf(data, live);
    },
  );

  /** Asks fal and keeps what it said. */
  async function read(ids: readonly string[], signal?: AbortSignal): Promise<Refreshed> {
    const now = clock.now().toISOString();
    const rows = (await fal?.modelMetadata(ids, signal)) ?? [];
    const report: Refreshed = { read: [], failed: [], missing: [], unheard: [] };
    const fresh: CachedEntry[] = [];
    for (const row of rows) {
      const { endpoint_id } = row;
      const found = readLookedUp(row, now.slice(0, 10));
      const reason = 'problem' in found ? found.problem : found.entry.problem;
      if ('entry' in found) fresh.push({ read_at: now, entry: found.entry });
      if ('entry' in found && reason === undefined) {
        report.read.push({ endpoint_id, changes: changesOf(endpoint_id, found.entry) });
      } else report.failed.push({ endpoint_id, problem: safeText(reason ?? '', 300) });
    }
    report.missing = ids.filter((id) => !rows.some(({ endpoint_id }) => endpoint_id === id));
    if (fresh.length > 0) take(await keep(fresh));
    return report;
  }

  /** What cannot be written still counts for this process. */
  async function keep(fresh: readonly CachedEntry[]): Promise<CachedEntry[]> {
    try {
      const all = await addToLiveCache(cache, lock, fresh);
      problem = null;
      return all;
    } catch (error) {
      const why = safeText(error instanceof Error ? error.message : String(error), 200);
      problem = `What fal said could not be kept in ${cache}: ${why}`;
      const ids = new Set(fresh.map(({ entry }) => entry.endpoint_id));
      const before = live.filter(({ endpoint_id }) => !ids.has(endpoint_id));
      return [...before.map((entry) => ({ read_at: entry.as_of, entry })), ...fresh];
    }
  }

  function changesOf(endpointId: string, fresh: LiveEntry): string[] {
    const before: LiveEntry | CatalogEntry | undefined =
      live.find(({ endpoint_id, input }) => endpoint_id === endpointId && input !== undefined) ??
      data().catalog.entries.get(endpointId);
    return before === undefined ? ['it is new here'] : differences(before, fresh);
  }

  async function unheard(): Promise<string[]> {
    const listed = new Set<string>();
    for (const category of CATEGORIES) {
      for (const id of (await fal?.modelListing({ category })) ?? []) listed.add(id);
    }
    return [...listed].filter((id) => isEndpointId(id) && unknownError(current, id) !== null).toSorted();
  }

  const missing = new Map<string, number>();
  const underWay = new Map<string, Promise<void>>();

  async function lookUpOne(id: string, unknown: FalVideoError): Promise<void> {
    const since = missing.get(id);
    if (since !== undefined && clock.now().getTime() - since < MISSING_FOR_MS) {
      throw stillUnknown(unknown, 'fal does not know it either.');
    }
    const report = await read([id], AbortSignal.timeout(LOOK_UP_MS)).catch((error: unknown) => {
      throw stillUnknown(unknown, `Looking it up at fal failed: ${wordsOf(error)}`);
    });
    if (report.missing.length > 0) {
      missing.set(id, clock.now().getTime());
      throw stillUnknown(unknown, 'fal does not know it either.');
    }
    // What fal has but nobody can make pictures or videos with stays unknown.
    const [failed] = report.failed;
    if (failed !== undefined && unknownError(current, id) !== null) {
      throw stillUnknown(unknown, `It was looked up at fal: ${failed.problem}.`);
    }
  }

  return {
    models,
    problem: () => problem,
    async learn(model) {
      if (!isEndpointId(model)) return;
      const unknown = unknownError(current, model);
      if (unknown === null) return;
      if (fal === null) throw stillUnknown(unknown, 'With a fal key it would be looked up.', KEY_FIRST);
      const asked = underWay.get(model) ?? lookUpOne(model, unknown);
      underWay.set(model, asked);
      await asked.finally(() => underWay.delete(model));
    },
    async refresh(names) {
      const isWhole = names === undefined || names.length === 0;
      const ids = [...new Set(isWhole ? activePresets(current) : names.map(idOf(current)))];
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

const KEY_FIRST =
  'Set FAL_KEY or run `fal-video auth`, so that it can be looked up; or call list_models (or `fal-video models`) for the known models.';

/** What asking for it throws; `null` for a known model. */
function unknownError(models: KnownModels, model: string): FalVideoError | null {
  try {
    models.schemas(model);
    return null;
  } catch (error) {
    if (error instanceof FalVideoError && error.code === 'UNKNOWN_MODEL') return error;
    throw error;
  }
}

function stillUnknown({ code, message, next = '' }: FalVideoError, why: string, instead = next) {
  return inputError({ code, message: `${message} ${why}`, next: instead });
}

const activePresets = (models: KnownModels) =>
  models.list({ preset: true, status: 'active' }).map(({ endpoint_id }) => endpoint_id);

/** An alias as its endpoint; an id goes to fal as it is, known here or not. */
const idOf = (models: KnownModels) => (name: string) =>
  isEndpointId(name) ? name : models.get(name).endpoint_id;

const wordsOf = (error: unknown) => safeText(error instanceof Error ? error.message : String(error), 300);
