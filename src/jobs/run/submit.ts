import { callOf } from '../../next-step.ts';
import { noCharge } from '../../budget/bill.ts';
import { asFalVideoError, cannotWrite, FalVideoError, toErrorRecord, unknownOutcome } from '../../errors.ts';
import type { QueueHandle, SubmitOutcome } from '../../fal/types.ts';
import { writeCreate, writeManifest } from '../../store/job-files.ts';
import type { Claim } from '../../store/claims.ts';
import type { Job, JobEvent } from '../../store/job.ts';
import { uploadInputs } from './upload-inputs.ts';
import type { SubmitContext } from './run-context.ts';

/**
 * The only way in which a job is submitted. The caller has claimed the job. Uploads come first (they are
 * free and may be repeated), then the intent is on the disk, then one POST leaves, once.
 */
export async function sendJob(context: SubmitContext, job: Job, claim: Claim): Promise<Job> {
  const notSent = async (thrown: unknown) => {
    const error = toErrorRecord(asFalVideoError(thrown));
    return (await context.store.record(job, { type: 'not-sent', error })).job;
  };
  let args: Record<string, unknown>;
  try {
    args = await uploadInputs(context, job);
  } catch (thrown) {
    return await notSent(thrown);
  }
  const skew_ms = context.fal.clockSkew();
  const intent = await context.store.record(job, { type: 'submitting', arguments: args, skew_ms }, { claim });
  if (!intent.applied) return intent.job;
  try {
    // Behind the intent and before the POST: a journal that loses the one has a witness for the other.
    await writeManifest(context, intent.job).catch(cannotWrite);
  } catch (thrown) {
    return await notSent(thrown);
  }
  const outcome = await context.submitter
    .submit(job.plan.endpoint_id, args, job.plan.options)
    .catch((thrown: unknown) => outcomeOfThrow(thrown));
  const end = await context.store.record(job, eventOf(outcome)).catch(async (thrown: unknown) => {
    if (outcome.kind === 'accepted') await keepAnswer(context, job, outcome);
    throw notWritten(asFalVideoError(thrown), job, outcome);
  });
  if (end.applied || outcome.kind !== 'accepted' || end.job.state !== 'submitting') return end.job;
  const error = toErrorRecord(namedTwice(job, outcome.handle));
  return (await context.store.record(job, { type: 'unknown', error })).job;
}

/** What the journal cannot take is kept beside it, where its repair finds it. */
async function keepAnswer(context: SubmitContext, job: Job, { handle, answer }: Accepted): Promise<void> {
  const sent: Job = { ...job, handle, found_by: 'answer', create_answer: answer };
  await writeCreate(context, sent).catch(() => undefined);
}

type Accepted = Extract<SubmitOutcome, { kind: 'accepted' }>;

/** fal has it, and our record says only that it was on its way: the id is said, and fal's history knows it too. */
function notWritten(error: FalVideoError, { job_id: jobId }: Job, outcome: SubmitOutcome): FalVideoError {
  if (outcome.kind !== 'accepted') return error;
  const requestId = outcome.handle.request_id;
  return new FalVideoError(error.fault, {
    code: error.code,
    message: `fal took the job in as request ${requestId}, which could not be written down: ${error.message}`,
    jobId,
    requestId,
    retrySafe: false,
    temporary: error.temporary,
    ...(error.next === undefined ? {} : { next: error.next }),
    cause: error,
  });
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

/** Two answers that name one request: at most one of them is about the job that asked. */
const namedTwice = ({ job_id }: Job, { request_id }: QueueHandle) =>
  unknownOutcome({
    code: 'REQUEST_NAMED_TWICE',
    message:
      `The answer to this submit names request ${request_id}, which fal's answer to another job named before: ` +
      'something on the way repeats old answers. Whether fal took this one in is not known.',
    next: callOf(
      'get_job',
      { job_id },
      'looks for it in the request history of fal; do not send it again. Look for a proxy that caches.',
    ),
    requestId: request_id,
  });

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
