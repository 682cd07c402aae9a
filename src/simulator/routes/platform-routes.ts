import { multiplyToMicros, usdFromMicros } from '../../util/money.ts';
import type { BookEntry } from '../books.ts';
import { spell } from '../dialect.ts';
import { type Exchange, objectBody, type SimulatedRoute, type World } from '../exchange.ts';
import { isObject } from '../../util/json.ts';
import { priceTag } from '../billing/bill.ts';
import type { SimulatedModel } from '../model-types.ts';
import { loopOf } from '../models/motions.ts';
import { openapiOf } from './openapi.ts';
import { listParameter, pageReply } from './pages.ts';
import { json, platformError, type Reply } from '../reply.ts';

/** The platform API, as on `api.fal.ai` (its openapi.json). */
export const PLATFORM_ROUTES: readonly SimulatedRoute[] = [
  { method: 'GET', path: /^\/v1\/models$/, access: 'open', call: 'models', handle: listModels },
  { method: 'GET', path: /^\/v1\/models\/pricing$/, access: 'key', call: 'pricing', handle: pricing },
  {
    method: 'POST',
    path: /^\/v1\/models\/pricing\/estimate$/,
    access: 'key',
    call: 'pricing',
    handle: estimate,
  },
];

/**
 * Only what is listed is known here: an id that the queue would take all the same is a 404, and one unknown id
 * makes the whole batch one (reported by users of the API).
 */
function listModels({ url }: Exchange, { models }: World): Reply {
  const ids = listParameter(url, 'endpoint_id');
  if (ids.length > 50) return platformError(400, 'validation_error', 'endpoint_id: at most 50');
  const schemas = listParameter(url, 'expand').includes('openapi-3.0');
  const listed = models.list();
  const strange = ids.find((id) => !listed.some(({ endpoint_id }) => endpoint_id === id));
  if (strange !== undefined) return platformError(404, 'not_found', 'Unknown endpoint_id');
  const shown = listed
    .filter(({ endpoint_id }) => ids.length === 0 || ids.includes(endpoint_id))
    .filter((model) => isWanted(model, url.searchParams))
    .map((model) => modelRow(model, schemas));
  // Pages with documents are short (ten observed; apexive/odoo-llm #242).
  return schemas ? pageReply(url, 'models', shown, 10, 10) : pageReply(url, 'models', shown, 100);
}

function isWanted(model: SimulatedModel, asked: URLSearchParams): boolean {
  const { endpoint_id, title, platform } = model;
  const [words, category, status] = [asked.get('q'), asked.get('category'), asked.get('status')];
  return (
    (words === null || `${endpoint_id} ${title}`.toLowerCase().includes(words.toLowerCase())) &&
    (category === null || category === model.category) &&
    (status === null || status === (platform?.status ?? 'active'))
  );
}

function modelRow(model: SimulatedModel, withSchema: boolean): object {
  const { endpoint_id, title, category, platform, published } = model;
  const { licence = 'commercial', added } = published ?? { added: '2026-11-01' };
  const loop = model.makes === 'clip' ? loopOf(model.motion) : null;
  return {
    endpoint_id,
    metadata: {
      display_name: title,
      category,
      description: `${title}, simulated${loop === null ? '' : `; its clips begin anew every ${loop} s`}`,
      status: platform?.status ?? 'active',
      tags: [],
      license_type: licence,
      ...(added === undefined ? {} : { date: `${added}T00:00:00Z`, updated_at: `${added}T00:00:00Z` }),
      model_url: `https://fal.ai/models/${endpoint_id}`,
    },
    ...(withSchema ? { openapi: documentOf(model) } : {}),
  };
}

/** A document, or a documented answer in its place: clients must bear a model whose schema is not to be had. */
function documentOf(model: SimulatedModel): object {
  const { platform, published } = model;
  const isWhole = published === undefined || (published.input !== undefined && published.partial !== true);
  return platform?.expansion === 'fails' || !isWhole
    ? { error: { code: 'expansion_failed', message: 'The schema could not be expanded' } }
    : openapiOf(model);
}

function pricing({ url }: Exchange, { models, dialect }: World): Reply {
  const ids = listParameter(url, 'endpoint_id');
  if (ids.length === 0 || ids.length > 50) {
    return platformError(400, 'validation_error', 'endpoint_id: 1 to 50 are required');
  }
  const found = ids.map((id) => models.find(id));
  // One unknown id makes the whole batch a 404 (reported by users of the API).
  if (found.includes(null)) return platformError(404, 'not_found', 'One or more endpoint_ids are unknown');
  const prices = found
    .filter((model) => model !== null)
    .map((model) => ({
      endpoint_id: model.endpoint_id,
      unit_price: spell(dialect, priceTag(model).unit_price),
      unit: priceTag(model).unit,
      currency: 'USD',
    }));
  return json(200, { prices, next_cursor: null, has_more: false });
}

/** What each kind of estimate counts. */
const QUANTITIES = new Map<unknown, string>([
  ['unit_price', 'unit_quantity'],
  ['historical_api_price', 'call_quantity'],
]);

/** Base unit × the quantity that the caller supplies, or the mean of past calls: it knows no multipliers. */
function estimate(exchange: Exchange, { models, books, dialect }: World): Reply {
  const { estimate_type, endpoints } = objectBody(exchange) ?? {};
  const quantity = QUANTITIES.get(estimate_type);
  if (quantity === undefined || !isObject(endpoints)) {
    return platformError(400, 'validation_error', 'estimate_type and endpoints are required');
  }
  let micros = 0;
  for (const [id, asked] of Object.entries(endpoints)) {
    const model = models.find(id);
    const amount = isObject(asked) ? Number(asked[quantity]) : 0;
    if (model === null) return platformError(404, 'not_found', `Unknown endpoint_id ${id}`);
    if (!(amount >= 1e-6)) return platformError(400, 'validation_error', `${quantity} must be at least 1e-6`);
    micros +=
      quantity === 'unit_quantity'
        ? multiplyToMicros(amount, priceTag(model).unit_price)
        : Math.round(amount * meanMicros(books.accepted().filter((entry) => entry.endpoint_id === id)));
  }
  return json(200, { estimate_type, total_cost: spell(dialect, usdFromMicros(micros)), currency: 'USD' });
}

function meanMicros(entries: readonly BookEntry[]): number {
  const billed = entries.filter(({ billable_units }) => billable_units !== null);
  return billed.reduce((sum, { micros }) => sum + micros, 0) / Math.max(1, billed.length);
}
