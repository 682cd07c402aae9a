import { serviceError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { member, textMember } from '../http/answer.ts';
import { ask, bodyOf } from '../calls/ask.ts';
import { eachId } from './endpoint-ids.ts';
import type { ModelListing, ModelMetadata } from '../platform-types.ts';
import type { Wire } from '../wire.ts';

/** OpenAPI documents are long, and fal cuts pages that carry them to ten or fewer (reported by users). */
const BATCH = 5;
/** A page without documents. */
const PAGE = 100;
/** Far more than fal has models: beyond that the paging is wrong. */
const MOST_PAGES = 100;

/** Each endpoint with its OpenAPI document, or the reason why there is none. One that fal does not know is left out. */
export async function modelMetadata(
  wire: Wire,
  endpointIds: readonly string[],
  signal?: AbortSignal,
): Promise<ModelMetadata[]> {
  const ids = eachId(endpointIds);
  const found: ModelMetadata[] = [];
  for (let start = 0; start < ids.length; start += BATCH) {
    found.push(...(await batchOf(wire, ids.slice(start, start + BATCH), signal)));
  }
  return found;
}

/** The ids of all models that fal lists under a category, page by page. */
export async function modelListing(wire: Wire, { category }: ModelListing): Promise<string[]> {
  const url = new URL('/v1/models', wire.hosts.api);
  url.searchParams.set('category', category);
  url.searchParams.set('status', 'active');
  url.searchParams.set('limit', String(PAGE));
  const rows = (await rowsOf(wire, url, `the list of ${safeText(category, 60)} models`)) ?? [];
  return rows.flatMap((row) => textMember(row, 'endpoint_id') ?? []);
}

/** One unknown id makes the whole batch a 404 (reported by users): it is halved until the id stands alone. */
async function batchOf(wire: Wire, ids: string[], signal: AbortSignal | undefined): Promise<ModelMetadata[]> {
  const url = new URL('/v1/models', wire.hosts.api);
  for (const id of ids) url.searchParams.append('endpoint_id', id);
  url.searchParams.set('expand', 'openapi-3.0');
  const what = ids.length === 1 ? `the schema of ${ids[0]}` : `the schemas of ${ids.length} endpoints`;
  const rows = await rowsOf(wire, url, what, signal);
  if (rows === null) {
    if (ids.length === 1) return [];
    const middle = Math.ceil(ids.length / 2);
    const first = await batchOf(wire, ids.slice(0, middle), signal);
    return [...first, ...(await batchOf(wire, ids.slice(middle), signal))];
  }
  // What was not asked for is not taken.
  return rows.flatMap(metadataOf).filter(({ endpoint_id }) => ids.includes(endpoint_id));
}

/** The rows of all pages; `null` where fal answers 404. */
async function rowsOf(wire: Wire, url: URL, what: string, signal?: AbortSignal): Promise<unknown[] | null> {
  const rows: unknown[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const read = await ask(wire, { kind: 'read', method: 'GET', url: url.href, what, signal });
    if (read.answer.http_status === 404) return null;
    const body = bodyOf(read, what);
    const models = member(body, 'models');
    if (!Array.isArray(models)) throw noModels(what);
    for (const row of models as unknown[]) rows.push(row);
    const cursor = textMember(body, 'next_cursor');
    if (cursor === null || member(body, 'has_more') === false || cursor === url.searchParams.get('cursor'))
      break;
    url.searchParams.set('cursor', cursor);
  }
  return rows;
}

/** A document that fal could not make stands as `{error: {code: "expansion_failed", message}}` in its place. */
function metadataOf(row: unknown): ModelMetadata[] {
  const endpoint_id = textMember(row, 'endpoint_id');
  if (endpoint_id === null) return [];
  const metadata = member(row, 'metadata') ?? null;
  const openapi = member(row, 'openapi') ?? null;
  const error = member(openapi, 'error');
  if (openapi !== null && error === undefined) return [{ endpoint_id, metadata, openapi, problem: null }];
  const words = [textMember(error, 'code'), textMember(error, 'message')].filter((word) => word !== null);
  const problem = words.length === 0 ? 'fal sent no document' : safeText(words.join(': '), 200);
  return [{ endpoint_id, metadata, openapi: null, problem }];
}

const noModels = (what: string) =>
  serviceError({
    code: 'BAD_ANSWER',
    message: `fal's answer to ${what} holds no list of models.`,
    next: 'Try again in a moment.',
  });
