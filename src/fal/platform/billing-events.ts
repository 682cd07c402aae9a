import { type Micros, multiplyToMicros } from '../../util/money.ts';
import { numberMember, textMember } from '../http/answer.ts';
import { readList } from './pages.ts';
import type { BillingEvent } from './types.ts';
import type { Wire } from '../wire.ts';

/** What fal takes in one call (platform API, GET /models/billing-events). */
export const BILLING_EVENTS_AT_ONCE = 50;
export const BILLING_EVENTS_SPAN_DAYS = 90;
const PAGE = 10_000;

/**
 * The charges for these requests, at most 50, within a span of at most 90 days. They come late, so a
 * request without one may still get it. Only a key with admin rights may read them.
 */
export async function billingEvents(
  wire: Wire,
  { request_ids, start, end }: { request_ids: readonly string[]; start: string; end: string },
): Promise<BillingEvent[]> {
  if (request_ids.length === 0) return [];
  const { rows } = await readList(wire, {
    path: '/v1/models/billing-events',
    query: { request_id: request_ids, start, end },
    what: 'the billing events (they take an admin key)',
    lists: ['billing_events'],
    limit: PAGE,
    pageSize: PAGE,
  });
  return (rows['billing_events'] ?? []).flatMap((row) => {
    const request_id = textMember(row, 'request_id');
    return request_id === null ? [] : [{ request_id, ...chargeOf(row) }];
  });
}

/** `cost_total` is what is charged after the discount; the estimate in nano-dollars is the same, sooner. */
function chargeOf(row: unknown): Pick<BillingEvent, 'micros' | 'source'> {
  const currency = textMember(row, 'currency');
  if (currency !== null && currency.toUpperCase() !== 'USD') return { micros: null, source: 'cost_total' };
  const total = numberMember(row, 'cost_total');
  if (total !== null) return { micros: signedMicros(total), source: 'cost_total' };
  const nano = numberMember(row, 'cost_estimate_nano_usd');
  return { micros: nano === null ? null : Math.round(nano / 1000), source: 'cost_estimate_nano_usd' };
}

/** A correction may take something back. */
function signedMicros(usd: number): Micros {
  const micros = multiplyToMicros(Math.abs(usd), 1);
  return usd < 0 ? -micros : micros;
}
