import { FalVideoError } from '../../errors.ts';
import { BILLING_EVENTS_AT_ONCE, BILLING_EVENTS_SPAN_DAYS } from '../../fal/platform/billing-events.ts';
import type { BillingEvent } from '../../fal/platform-types.ts';
import type { Micros } from '../../util/money.ts';
import { safeText } from '../../util/safe-text.ts';
import { hasEnded } from '../../store/fold.ts';
import type { Job, VerifiedCost } from '../../store/job.ts';
import type { JobContext } from '../../store/job-context.ts';
import { pagesOf } from '../../store/pages-of.ts';

/** `done`: fal was asked about every job that was not verified yet. What it does not show may still come. */
export interface Verification {
  state: 'done' | 'nothing-to-verify' | 'not-permitted' | 'failed' | 'out-of-time';
  /** Asked about, and not shown in a way that can be read. */
  not_shown: number;
  /** Why it stopped early, or which charges could not be read; `null` where all is well. */
  reason: string | null;
}

const DAY_MS = 86_400_000;
const SPAN_MS = BILLING_EVENTS_SPAN_DAYS * DAY_MS;
/** An event bears a time of its own, at or after the end of its job; our clock and fal's may differ. */
const BEFORE_MS = DAY_MS;
const MOST_BETWEEN_JOBS_MS = 60 * DAY_MS;
/** What cost nothing has no event, and is not asked about for ever: one that comes late has come by then. */
const FREE_FOR_MS = SPAN_MS;

/** Learns from fal's billing events what jobs really cost, where the key may read them. Tells of each as it is written down. */
export async function verify(
  context: JobContext,
  signal: AbortSignal,
  onVerified: (jobId: string) => void,
): Promise<Verification> {
  const { store, clock } = context;
  const unverified_since = new Date(clock.now().getTime() - FREE_FOR_MS).toISOString();
  const result: Verification = { state: 'nothing-to-verify', not_shown: 0, reason: null };
  try {
    for await (const page of pagesOf(store, { unverified_since }, BILLING_EVENTS_AT_ONCE)) {
      for (const batch of batchesOf(page.filter(isOpen))) {
        if (signal.aborted) return { ...result, state: 'out-of-time', reason: 'There was no time left.' };
        const events = await context.fal.billingEvents(queryFor(batch));
        const verified = await record(context, batch, costsOf(events), onVerified);
        result.state = 'done';
        result.not_shown += batch.length - verified;
        result.reason ??= unreadable(events);
      }
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
  for (const job of jobs.toSorted((a, b) => beginOf(a) - beginOf(b))) {
    const batch = batches.at(-1);
    const [first] = batch ?? [];
    const fits =
      batch !== undefined && first !== undefined && beginOf(job) - beginOf(first) <= MOST_BETWEEN_JOBS_MS;
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

/** What fal sent in place of an amount; one tells of all of them. */
function unreadable(events: readonly BillingEvent[]): string | null {
  const [first, ...others] = events.filter(({ problem }) => problem !== undefined);
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : `, and ${others.length} more like it`;
  return `A charge of request ${safeText(first.request_id, 60)} cannot be read: ${first.problem}${more}.`;
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
  context: JobContext,
  batch: readonly Job[],
  costs: ReadonlyMap<string, VerifiedCost | null>,
  onVerified: (jobId: string) => void,
): Promise<number> {
  let verified = 0;
  for (const job of batch) {
    const cost = costs.get(job.handle?.request_id ?? '') ?? null;
    if (!isCost(cost)) continue;
    const { applied } = await context.store.record(job, { type: 'verified', ...cost });
    if (!applied) continue;
    onVerified(job.job_id);
    verified++;
  }
  return verified;
}

/** Less than nothing is no cost of a job, whatever was corrected. */
const isCost = (cost: VerifiedCost | null): cost is VerifiedCost & { micros: Micros } =>
  cost !== null && cost.micros >= 0;
