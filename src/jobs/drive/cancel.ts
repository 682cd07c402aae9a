import { noCharge } from '../../budget/bill.ts';
import { inputError, toErrorRecord } from '../../errors.ts';
import { hasEnded } from '../fold.ts';
import type { Job } from '../types.ts';
import { handleOf, type Workbench } from '../workbench.ts';

/**
 * Asks fal to stop a job, and records what fal answered. Only "removed from the queue" ends it here: a job in
 * work may still finish and be billed, so it is watched to its end (fal docs, queue/cancel).
 */
export async function cancel(bench: Workbench, job: Job): Promise<Job> {
  if (hasEnded(job)) return job;
  if (job.state === 'planned') {
    const error = toErrorRecord(
      inputError({ code: 'CANCELLED_BEFORE_SENDING', message: 'Cancelled before it was sent.' }),
    );
    return (await bench.book.record(job.job_id, { type: 'not-sent', error })).job;
  }
  const handle = handleOf(bench, job);
  if (handle === null) {
    throw inputError({
      code: 'NOT_CANCELLABLE',
      message: `The job is ${job.state}: there is no request id that fal could be asked to stop.`,
      next: 'Call get_job: it looks for the request in the history of fal.',
      jobId: job.job_id,
    });
  }
  const { answer } = await bench.fal.cancel(handle);
  const asked = await bench.book.record(job.job_id, { type: 'cancel-asked', answer });
  if (answer !== 'removed') return asked.job;
  const cancelled = await bench.book.record(job.job_id, {
    type: 'cancelled',
    bill: noCharge('removed-from-queue'),
    note: 'fal removed it from the queue; it was never worked on',
  });
  return cancelled.job;
}
