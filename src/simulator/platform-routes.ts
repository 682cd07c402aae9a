import { multiplyToMicros, usdFromMicros } from '../util/money.ts';
import type { BookEntry } from './books.ts';
import { spell } from './dialect.ts';
import { type Exchange, isObject, objectBody, type Route, type World } from './exchange.ts';
import type { SimulatedModel } from './model-types.ts';
import { listParameter, page } from './pages.ts';
import { json, platformError, type Reply } from './reply.ts';

/** The platform API, as on `api.fal.ai` (its openapi.json). */
export const PLATFORM_ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/v1\/models$/, access: 'open', handle: listModels },
  { method: 'GET', path: /^\/v1\/models\/pricing$/, access: 'key', call: 'pricing', handle: pricing },
  {
    method: 'POST',
    path: /^\/v1\/models\/pricing\/estimate$/,
    access: 'key',
    call: 'pricing',
    handle: estimate,
  },
];

function listModels({ url }: Exchange, { models }: World): Reply {
  const ids = listParameter(url, 'endpoint_id');
  const words = (url.searchParams.get('q') ?? '').toLowerCase();
  const schemas = listParameter(url, 'expand').includes('openapi-3.0');
  const found: readonly (SimulatedModel | null)[] =
    ids.length > 0 ? ids.map((id) => models.find(id)) : models.list();
  if (found.includes(null)) return platformError(404, 'not_found', 'Unknown endpoint_id');
  const shown = found
    .filter((model) => model !== null)
    .filter((model) => `${model.endpoint_id} ${model.title}`.toLowerCase().includes(words));
  return page(
    url,
    'models',
    shown.map((model) => modelRow(model, schemas)),
    100,
  );
}

function modelRow(model: SimulatedModel, withSchema: boolean): object {
  return {
    endpoint_id: model.endpoint_id,
    metadata: {
      display_name: model.title,
      category: model.category,
      description: `${model.title}, simulated`,
      status: 'active',
      tags: [],
      model_url: `https://fal.ai/models/${model.endpoint_id}`,
    },
    // A documented answer: clients must bear a model whose schema is not to be had.
    ...(withSchema ? { openapi: { error: { code: 'expansion_failed', message: 'Not simulated' } } } : {}),
  };
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
    .map(({ endpoint_id, price }) => ({
      endpoint_id,
      unit_price: spell(dialect, price.unit_price),
      unit: price.unit,
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
        ? multiplyToMicros(amount, model.price.unit_price)
        : Math.round(amount * meanMicros(books.accepted().filter((entry) => entry.endpoint_id === id)));
  }
  return json(200, { estimate_type, total_cost: spell(dialect, usdFromMicros(micros)), currency: 'USD' });
}

function meanMicros(entries: readonly BookEntry[]): number {
  const billed = entries.filter(({ billable_units }) => billable_units !== null);
  return billed.reduce((sum, { micros }) => sum + micros, 0) / Math.max(1, billed.length);
}
