import { MICROS_PER_USD, MOST_CHARGE, multiplyToMicros, readDecimal } from '../../util/money.ts';
import { safeText } from '../../util/safe-text.ts';
import { member, numberMember, textMember } from '../http/answer.ts';
import { readList } from './pages.ts';
import type { BillingEvent } from '../platform-types.ts';
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
function chargeOf(row: unknown): Omit<BillingEvent, 'request_id'> {
  const source = (member(row, 'cost_total') ?? null) === null ? 'cost_estimate_nano_usd' : 'cost_total';
  const currency = textMember(row, 'currency');
  if (currency !== null && currency.toUpperCase() !== 'USD') {
    return { micros: null, problem: `it is in ${safeText(currency, 10)}, not USD`, source };
  }
  const amount = numberMember(row, source);
  const size = readDecimal(Math.abs(amount ?? Number.NaN), MOST_CHARGE / MICROS_IN[source]);
  if (amount === null || size === null) {
    const sent = safeText(JSON.stringify(member(row, source)) ?? 'absent', 40);
    return { micros: null, problem: `its ${source} is ${sent}`, source };
  }
  // A correction may take something back.
  const micros = multiplyToMicros(size, MICROS_IN[source] / MICROS_PER_USD);
  return { micros: amount < 0 ? -micros : micros, source };
}

/** Micro-dollars in one of what each member counts in. */
const MICROS_IN: Record<BillingEvent['source'], number> = { cost_total: 1e6, cost_estimate_nano_usd: 1e-3 };
