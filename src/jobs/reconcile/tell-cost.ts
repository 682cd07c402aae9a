import { inputError } from '../../errors.ts';
import { formatUsd, type Micros } from '../../util/money.ts';
import { costOf } from '../../store/cost-of.ts';
import { disputeOf } from '../../store/dispute.ts';
import { hasEnded } from '../../store/fold.ts';
import type { Job } from '../../store/job.ts';
import type { JobContext } from '../../store/job-context.ts';

/**
 * Settles a bill that is disputed or not known by the word of the user, who sees at fal what was charged. Never
 * called for an agent: it frees what the caps count. The word may be corrected; billing events stand above it.
 */
export async function tellCost(context: JobContext, jobId: string, micros: Micros): Promise<Job> {
  const job = await context.store.get(jobId);
  if (!isOpen(job)) {
    throw inputError({
      code: 'BILL_NOT_OPEN',
      message: `${jobId} is ${job.state}, its cost ${formatUsd(costOf(job))}; only a bill that is disputed or not known can be settled by your word.`,
      jobId,
    });
  }
  return (await context.store.record(job, { type: 'cost-told', micros })).job;
}

const isOpen = (job: Job) =>
  hasEnded(job) &&
  job.state !== 'not-sent' &&
  job.verified === null &&
  (job.told_micros !== null || disputeOf(job) !== null || costOf(job) === null);
