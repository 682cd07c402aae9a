import type { Bill } from '../budget/bill.ts';
import type { ErrorRecord } from '../errors.ts';
import type { BillingEvent } from '../fal/platform/types.ts';
import type { CancelAnswer, FalAnswer, FalHeaders, QueueHandle, SubmitOptions } from '../fal/types.ts';
import type { VideoInfo } from '../media/types.ts';
import type { FieldRecord, PriceEstimate, Role } from '../models/types.ts';
import type { Micros } from '../util/money.ts';

/**
 * The states of a job. In flight: planned (its money reserved) to completed. Ends: the rest; `unknown` is an
 * open end that is settled by fal's request history or by the user, never by sending again.
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

/** One input of a job: a file of the user's, or a URL that fal reads itself. Never the bytes. */
export interface InputRecord {
  role: Role;
  /** Relative to the project; `null` for a URL. */
  path: string | null;
  url: string | null;
  sha256: string | null;
  bytes: number | null;
  content_type: string | null;
}

/** What a job is before anything happens to it: all that is needed to carry it out. */
export interface JobPlan {
  endpoint_id: string;
  model_alias: string | null;
  task_slug: string;
  /** The words of the task, for people; `null` for a model without a prompt. */
  prompt: string | null;
  /** The model's arguments. A local file stands in them as `file:<sha256>` until it is uploaded. */
  arguments: Record<string, unknown>;
  fields: FieldRecord[];
  inputs: InputRecord[];
  options: SubmitOptions;
  estimate: PriceEstimate;
  quote_id: string | null;
  /** The same key again means the same job: for callers that may have lost our answer. */
  idempotency_key: string | null;
  /** Folder of the batch, relative to the project; the job's own folder is below it. */
  batch: string;
  experiment: string | null;
  cell: string | null;
}

export interface OutputFile {
  /** Relative to the project. */
  path: string;
  url: string;
  content_type: string;
  bytes: number;
  sha256: string;
  /** What a decoder says of it; `null` for what is not a video, or cannot be read as one. */
  video: Pick<VideoInfo, 'width' | 'height' | 'fps' | 'seconds' | 'frames' | 'has_audio'> | null;
}

/** The outer part of fal's last answer; its body is in `final.json`. */
export interface FinalAnswer {
  http_status: number;
  headers: FalHeaders;
}

/** What fal's billing events say that a job cost, after discounts. */
export interface VerifiedCost {
  micros: Micros;
  /** The member of the event that said so. */
  source: BillingEvent['source'];
}

/** The journal's events. Each is written once and never changed; a job is the fold of its events. */
export type JobEvent =
  | { type: 'planned'; plan: JobPlan; reserved_micros: Micros; simulated: boolean }
  | { type: 'submitting'; arguments: Record<string, unknown> }
  | {
      type: 'submitted';
      handle: QueueHandle;
      queue_position: number | null;
      answer: FalAnswer | null;
      found_by: FoundBy;
    }
  | { type: 'not-sent'; error: ErrorRecord }
  | { type: 'unknown'; error: ErrorRecord }
  | { type: 'queued'; queue_position: number | null }
  | { type: 'running' }
  | { type: 'completed'; inference_seconds: number | null }
  | { type: 'cancel-asked'; answer: CancelAnswer }
  | { type: 'collected'; outputs: OutputFile[]; bill: Bill; answer: FinalAnswer }
  | { type: 'failed'; error: ErrorRecord; bill: Bill; answer: FinalAnswer | null }
  | { type: 'cancelled'; bill: Bill; note: string }
  | { type: 'expired'; error: ErrorRecord; bill: Bill }
  | { type: 'billed'; bill: Bill }
  | ({ type: 'verified' } & VerifiedCost)
  | { type: 'filed' };

/** Where a request id came from: fal's own answer, fal's request history, or the user. */
export type FoundBy = 'answer' | 'history' | 'user';

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
  found_by: FoundBy | null;
  create_answer: FalAnswer | null;
  queue_position: number | null;
  inference_seconds: number | null;
  cancel_answer: CancelAnswer | null;
  outputs: OutputFile[];
  final_answer: FinalAnswer | null;
  bill: Bill | null;
  /** `null` until fal's billing events were read and showed it. */
  verified: VerifiedCost | null;
  error: ErrorRecord | null;
  note: string | null;
  /** Whether manifest, ledger and results hold the end. */
  filed: boolean;
  /** ISO time at which each state was first reached. */
  times: Partial<Record<JobState, string>>;
  updated_at: string;
}
