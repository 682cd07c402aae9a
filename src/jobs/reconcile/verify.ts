import { FalVideoError } from '../../errors.ts';
import { BILLING_EVENTS_AT_ONCE, BILLING_EVENTS_SPAN_DAYS } from '../../fal/platform/billing-events.ts';
import type { BillingEvent } from '../../fal/platform/types.ts';
import type { Micros } from '../../util/money.ts';
import { hasEnded } from '../fold.ts';
import type { Job, VerifiedCost } from '../types.ts';
import type { Workbench } from '../workbench.ts';

/** `done`: fal was asked about every job that was not verified yet. What it does not show may still come. */
export interface Verification {
  state: 'done' | 'nothing-to-verify' | 'not-permitted' | 'failed' | 'out-of-time';
  verified: Job[];
  /** Asked about, and not shown. */
  not_shown: number;
  /** Why it stopped early; `null` where it did not. */
  reason: string | null;
}

const DAY_MS = 86_400_000;
const SPAN_MS = BILLING_EVENTS_SPAN_DAYS * DAY_MS;
/** An event bears a time of its own, at or after the end of its job; our clock and fal's may differ. */
const BEFORE_MS = DAY_MS;
const MOST_BETWEEN_JOBS_MS = 60 * DAY_MS;

/** Learns from fal's billing events what jobs really cost, where the key may read them. */
export async function verify(bench: Workbench, signal: AbortSignal): Promise<Verification> {
  const open = (await bench.book.all()).filter(isOpen).toSorted((a, b) => beginOf(a) - beginOf(b));
  const result: Verification = { state: 'done', verified: [], not_shown: 0, reason: null };
  if (open.length === 0) return { ...result, state: 'nothing-to-verify' };
  try {
    for (const batch of batchesOf(open)) {
      if (signal.aborted) return { ...result, state: 'out-of-time', reason: 'There was no time left.' };
      const costs = costsOf(await bench.fal.billingEvents(queryFor(batch)));
      const verified = await record(bench, batch, costs);
      result.verified.push(...verified);
      result.not_shown += batch.length - verified.length;
    }
    return result;
  } catch (thrown) {
    if (!(thrown instanceof FalVideoError)) throw thrown;
    const state = thrown.code === 'MISSING_PERMISSION' ? 'not-permitted' : 'failed';
    return { ...result, state, reason: thrown.message };
  }
}

/** What fal took out of its queue it never charges, and says nothing about. */
const isOpen = (job: Job) =>
  hasEnded(job) && job.handle !== null && job.verified === null && job.bill?.method !== 'removed-from-queue';

const beginOf = (job: Job) => Date.parse(job.times.submitting ?? job.updated_at);

function batchesOf(jobs: readonly Job[]): Job[][] {
  const batches: Job[][] = [];
  for (const job of jobs) {
    const batch = batches.at(-1);
    const [first] = batch ?? [];
    const fits =
      batch !== undefined &&
      first !== undefined &&
      batch.length < BILLING_EVENTS_AT_ONCE &&
      beginOf(job) - beginOf(first) <= MOST_BETWEEN_JOBS_MS;
    if (fits) batch.push(job);
    else batches.push([job]);
  }
  return batches;
}

function queryFor(batch: readonly Job[]) {
  const start = Math.min(...batch.map(beginOf)) - BEFORE_MS;
  return {
    request_ids: batch.flatMap(({ handle }) => (handle === null ? [] : [handle.request_id])),
    start: new Date(start).toISOString(),
    end: new Date(start + SPAN_MS).toISOString(),
  };
}

/** A request may be charged in several events; one that cannot be read leaves the whole unknown. */
function costsOf(events: readonly BillingEvent[]): Map<string, VerifiedCost | null> {
  const costs = new Map<string, VerifiedCost | null>();
  for (const { request_id, micros, source } of events) {
    const before = costs.get(request_id) ?? { micros: 0, source };
    const unknown = micros === null || costs.get(request_id) === null;
    costs.set(request_id, unknown ? null : { micros: before.micros + micros, source });
  }
  return costs;
}

async function record(
  bench: Workbench,
  batch: readonly Job[],
  costs: ReadonlyMap<string, VerifiedCost | null>,
): Promise<Job[]> {
  const verified: Job[] = [];
  for (const { job_id, handle } of batch) {
    const cost = costs.get(handle?.request_id ?? '') ?? null;
    if (!isCost(cost)) continue;
    const { applied, job } = await bench.book.record(job_id, { type: 'verified', ...cost });
    if (applied) verified.push(job);
  }
  return verified;
}

/** Less than nothing is no cost of a job, whatever was corrected. */
const isCost = (cost: VerifiedCost | null): cost is VerifiedCost & { micros: Micros } =>
  cost !== null && cost.micros >= 0;
