import { noCharge } from '../../budget/bill.ts';
import { asFalVideoError, toErrorRecord, unknownOutcome } from '../../errors.ts';
import type { SubmitOutcome } from '../../fal/types.ts';
import type { Job, JobEvent } from '../types.ts';
import { uploadInputs } from './upload-inputs.ts';
import type { Workbench } from '../workbench.ts';

/**
 * The only way in which a job is submitted. The caller holds the job's lock. Uploads come first (they are
 * free and may be repeated), then the intent is on the disk, then one POST leaves, once.
 */
export async function send(bench: Workbench, job: Job): Promise<Job> {
  let args: Record<string, unknown>;
  try {
    args = await uploadInputs(bench, job);
  } catch (thrown) {
    const error = toErrorRecord(asFalVideoError(thrown));
    return (await bench.book.record(job.job_id, { type: 'not-sent', error })).job;
  }
  const intent = await bench.book.record(job.job_id, { type: 'submitting', arguments: args });
  if (!intent.applied) return intent.job;
  const outcome = await bench.fal
    .submit(job.plan.endpoint_id, args, job.plan.options)
    .catch((thrown: unknown) => outcomeOfThrow(thrown));
  return (await bench.book.record(job.job_id, eventOf(outcome))).job;
}

function eventOf(outcome: SubmitOutcome): JobEvent {
  switch (outcome.kind) {
    case 'accepted':
      return {
        type: 'submitted',
        handle: outcome.handle,
        queue_position: outcome.queue_position,
        answer: outcome.answer,
        found_by: 'answer',
      };
    case 'refused':
      return {
        type: 'failed',
        error: toErrorRecord(outcome.error),
        bill: noCharge('not-accepted'),
        answer: { http_status: outcome.answer.http_status, headers: outcome.answer.headers },
      };
    case 'not-sent':
      return { type: 'not-sent', error: toErrorRecord(outcome.error) };
    case 'unknown':
      return { type: 'unknown', error: toErrorRecord(outcome.error) };
  }
}

/** The wire throws for a missing key before it opens anything; whatever else it may throw proves nothing. */
function outcomeOfThrow(thrown: unknown): SubmitOutcome {
  const error = asFalVideoError(thrown);
  if (error.fault === 'configuration' || error.fault === 'input') return { kind: 'not-sent', error };
  return {
    kind: 'unknown',
    answer: null,
    error: unknownOutcome({ code: 'SUBMIT_UNKNOWN', message: error.message, cause: thrown }),
  };
}
