import { inputError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { liveEntry } from '../live/live-entry.ts';
import type { LiveEntry } from '../live/merge-live.ts';
import { oneLine } from './strange.ts';

/** An OpenAPI document of fal has 20 to 200 kB; a file above this is something else. */
export const MOST_OPENAPI_BYTES = 2_000_000;

export interface StoredSchema {
  entry: LiveEntry;
  /** fal's own word for the task, where it is not one of ours. */
  category: string | undefined;
}

/**
 * The OpenAPI document of one endpoint, as fal.ai/api/openapi/queue/openapi.json?endpoint_id=… gives it. Throws
 * BAD_OPENAPI for what is no such document, or one of another endpoint.
 */
export function readOpenApi(text: string, endpointId: string, asOf: string): StoredSchema {
  if (Buffer.byteLength(text) > MOST_OPENAPI_BYTES) {
    throw bad(`it is larger than ${MOST_OPENAPI_BYTES} bytes`);
  }
  if (nesting(text) > DEEPEST) throw bad('it is nested too deeply');
  const document = parsed(text);
  const read = liveEntry(document, asOf);
  if ('problem' in read) throw bad(oneLine(read.problem, 400));
  const { entry } = read;
  if (entry.endpoint_id !== endpointId) {
    throw bad(`it describes ${safeText(entry.endpoint_id, 200)}, not ${endpointId}`);
  }
  return { entry, category: categoryOf(document) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What the parser says would quote the file.
    throw bad('it is not whole JSON');
  }
}

/** Far deeper than a schema that somebody wrote. Counted before anything walks it: how deep a stack reaches is the engine's affair. */
const DEEPEST = 200;

function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') deepest = Math.max(deepest, ++depth);
    if (token === '}' || token === ']') depth--;
  }
  return deepest;
}

function categoryOf(document: unknown): string | undefined {
  const { info } = document as { info: { 'x-fal-metadata': { category?: string } } };
  const { category } = info['x-fal-metadata'];
  return category === undefined ? undefined : oneLine(category, 60);
}

const bad = (why: string) =>
  inputError({
    code: 'BAD_OPENAPI',
    message: `The OpenAPI file cannot be used: ${why}. Nothing was written.`,
    next: 'Fetch it again from https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=… of this endpoint.',
  });
