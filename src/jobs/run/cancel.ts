import { callOf } from '../../next-step.ts';
import { noCharge } from '../../budget/bill.ts';
import { inputError, toErrorRecord } from '../../errors.ts';
import { hasEnded } from '../../store/fold.ts';
import type { Job } from '../../store/job.ts';
import { handleOf, type JobContext } from '../../store/job-context.ts';

/**
 * Asks fal to stop a job, and records what fal answered. Only "removed from the queue" ends it here: a job in
 * work may still finish and be billed, so it is watched to its end (fal docs, queue/cancel).
 */
export async function askToCancel(context: JobContext, job: Job): Promise<Job> {
  if (hasEnded(job)) return job;
  if (job.state === 'planned') {
    const error = toErrorRecord(
      inputError({ code: 'CANCELLED_BEFORE_SENDING', message: 'Cancelled before it was sent.' }),
    );
    return (await context.store.record(job, { type: 'not-sent', error })).job;
  }
  const handle = handleOf(context, job);
  if (handle === null) {
    throw inputError({
      code: 'NOT_CANCELLABLE',
      message: `The job is ${job.state}: there is no request id that fal could be asked to stop.`,
      next: callOf('get_job', { job_id: job.job_id }, 'looks for the request in the history of fal.'),
      jobId: job.job_id,
    });
  }
  const { answer } = await context.fal.cancel(handle);
  const asked = await context.store.record(job, { type: 'cancel-asked', answer });
  if (answer !== 'removed') return asked.job;
  const cancelled = await context.store.record(job, {
    type: 'cancelled',
    bill: noCharge('removed-from-queue'),
    note: 'fal removed it from the queue; it was never worked on',
  });
  return cancelled.job;
}
