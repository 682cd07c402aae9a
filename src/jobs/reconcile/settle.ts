import type { Bill } from '../../budget/bill.ts';
import { FalVideoError } from '../../errors.ts';
import { eachOf } from '../../util/each-of.ts';
import { billOf } from '../run/settled-bill.ts';
import { hasEnded } from '../../store/fold.ts';
import type { JobQuery } from '../../store/records.ts';
import type { Job } from '../../store/job.ts';
import { handleOf, type JobContext } from '../../store/job-context.ts';
import { pagesOf } from '../../store/pages-of.ts';
import { keptSince } from './kept-at-fal.ts';

/** So many results are read at once. */
const WIDTH = 4;

/**
 * Asks again for the bills that are not known: the result may be read once more while fal keeps it, and
 * the unit price at any time. Gives back the ids of the jobs whose bill became known.
 */
export async function settle(
  context: JobContext,
  which: Pick<JobQuery, 'ids' | 'experiment'> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<string[]> {
  const settled: string[] = [];
  for await (const page of pagesOf(context.store, { ...which, bill_unknown: true })) {
    await eachOf(page.filter(isOpen), WIDTH, signal, async (job) => {
      const bill = await askAgain(context, job, signal);
      if (bill === null || bill.micros === null) return;
      const { applied } = await context.store.record(job, { type: 'billed', bill });
      if (applied) settled.push(job.job_id);
    });
    if (signal.aborted) break;
  }
  return settled;
}

/** The bill of a job that is still to be collected is open, too, once its units are known. */
const isOpen = (job: Job) =>
  job.handle !== null && job.bill?.micros == null && (hasEnded(job) || job.bill !== null);

async function askAgain(context: JobContext, job: Job, signal: AbortSignal): Promise<Bill | null> {
  const billable_units = job.bill?.billable_units ?? null;
  // Only the price was not to be had.
  if (billable_units !== null) return await billOf(context, job, billable_units, signal);
  const handle = handleOf(context, job);
  const isGone = hasEnded(job) && (job.times[job.state] ?? '') < keptSince(context.clock.now());
  if (handle === null || isGone) return null;
  try {
    const result = await context.fal.result(handle, { signal });
    return result.kind === 'ok' || result.kind === 'failed'
      ? await billOf(context, job, result.answer.headers.billable_units, signal)
      : null;
  } catch (error) {
    // It stays unknown; the next reconciliation asks again.
    if (error instanceof FalVideoError) return null;
    throw error;
  }
}
