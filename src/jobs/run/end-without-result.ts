import { callOf } from '../../next-step.ts';
import { unknownBill } from '../../budget/bill.ts';
import { type FalVideoError, modelError, serviceError, toErrorRecord } from '../../errors.ts';
import type { Job, JobEvent } from '../../store/job.ts';

/** fal answered, time after time, and its answer was no result. */
const NO_RESULT: ReadonlySet<string> = new Set(['FAL_FAILED', 'BAD_ANSWER', 'ANSWER_TOO_LARGE']);

/**
 * How a job ends whose result fal says to be there and does not give. It may be looked at again, and its reservation
 * counts until the bill is known. `null` where fal was not reached, or refused the account: that says nothing of the job.
 */
export function endWithoutResult(job: Job, { code, message, status }: FalVideoError): JobEvent | null {
  if (job.state !== 'completed' || !NO_RESULT.has(code)) return null;
  const { job_id } = job;
  const again = 'looks once more; a new job would be billed again.';
  const details = { retrySafe: false, jobId: job_id, requestId: job.handle?.request_id, status };
  const error =
    status === 500
      ? modelError({
          ...details,
          code: 'MODEL_FAILED',
          message: `${job.plan.endpoint_id} ended, and all that fal gives for its result is an error without a reason: ${message}`,
          next: callOf('get_job', { job_id }, `${again} The input was perhaps not the reason.`),
        })
      : serviceError({
          ...details,
          code: 'NO_RESULT',
          message: `fal says that the job is done, and does not give its result: ${message}`,
          next: callOf('get_job', { job_id }, again),
          temporary: false,
        });
  const bill =
    job.bill ??
    unknownBill('fal gave no result, and so no billable units: what was reserved goes on counting');
  return { type: 'failed', error: toErrorRecord(error), bill, answer: null };
}
