import type { JournalEntry } from '../ledger/journal-line.ts';
import type { Job, JobEvent, JobState } from './types.ts';

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
  // From `running`: fal puts a job back into the queue when its runner is lost (fal docs, queue).
  queued: ['queued', 'running'],
  running: ['queued'],
  completed: ['queued', 'running'],
  'cancel-asked': ['queued', 'running', 'completed'],
  // From `expired`: fal had the result after all when it was asked again.
  collected: ['queued', 'running', 'completed', 'expired'],
  failed: ['submitting', 'queued', 'running', 'completed'],
  cancelled: ['queued', 'running', 'completed'],
  expired: ['queued', 'running', 'completed'],
  billed: ['collected', 'failed', 'cancelled', 'expired'],
  verified: ['collected', 'failed', 'cancelled', 'expired'],
  filed: ['collected', 'failed', 'cancelled', 'expired', 'not-sent', 'unknown'],
};

const ENDED: readonly JobState[] = ['collected', 'not-sent', 'failed', 'cancelled', 'expired'];

/** Whether nothing more can happen to the job but its bill becoming known. */
export const hasEnded = (job: Job) => ENDED.includes(job.state);

export function applies(job: Job | undefined, event: JobEvent): boolean {
  if (!COMES_FROM[event.type].includes(job?.state ?? 'nothing')) return false;
  if (event.type === 'queued') return job?.state !== 'queued' || job.queue_position !== event.queue_position;
  if (event.type === 'verified') return job?.verified?.micros !== event.micros;
  return event.type !== 'filed' || job?.filed === false;
}

/** The job after one more journal entry. Events that do not apply leave it as it is. */
export function fold(job: Job | undefined, entry: JournalEntry<JobEvent>): Job | undefined {
  const { event, at } = entry;
  if (!applies(job, event)) return job;
  if (event.type === 'planned') return plannedJob(entry.job ?? '', event, at);
  if (job === undefined) return undefined;
  const next = { ...job, ...changeOf(job, event), updated_at: at };
  if (event.type !== 'filed' && next.state !== 'planned') next.filed = false;
  return { ...next, times: { [next.state]: at, ...next.times } };
}

function changeOf(job: Job, event: Exclude<JobEvent, { type: 'planned' }>): Partial<Job> {
  switch (event.type) {
    case 'submitting':
      return { state: 'submitting', sent_arguments: event.arguments };
    case 'submitted':
      return {
        state: 'queued',
        handle: event.handle,
        found_by: event.found_by,
        create_answer: event.answer,
        queue_position: event.queue_position,
        error: null,
      };
    case 'not-sent':
    case 'unknown':
      return { state: event.type, error: event.error };
    case 'queued':
      return { state: 'queued', queue_position: event.queue_position };
    case 'running':
      return { state: 'running', queue_position: null };
    case 'completed':
      return { state: 'completed', queue_position: null, inference_seconds: event.inference_seconds };
    case 'cancel-asked':
      return { cancel_answer: event.answer };
    case 'collected':
      return {
        state: 'collected',
        outputs: event.outputs,
        bill: event.bill,
        final_answer: event.answer,
        error: null,
      };
    case 'failed':
      return { state: 'failed', error: event.error, bill: event.bill, final_answer: event.answer };
    case 'cancelled':
      return { state: 'cancelled', bill: event.bill, note: event.note };
    case 'expired':
      return { state: 'expired', error: event.error, bill: event.bill };
    case 'billed':
      return { bill: event.bill };
    case 'verified':
      return { verified: { micros: event.micros, source: event.source } };
    case 'filed':
      return { filed: true, updated_at: job.updated_at };
  }
}

function plannedJob(job_id: string, event: Extract<JobEvent, { type: 'planned' }>, at: string): Job {
  return {
    job_id,
    state: 'planned',
    simulated: event.simulated,
    plan: event.plan,
    reserved_micros: event.reserved_micros,
    sent_arguments: null,
    handle: null,
    found_by: null,
    create_answer: null,
    queue_position: null,
    inference_seconds: null,
    cancel_answer: null,
    outputs: [],
    final_answer: null,
    bill: null,
    verified: null,
    error: null,
    note: null,
    filed: false,
    times: { planned: at },
    updated_at: at,
  };
}

/** What a driver of the job does next. */
export type Step = 'send' | 'await-sender' | 'look-up' | 'watch' | 'collect' | 'none';

export function nextStep(job: Job): Step {
  switch (job.state) {
    case 'planned':
      return 'send';
    case 'submitting':
      return 'await-sender';
    case 'unknown':
      return 'look-up';
    case 'queued':
    case 'running':
      return 'watch';
    case 'completed':
      return 'collect';
    default:
      return 'none';
  }
}
