import type { ErrorRecord } from '../errors.ts';
import type { CancelAnswer, FalAnswer, QueueHandle, SubmitOptions } from '../fal/types.ts';
import type { FieldRecord } from '../models/types.ts';
import type { Micros } from '../util/money.ts';

/**
 * The states of a job. In flight: planned … completed. Ends: the rest; `unknown` is an open end that is
 * settled by fal's request history or by the user, never by sending again.
 */
export const JOB_STATES = [
  'planned',
  'submitting',
  'queued',
  'running',
  'completed',
  'collected',
  'not-sent',
  'failed',
  'cancelled',
  'unknown',
  'expired',
] as const;
export type JobState = (typeof JOB_STATES)[number];

export interface InputRecord {
  role: string;
  field: string;
  /** The user's file relative to the project, or `null` for a URL. */
  path: string | null;
  url: string | null;
  sha256: string | null;
  bytes: number | null;
}

/** What a job is before anything happens to it: all that is needed to carry it out. */
export interface JobPlan {
  endpoint_id: string;
  model_alias: string | null;
  task_slug: string;
  /** The words of the task, for people; `null` for a model without a prompt. */
  prompt: string | null;
  arguments: Record<string, unknown>;
  fields: FieldRecord[];
  /** Local files to upload; each stands in `arguments` as `file:<sha256>` until then. */
  inputs: InputRecord[];
  options: SubmitOptions;
  estimate: { low: Micros | null; expected: Micros | null; high: Micros | null; rule: string; source: string; as_of: string };
  quote_id: string | null;
  /** Folder of the batch, relative to the project; the job's own folder is below it. */
  batch: string;
  experiment: string | null;
  cell: string | null;
}

export interface OutputFile {
  path: string;
  url: string;
  content_type: string;
  bytes: number;
  sha256: string;
}

/** What was billed. `micros` is `null` with the reason while it is not known; never 0 for unknown. */
export interface Bill {
  micros: Micros | null;
  method: 'billable-units' | 'not-accepted' | 'removed-from-queue' | 'fal-error-not-billed' | 'unknown';
  billable_units: string | null;
  unit_price: number | null;
  unit: string | null;
  reason: string | null;
}

/** The journal's events. Each is written once and never changed; a job is the fold of its events. */
export type JobEvent =
  | { type: 'planned'; plan: JobPlan; reserved_micros: Micros; simulated: boolean }
  | { type: 'submitting'; arguments: Record<string, unknown> }
  | { type: 'submitted'; handle: QueueHandle; queue_position: number | null; answer: FalAnswer | null; found_by: 'answer' | 'history' | 'user' }
  | { type: 'not-sent'; error: ErrorRecord }
  | { type: 'unknown'; error: ErrorRecord }
  | { type: 'queued'; queue_position: number | null }
  | { type: 'running' }
  | { type: 'completed'; inference_seconds: number | null }
  | { type: 'cancel-asked'; answer: CancelAnswer; raw: FalAnswer }
  | { type: 'collected'; outputs: OutputFile[]; bill: Bill; answer: FalAnswer }
  | { type: 'failed'; error: ErrorRecord; bill: Bill }
  | { type: 'cancelled'; bill: Bill; note: string }
  | { type: 'expired'; error: ErrorRecord; bill: Bill }
  | { type: 'billed'; bill: Bill };

/** A job as everybody sees it: the fold of its events. */
export interface Job {
  job_id: string;
  state: JobState;
  simulated: boolean;
  plan: JobPlan;
  reserved_micros: Micros;
  /** As sent, uploads in place; `null` before the intent. */
  sent_arguments: Record<string, unknown> | null;
  handle: QueueHandle | null;
  queue_position: number | null;
  inference_seconds: number | null;
  cancel_answer: CancelAnswer | null;
  outputs: OutputFile[];
  bill: Bill | null;
  error: ErrorRecord | null;
  answers: { create: FalAnswer | null; final: FalAnswer | null };
  /** ISO times of the first event of each state. */
  times: Partial<Record<JobState, string>>;
  updated_at: string;
}
