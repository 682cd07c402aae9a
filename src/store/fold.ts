import type { Bill } from '../budget/bill.ts';
import type { ErrorRecord } from '../errors.ts';
import type { JournalEntry } from '../ledger/journal-line.ts';
import { type Job, JOB_STATES, type JobEvent, type JobState, type TimedEvent } from './job.ts';

/**
 * The life of a job as data: from which states each event may come. An event that comes too late (another
 * process was faster, fal repeats itself) does not apply and is not written.
 */
const COMES_FROM: Record<JobEvent['type'], readonly (JobState | 'nothing')[]> = {
  planned: ['nothing'],
  submitting: ['planned'],
  // From `unknown`: found in fal's history, or named by the user.
  submitted: ['submitting', 'unknown'],
  'not-sent': ['planned', 'submitting', 'unknown'],
  unknown: ['submitting'],
  'looked-up': ['unknown'],
  // From `running`: fal puts a job back into the queue when its runner is lost (fal docs, queue).
  queued: ['queued', 'running'],
  // From itself: it ends a row of tries that went wrong.
  running: ['queued', 'running'],
  completed: ['queued', 'running'],
  'cancel-asked': ['queued', 'running', 'completed'],
  // From `expired` and `failed`, here and below: fal said after all what became of it, when it was asked again.
  'result-read': ['queued', 'running', 'completed', 'expired', 'failed'],
  'file-fetched': ['completed'],
  'retry-scheduled': ['queued', 'running', 'completed'],
  // From itself: a file that was missing came after all. From `expired`: in journals of before.
  collected: ['queued', 'running', 'completed', 'expired', 'collected'],
  failed: ['submitting', 'queued', 'running', 'completed', 'expired', 'failed'],
  cancelled: ['queued', 'running', 'completed', 'expired', 'failed'],
  expired: ['queued', 'running', 'completed'],
  billed: ['queued', 'running', 'completed', 'collected', 'failed', 'cancelled', 'expired'],
  verified: ['collected', 'failed', 'cancelled', 'expired'],
  'cost-told': ['collected', 'failed', 'cancelled', 'expired'],
  restored: JOB_STATES,
  filed: [
    'queued',
    'running',
    'completed',
    'collected',
    'failed',
    'cancelled',
    'expired',
    'not-sent',
    'unknown',
  ],
};

export const isEventType = (type: string): type is JobEvent['type'] => type in COMES_FROM;

const ENDED: readonly JobState[] = ['collected', 'not-sent', 'failed', 'cancelled', 'expired'];

/** Events that fal tells again when asked, so that losing them costs nothing. */
const REPEATABLE: readonly JobEvent['type'][] = ['queued', 'running', 'completed', 'looked-up', 'filed'];

/** Whether the event must be on the disk before anything follows from it. */
export const mustLast = ({ type }: JobEvent) => !REPEATABLE.includes(type);

/** What becomes of a job can be told without these. */
const PASSING: readonly JobEvent['type'][] = ['queued', 'looked-up', 'filed'];

/** Whether nothing more can happen to the job but its bill becoming known. */
export const hasEnded = ({ state }: Pick<Job, 'state'>) => ENDED.includes(state);

/** An end that another look at fal may better: a file was not to be had, or fal never said what became of it. */
export const mayBeAskedAgain = (job: Job) => job.missing.length > 0 || isEndUntold(job);

/** It counts as failed or expired, and no answer of fal's has said so: a later one stands in its place. */
const isEndUntold = ({ state, handle, final_answer }: Job) =>
  (state === 'failed' || state === 'expired') && handle !== null && final_answer === null;

export function applies(job: Job | undefined, event: JobEvent): boolean {
  if (!COMES_FROM[event.type].includes(job?.state ?? 'nothing')) return false;
  const isOver = job?.state === 'failed' || job?.state === 'expired';
  switch (event.type) {
    case 'result-read':
    case 'cancelled':
      return !isOver || isEndUntold(job);
    case 'failed':
      return !isOver || (isEndUntold(job) && event.answer !== null);
    case 'file-fetched':
      return job?.missing.some(({ name }) => name === event.name) === true;
    case 'queued':
      return job?.state !== 'queued' || job.retry !== null || job.queue_position !== event.queue_position;
    case 'running':
      return job?.state !== 'running' || job.retry !== null;
    case 'collected':
      return job?.state !== 'collected' || (event.missing ?? []).length < job.missing.length;
    case 'retry-scheduled':
      return event.attempt === (job?.retry?.attempts ?? 0) + 1;
    case 'verified':
      return job?.verified?.micros !== event.micros;
    case 'looked-up':
      return job?.note !== event.note;
    case 'cost-told':
      return job?.told_micros !== event.micros;
    case 'filed':
      return job?.finalized === false;
    default:
      return true;
  }
}

/** The job after one more journal entry. Events that do not apply, and lines that stand there twice, leave it as it is. */
export function fold(job: Job | undefined, entry: JournalEntry<JobEvent>): Job | undefined {
  const { event, at } = entry;
  if (!applies(job, event) || isRepeated(job, entry)) return job;
  if (event.type === 'planned') return plannedJob(entry.job ?? '', event, at);
  if (job === undefined) return undefined;
  const next = { ...job, ...changeOf(job, event), updated_at: at };
  if (event.type !== 'filed' && next.state !== 'planned') next.finalized = false;
  if (mustLast(event)) next.revision = Math.max(job.revision + 1, next.revision);
  if (!PASSING.includes(event.type)) next.events = [...job.events, { at, event }];
  return { ...next, times: { [next.state]: at, ...next.times } };
}

const isRepeated = (job: Job | undefined, { at, event }: TimedEvent) =>
  job?.events.some((one) => one.at === at && JSON.stringify(one.event) === JSON.stringify(event)) === true;

function changeOf(job: Job, event: Exclude<JobEvent, { type: 'planned' }>): Partial<Job> {
  switch (event.type) {
    case 'submitting':
      return { state: 'submitting', sent_arguments: event.arguments, skew_ms: event.skew_ms ?? null };
    case 'submitted':
      return {
        state: 'queued',
        handle: event.handle,
        found_by: event.found_by,
        create_answer: event.answer,
        queue_position: event.queue_position,
        error: null,
        note: null,
      };
    case 'not-sent':
    case 'unknown':
      return { state: event.type, error: event.error, note: null };
    case 'looked-up':
      return { note: event.note };
    case 'queued':
      return { state: 'queued', queue_position: event.queue_position, ...GOES_ON };
    case 'running':
      return { state: 'running', queue_position: null, ...GOES_ON };
    case 'completed':
      return {
        state: 'completed',
        queue_position: null,
        inference_seconds: event.inference_seconds,
        ...GOES_ON,
      };
    case 'cancel-asked':
      return { cancel_answer: event.answer };
    case 'result-read':
      return {
        state: 'completed',
        bill: knownBill(job, event.bill),
        final_answer: event.answer,
        missing: event.missing,
        ...GOES_ON,
      };
    case 'file-fetched':
      return {
        outputs: [...job.outputs, event.output],
        missing: job.missing.filter(({ name }) => name !== event.name),
      };
    case 'retry-scheduled':
      return {
        retry: { attempts: event.attempt, next_attempt_at: event.next_attempt_at },
        error: event.error,
        missing: event.missing,
      };
    case 'collected':
      return {
        state: 'collected',
        outputs: event.outputs,
        missing: event.missing ?? [],
        bill: knownBill(job, event.bill),
        final_answer: event.answer,
        note: event.note ?? job.note,
        retry: null,
        error: event.missing?.find(({ error }) => error !== null)?.error ?? null,
      };
    case 'failed':
      return {
        state: 'failed',
        error: event.error,
        bill: knownBill(job, event.bill),
        final_answer: event.answer,
        retry: null,
      };
    case 'cancelled':
      return { state: 'cancelled', bill: knownBill(job, event.bill), note: event.note, ...GOES_ON };
    case 'expired':
      return { state: 'expired', error: event.error, bill: knownBill(job, event.bill), retry: null };
    case 'billed':
      return { bill: knownBill(job, event.bill) };
    case 'verified':
      return { verified: { micros: event.micros, source: event.source } };
    case 'cost-told':
      return { told_micros: event.micros };
    case 'restored':
      return { revision: event.revision };
    case 'filed':
      return { finalized: true, updated_at: job.updated_at };
  }
}

/** What stood in the way does so no longer. */
const GOES_ON = { retry: null, error: null };

/** A bill that was read once is not forgotten because a later reading did not show it. */
const knownBill = ({ bill }: Job, read: Bill): Bill =>
  bill?.micros == null || read.micros !== null ? read : bill;

function plannedJob(job_id: string, event: Extract<JobEvent, { type: 'planned' }>, at: string): Job {
  return {
    job_id,
    state: 'planned',
    simulated: event.simulated,
    plan: event.plan,
    reserved_micros: event.reserved_micros,
    sent_arguments: null,
    skew_ms: null,
    handle: null,
    found_by: null,
    create_answer: null,
    queue_position: null,
    inference_seconds: null,
    cancel_answer: null,
    outputs: [],
    missing: [],
    retry: null,
    final_answer: null,
    bill: null,
    verified: null,
    told_micros: null,
    error: null,
    note: null,
    finalized: false,
    revision: 1,
    events: [{ at, event }],
    times: { planned: at },
    updated_at: at,
  };
}

/** The job as it was before a request of fal's was found for it: whatever was learned of that one is forgotten. */
export function forgetRequest(job: Job, error: ErrorRecord, at: string): Job {
  const { job_id, plan, reserved_micros, simulated, sent_arguments, skew_ms, revision, events } = job;
  const { planned = at, submitting = at, unknown = at } = job.times;
  const blank = plannedJob(job_id, { type: 'planned', plan, reserved_micros, simulated }, planned);
  const times = { planned, submitting, unknown };
  const kept = { sent_arguments, skew_ms, revision, events };
  return { ...blank, ...kept, state: 'unknown', error, times, updated_at: at };
}

/** What the runner does next for the job. */
export type Step = 'send' | 'await-sender' | 'find-lost' | 'watch' | 'collect' | 'none';

export function nextStep(job: Job): Step {
  switch (job.state) {
    case 'planned':
      return 'send';
    case 'submitting':
      return 'await-sender';
    case 'unknown':
      return 'find-lost';
    case 'queued':
    case 'running':
      return 'watch';
    case 'completed':
      return 'collect';
    default:
      return 'none';
  }
}
