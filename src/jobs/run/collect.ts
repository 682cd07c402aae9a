import { callOf } from '../../next-step.ts';
import { type Bill, noCharge, unknownBill } from '../../budget/bill.ts';
import { type FalVideoError, modelError, serviceError, toErrorRecord } from '../../errors.ts';
import { isMediaUrl } from '../../fal/hosts.ts';
import type { FalAnswer, Reading, ResultOutcome } from '../../fal/types.ts';
import { UnreadAnswer } from '../../fal/unread-answer.ts';
import { safeValue } from '../../util/safe-text.ts';
import { fetchMissing } from './fetch-missing.ts';
import { resultFiles } from './result-files.ts';
import { writeFinal } from '../../store/job-files.ts';
import { embeddedFile } from './save-output.ts';
import { billOf } from './settled-bill.ts';
import type { Job, JobEvent } from '../../store/job.ts';
import { handleOf, type JobContext } from '../../store/job-context.ts';
import { jobFolder } from '../../store/job-folder.ts';

/**
 * Takes in what fal has ready: reads the result, books what its head says of the bill, finds a model error in
 * it, then fetches the files that it names. The caller has claimed the job. Everything may be repeated, and what
 * was read or fetched once is not asked for again. What stands in the way of the reading is thrown.
 */
export async function collect(context: JobContext, job: Job, reading: Reading): Promise<Job> {
  const known = job.missing.length > 0 && job.missing.every(({ error }) => error?.code !== 'EMBEDDED_GONE');
  const read = known ? job : await readResult(context, job, reading);
  return read.missing.length === 0 ? read : await fetchMissing(context, read, reading);
}

async function readResult(context: JobContext, job: Job, reading: Reading): Promise<Job> {
  const { signal } = reading;
  const handle = handleOf(context, job);
  if (handle === null) return job;
  const folder = jobFolder(context, job);
  const embedded = (number: number) => embeddedFile(folder, number);
  const result = await context.fal.result(handle, { ...reading, embedded }).catch(async (thrown: unknown) => {
    if (thrown instanceof UnreadAnswer) await bookHead(context, job, thrown.answer, signal);
    throw thrown;
  });
  if (result.kind === 'pending') throw pending(job);
  // A result that was read stays the answer, though fal forgets it before every file of it was fetched.
  if (result.kind !== 'ok' && job.final_answer !== null) return job;
  await writeFinal(context, folder, result.answer);
  const event = await eventOf(context, job, result, signal);
  return (await context.store.record(job, event)).job;
}

/** The head of a result whose body was lost: only units say that it was the model's answer. */
async function bookHead(
  context: JobContext,
  job: Job,
  answer: FalAnswer,
  signal: AbortSignal,
): Promise<void> {
  if (answer.headers.billable_units === null || job.bill?.micros != null) return;
  await context.store.record(job, {
    type: 'billed',
    bill: await billOf(context, job, answer.headers.billable_units, signal),
  });
}

async function eventOf(
  context: JobContext,
  job: Job,
  result: Exclude<ResultOutcome, { kind: 'pending' }>,
  signal: AbortSignal,
): Promise<JobEvent> {
  const { answer } = result;
  if (result.kind === 'ok') return await resultRead(context, job, answer, signal);
  const bill = await billOfFailure(context, job, answer, signal);
  // A result that is gone does not say that the cancel came in time.
  if (job.cancel_answer !== null && wasCancelled(answer)) {
    return { type: 'cancelled', bill, note: 'fal stopped it after the cancel was asked for' };
  }
  const error = toErrorRecord(result.error);
  return result.kind === 'expired'
    ? { type: 'expired', error, bill }
    : { type: 'failed', error, bill, answer: outer(answer) };
}

async function resultRead(
  context: JobContext,
  job: Job,
  answer: FalAnswer,
  signal: AbortSignal,
): Promise<JobEvent> {
  const bill = await billOf(context, job, answer.headers.billable_units, signal);
  const files = resultFiles(answer.body, {
    inputUrls: inputUrls(job),
    isMediaUrl: (url) => isMediaUrl(url, context.fal.hosts),
  });
  const head = { bill, answer: outer(answer) };
  if (files.length === 0) return { type: 'failed', error: toErrorRecord(noMedia(job, answer)), ...head };
  const fetched = new Set(job.outputs.map(({ url }) => url));
  return { type: 'result-read', missing: files.filter(({ url }) => !fetched.has(url)), ...head };
}

/** fal bills no 5xx; a 422 may be billed if a runner had already worked (fal docs, pricing and errors). */
async function billOfFailure(
  context: JobContext,
  job: Job,
  answer: FalAnswer,
  signal: AbortSignal,
): Promise<Bill> {
  if (answer.headers.billable_units !== null)
    return await billOf(context, job, answer.headers.billable_units, signal);
  if (answer.http_status >= 500) return noCharge('fal-error-not-billed');
  return unknownBill('fal may bill a failure after work was done, and sent no billable units');
}

/** A cancel in mid-work ends as a request error of these types (fal docs, request errors). */
function wasCancelled({ http_status, headers }: FalAnswer): boolean {
  return http_status === 499 || /^client_(cancelled|disconnected)$/.test(headers.error_type ?? '');
}

/** fal says COMPLETED on the status and "in progress" on the result: it needs a moment. */
const pending = ({ job_id, handle }: Job) =>
  serviceError({
    code: 'RESULT_PENDING',
    message: `fal says that request ${handle?.request_id ?? ''} is done, and that its result is still in progress.`,
    next: callOf('get_job', { job_id }, 'asks again.'),
    requestId: handle?.request_id,
  });

function noMedia(job: Job, answer: FalAnswer): FalVideoError {
  return modelError({
    code: 'NO_MEDIA',
    message: 'fal reported success, but the result holds no file.',
    next: 'Look at final.json in the job folder; the same call may be billed again.',
    retrySafe: false,
    jobId: job.job_id,
    requestId: job.handle?.request_id,
    detail: safeValue(answer.body),
  });
}

function inputUrls(job: Job): ReadonlySet<string> {
  return new Set(JSON.stringify(job.sent_arguments ?? {}).match(/(https?:|data:)[^"\\]+/g));
}

const outer = ({ http_status, headers }: FalAnswer) => ({ http_status, headers });
