import { inputError } from '../../errors.ts';
import { parseJson, TooDeep } from '../../util/json.ts';
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
    return parseJson(text);
  } catch (error) {
    if (error instanceof TooDeep) throw bad(error.message);
    // What the parser says would quote the file.
    throw bad('it is not whole JSON');
  }
}

function categoryOf(document: unknown): string | undefined {
  const { info } = document as { info: { 'x-fal-metadata'?: { category?: string } } };
  const category = info['x-fal-metadata']?.category;
  return category === undefined ? undefined : oneLine(category, 60);
}

const bad = (why: string) =>
  inputError({
    code: 'BAD_OPENAPI',
    message: `The OpenAPI file cannot be used: ${why}. Nothing was written.`,
    next: 'Fetch it again from https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=… of this endpoint.',
  });
