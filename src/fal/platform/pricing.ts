import { serviceError } from '../../errors.ts';
import { readDecimal } from '../../util/money.ts';
import { safeText } from '../../util/safe-text.ts';
import { member, textMember } from '../http/answer.ts';
import { ask, bodyOf } from '../calls/ask.ts';
import { eachId } from './endpoint-ids.ts';
import type { UnitPrice } from '../platform-types.ts';
import type { Wire } from '../wire.ts';

/** The most ids that fal takes in one call. */
const BATCH = 50;

/** fal's base prices. An endpoint that fal does not know, or has no price for, is left out of the answer. */
export async function unitPrices(wire: Wire, endpointIds: readonly string[]): Promise<UnitPrice[]> {
  const ids = eachId(endpointIds);
  const prices: UnitPrice[] = [];
  for (let start = 0; start < ids.length; start += BATCH) {
    prices.push(...(await pricesOf(wire, ids.slice(start, start + BATCH))));
  }
  return prices;
}

/** One unknown id makes the whole batch a 404 (reported by users): it is halved until the id stands alone. */
async function pricesOf(wire: Wire, ids: string[]): Promise<UnitPrice[]> {
  const url = new URL('/v1/models/pricing', wire.hosts.api);
  for (const id of ids) url.searchParams.append('endpoint_id', id);
  const what = ids.length === 1 ? `the price of ${ids[0]}` : `the prices of ${ids.length} endpoints`;
  const read = await ask(wire, { kind: 'read', method: 'GET', url: url.href, what });
  if (read.answer.http_status === 404) {
    if (ids.length === 1) return [];
    const middle = Math.ceil(ids.length / 2);
    return [...(await pricesOf(wire, ids.slice(0, middle))), ...(await pricesOf(wire, ids.slice(middle)))];
  }
  const prices = member(bodyOf(read, what), 'prices');
  if (!Array.isArray(prices)) throw noPrices(what);
  return prices.flatMap(unitPrice);
}

function unitPrice(row: unknown): UnitPrice[] {
  const endpoint_id = textMember(row, 'endpoint_id');
  const unit = textMember(row, 'unit');
  const sent = member(row, 'unit_price');
  const currency = textMember(row, 'currency');
  if (endpoint_id === null || unit === null || currency === null || (sent ?? null) === null) return [];
  // A price that is no amount is an unknown price, not a free one.
  const unit_price = readDecimal(sent, Number.MAX_VALUE) ?? shown(sent);
  return [{ endpoint_id, unit, unit_price, currency }];
}

const shown = (sent: unknown) => safeText(typeof sent === 'string' ? sent : JSON.stringify(sent), 40);

const noPrices = (what: string) =>
  serviceError({
    code: 'BAD_ANSWER',
    message: `fal's answer to ${what} holds no list of prices.`,
    next: 'Try again in a moment.',
  });
