import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bill, billFromUnits, noCharge, unknownBill } from '../../budget/bill.ts';
import { type FalVideoError, modelError, toErrorRecord } from '../../errors.ts';
import type { FalAnswer, ResultOutcome } from '../../fal/types.ts';
import { safeValue } from '../../util/safe-text.ts';
import { mediaUrls } from './media-urls.ts';
import { writeFinal } from '../run-files.ts';
import { saveOutput } from './save-output.ts';
import type { Job, JobEvent } from '../types.ts';
import { handleOf, jobFolder, type Workbench } from '../workbench.ts';

/**
 * Takes in what fal has ready: reads the result, finds a model error in it, downloads and hashes the media,
 * and settles the cost. The caller holds the job's lock. Everything before the last event may be repeated;
 * what may pass (a 504, a lost connection) is thrown and leaves the job `completed`.
 */
export async function collect(bench: Workbench, job: Job, signal: AbortSignal): Promise<Job> {
  const handle = handleOf(bench, job);
  if (handle === null) return job;
  const result = await bench.fal.result(handle, { signal });
  if (result.kind === 'pending') return job;
  await writeFinal(jobFolder(bench, job), result.answer);
  const event = await eventOf(bench, job, result, signal);
  return (await bench.book.record(job.job_id, event)).job;
}

async function eventOf(
  bench: Workbench,
  job: Job,
  result: Exclude<ResultOutcome, { kind: 'pending' }>,
  signal: AbortSignal,
): Promise<JobEvent> {
  if (result.kind === 'ok') return await collected(bench, job, result.answer, signal);
  const bill = await billOfFailure(bench, job, result.answer);
  if (job.cancel_answer !== null && (result.kind === 'expired' || wasCancelled(result.answer))) {
    return { type: 'cancelled', bill, note: 'fal stopped it after the cancel was asked for' };
  }
  const error = toErrorRecord(result.error);
  return result.kind === 'expired'
    ? { type: 'expired', error, bill }
    : { type: 'failed', error, bill, answer: outer(result.answer) };
}

async function collected(
  bench: Workbench,
  job: Job,
  answer: FalAnswer,
  signal: AbortSignal,
): Promise<JobEvent> {
  const bill = await settledBill(bench, job, answer);
  const media = mediaUrls(answer.body, inputUrls(job));
  if (media.length === 0) {
    return { type: 'failed', error: toErrorRecord(noMedia(job, answer)), bill, answer: outer(answer) };
  }
  const folder = jobFolder(bench, job);
  await mkdir(folder, { recursive: true });
  const outputs = [];
  for (const [index, { url }] of media.entries()) {
    const name = `output-${String(index + 1).padStart(2, '0')}`;
    outputs.push(await saveOutput(bench, url, join(folder, name), signal));
  }
  return { type: 'collected', outputs, bill, answer: outer(answer) };
}

export async function settledBill(bench: Workbench, job: Job, answer: FalAnswer): Promise<Bill> {
  const units = answer.headers.billable_units;
  const price = units === null ? null : await bench.unitPrice(job.plan.endpoint_id);
  return billFromUnits(units, price);
}

/** fal bills no 5xx; a 422 may be billed if a runner had already worked (fal docs, pricing and errors). */
async function billOfFailure(bench: Workbench, job: Job, answer: FalAnswer): Promise<Bill> {
  if (answer.headers.billable_units !== null) return await settledBill(bench, job, answer);
  if (answer.http_status >= 500) return noCharge('fal-error-not-billed');
  return unknownBill('fal may bill a failure after work was done, and sent no billable units');
}

/** A cancel in mid-work ends as a request error of these types (fal docs, request errors). */
function wasCancelled({ http_status, headers }: FalAnswer): boolean {
  return http_status === 499 || /^client_(cancelled|disconnected)$/.test(headers.error_type ?? '');
}

function noMedia(job: Job, answer: FalAnswer): FalVideoError {
  return modelError({
    code: 'NO_MEDIA',
    message: 'fal reported success, but the result holds no file.',
    next: 'Look at final.json in the job folder; the same call may be billed again.',
    retrySafe: false,
    jobId: job.job_id,
    ...(job.handle === null ? {} : { requestId: job.handle.request_id }),
    detail: safeValue(answer.body),
  });
}

function inputUrls(job: Job): ReadonlySet<string> {
  return new Set(JSON.stringify(job.sent_arguments ?? {}).match(/(https?:|data:)[^"\\]+/g));
}

const outer = ({ http_status, headers }: FalAnswer) => ({ http_status, headers });
