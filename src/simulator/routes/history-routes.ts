import { usdFromMicros } from '../../util/money.ts';
import type { BookEntry } from '../books.ts';
import type { Exchange, SimulatedRoute, World } from '../exchange.ts';
import { type SimulatedJob, workSeconds } from '../job.ts';
import { listParameter, pageReply } from './pages.ts';
import { platformError, type Reply } from '../reply.ts';
import { DAY_MS, isWithin, timeWindow } from './time-window.ts';

/** What the platform API remembers: requests and their bills. Both come late (`historyLagMs`), as fal's do. */
export const HISTORY_ROUTES: readonly SimulatedRoute[] = [
  {
    method: 'GET',
    path: /^\/v1\/models\/requests\/by-endpoint$/,
    access: 'key',
    call: 'history',
    handle: history,
  },
  {
    method: 'GET',
    path: /^\/v1\/models\/billing-events$/,
    access: 'admin',
    call: 'history',
    handle: billingEvents,
  },
];

/** Requests that have ended, newest first; with payloads only where the caller let fal keep them. */
function history({ url }: Exchange, world: World): Reply {
  const endpoints = listParameter(url, 'endpoint_id');
  if (endpoints.length === 0) return platformError(400, 'validation_error', 'endpoint_id is required');
  const requestId = url.searchParams.get('request_id');
  const window = timeWindow(url, world.clock.now(), requestId === null ? DAY_MS : 90 * DAY_MS);
  const payloads = listParameter(url, 'expand').includes('payloads');
  const visibleUntil = world.clock.now().getTime() - world.historyLagMs;
  const items = world.queue.ended
    .filter(({ model }) => endpoints.includes(model.endpoint_id))
    .filter(({ id }) => requestId === null || id === requestId)
    .filter(({ removed, endedAt }) => !removed && endedAt !== null && endedAt.getTime() <= visibleUntil)
    .filter(({ acceptedAt }) => isWithin(acceptedAt, window))
    .filter((job) => hasOutcome(job, url.searchParams.get('status')))
    .toReversed()
    .map((job) => historyRow(job, payloads));
  return pageReply(url, 'items', items, 50);
}

const OUTCOMES: Record<string, (httpStatus: number) => boolean> = {
  success: (code) => code < 400,
  user_error: (code) => code >= 400 && code < 500,
  error: (code) => code >= 500,
};

function hasOutcome({ outcome }: SimulatedJob, wanted: string | null): boolean {
  return wanted === null || (OUTCOMES[wanted]?.(outcome?.http_status ?? 0) ?? false);
}

function historyRow(job: SimulatedJob, payloads: boolean): object {
  return {
    request_id: job.id,
    endpoint_id: job.model.endpoint_id,
    sent_at: job.acceptedAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
    ended_at: job.endedAt?.toISOString() ?? null,
    status_code: job.outcome?.http_status ?? null,
    duration: workSeconds(job),
    ...(payloads && job.storeIo ? { json_input: job.input, json_output: job.outcome?.body ?? null } : {}),
  };
}

function billingEvents({ url }: Exchange, { books, clock, historyLagMs }: World): Reply {
  const ids = listParameter(url, 'request_id');
  const endpoints = listParameter(url, 'endpoint_id');
  const window = timeWindow(url, clock.now(), 90 * DAY_MS);
  const visibleUntil = clock.now().getTime() - historyLagMs;
  const events = books
    .accepted()
    .filter(
      ({ billable_units, ended_at }) =>
        (billable_units ?? 0) > 0 && Date.parse(ended_at ?? '') <= visibleUntil,
    )
    .filter(({ request_id }) => ids.length === 0 || ids.includes(request_id))
    .filter(({ endpoint_id }) => endpoints.length === 0 || endpoints.includes(endpoint_id))
    .filter(({ ended_at }) => isWithin(new Date(ended_at ?? ''), window))
    .map(billingEvent);
  return pageReply(url, 'billing_events', events, 10_000);
}

function billingEvent(entry: BookEntry): object {
  const cost = usdFromMicros(entry.micros);
  return {
    request_id: entry.request_id,
    endpoint_id: entry.endpoint_id,
    timestamp: entry.ended_at,
    output_units: entry.billable_units,
    unit_price: entry.unit_price,
    percent_discount: 0,
    cost_subtotal: cost,
    cost_discount: 0,
    cost_total: cost,
    cost_estimate_nano_usd: entry.micros * 1000,
  };
}
