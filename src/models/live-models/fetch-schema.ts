import { callOf } from '../../next-step.ts';
import { FalVideoError, inputError } from '../../errors.ts';
import type { Clock } from '../../util/clock.ts';
import { safeText } from '../../util/safe-text.ts';
import { isEndpointId } from '../../util/endpoint-id.ts';
import type { KnownModels } from '../index.ts';
import type { ReadReport } from './read-from-fal.ts';

/** An agent waits for this before every answer about an unknown model. */
const FETCH_SCHEMA_MS = 20_000;
/** How long "fal does not know it" is believed. */
const MISSING_FOR_MS = 10 * 60_000;

export interface FetchSchemaOptions {
  current: () => KnownModels;
  /** Asks fal and keeps what it said; `null` without a key. */
  read: ((ids: readonly string[], signal: AbortSignal) => Promise<ReadReport>) | null;
  clock: Clock;
}

/** Looks up endpoint ids that nobody here knows: each once, however many ask for it together. */
export function createFetchSchema({
  current,
  read,
  clock,
}: FetchSchemaOptions): (model: string) => Promise<void> {
  const missing = new Map<string, number>();
  const underWay = new Map<string, Promise<void>>();

  async function fetchSchema(
    id: string,
    unknown: FalVideoError,
    ask: NonNullable<typeof read>,
  ): Promise<void> {
    const since = missing.get(id);
    if (since !== undefined && clock.now().getTime() - since < MISSING_FOR_MS) {
      throw stillUnknown(unknown, 'fal does not know it either.');
    }
    const report = await ask([id], AbortSignal.timeout(FETCH_SCHEMA_MS)).catch((error: unknown) => {
      throw stillUnknown(unknown, `Looking it up at fal failed: ${wordsOf(error)}`);
    });
    if (report.missing.length > 0) {
      missing.set(id, clock.now().getTime());
      throw stillUnknown(unknown, 'fal does not know it either.');
    }
    // What fal has but nobody can make pictures or videos with stays unknown.
    const [failed] = report.failed;
    if (failed !== undefined && unknownError(current(), id) !== null) {
      throw stillUnknown(unknown, `It was looked up at fal: ${failed.problem}.`);
    }
  }

  return async (model) => {
    if (!isEndpointId(model)) return;
    const unknown = unknownError(current(), model);
    if (unknown === null) return;
    if (read === null) throw stillUnknown(unknown, 'With a fal key it would be looked up.', KEY_FIRST);
    const asked = underWay.get(model) ?? fetchSchema(model, unknown, read);
    underWay.set(model, asked);
    await asked.finally(() => underWay.delete(model));
  };
}

const KEY_FIRST = callOf(
  'list_models',
  {},
  'shows the known models; with FAL_KEY, or after `fal-video auth`, another is looked up.',
);

/** What asking for it throws; `null` for a known model. */
export function unknownError(models: KnownModels, model: string): FalVideoError | null {
  try {
    models.schemas(model);
    return null;
  } catch (error) {
    if (error instanceof FalVideoError && error.code === 'UNKNOWN_MODEL') return error;
    throw error;
  }
}

function stillUnknown({ code, message, next }: FalVideoError, why: string, instead = next) {
  return inputError({ code, message: `${message} ${why}`, next: instead });
}

const wordsOf = (error: unknown) => safeText(error instanceof Error ? error.message : String(error), 300);
