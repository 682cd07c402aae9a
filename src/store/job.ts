import type { Bill } from '../budget/bill.ts';
import type { ErrorRecord } from '../errors.ts';
import type { BillingEvent } from '../fal/platform-types.ts';
import type { CancelAnswer, FalAnswer, FalHeaders, QueueHandle, SubmitOptions } from '../fal/types.ts';
import type { VideoInfo } from '../media/types.ts';
import type { ClipFacts } from '../models/clip-facts.ts';
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
  /** The output that it was taken from, as it was named: `job_x:last`. Of a step without a job yet there is no file. */
  from?: string;
  /** The copy that is sent in its place; absent where the file itself is. */
  sent_as?: SentAs;
}

/** A copy of the user's picture, made to be sent: the file itself is never touched. */
export interface SentAs {
  why: 'turned upright';
  sha256: string;
  bytes: number;
  content_type: string;
}

/** What a job is before anything happens to it: all that is needed to carry it out. */
export interface JobPlan {
  endpoint_id: string;
  model_alias: string | null;
  task_slug: string;
  /** The words of the task, for people; `null` for a model without a prompt. */
  prompt: string | null;
  /** The model's arguments. A local file stands in them by its hash (`placeholderOf`) until it is uploaded. */
  arguments: Record<string, unknown>;
  fields: FieldRecord[];
  /** What a person should know of what is sent, in words. Absent in older journals. */
  notes?: string[];
  /** What the clip should be like, to be held against what comes out. Absent in older journals. */
  promised?: ClipFacts;
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
  /** `side`: what came beside the output that the task asked for. Absent in journals of before: `main`. */
  role?: 'main' | 'side';
  content_type: string;
  bytes: number;
  sha256: string;
  /** What a decoder says of it; `null` for what is not a video, or cannot be read as one. */
  video: Pick<VideoInfo, 'width' | 'height' | 'fps' | 'seconds' | 'frames' | 'has_audio'> | null;
}

/** A file that the result names and that is not on the disk: not fetched yet, or not to be had. */
export interface MissingFile {
  /** Its name in the job's folder, without the ending that its bytes will give it. */
  name: string;
  /** `data:` and a name for what stood in the answer itself. */
  url: string;
  /** fal's word; its bytes have not been seen. */
  content_type: string | null;
  /** What the last try met; `null` before the first. */
  error: ErrorRecord | null;
}

/** Tries of the present step that went wrong, over all processes. Any progress of the job forgets them. */
export interface Retry {
  attempts: number;
  /** ISO time of the next try by itself; `null` once there were enough: then only on demand. */
  next_attempt_at: string | null;
}

/** The outer part of fal's last answer; its body is in `final.json`. */
export interface FinalAnswer {
  http_status: number;
  headers: FalHeaders;
}

/** Of a result that nobody kept the outer part of. */
export const BARE_ANSWER: FinalAnswer = {
  http_status: 200,
  headers: { request_id: null, billable_units: null, served_from: null, error_type: null, retryable: null },
};

/** What fal's billing events say that a job cost, after discounts. */
export interface VerifiedCost {
  micros: Micros;
  /** The member of the event that said so. */
  source: BillingEvent['source'];
}

/** The journal's events. Each is written once and never changed; a job is the fold of its events. */
export type JobEvent =
  | { type: 'planned'; plan: JobPlan; reserved_micros: Micros; simulated: boolean }
  /** `skew_ms`: by how much fal's clock was ahead of ours, as far as any answer had told. */
  | { type: 'submitting'; arguments: Record<string, unknown>; skew_ms?: number | null }
  | {
      type: 'submitted';
      handle: QueueHandle;
      queue_position: number | null;
      answer: FalAnswer | null;
      found_by: FoundBy;
    }
  | { type: 'not-sent'; error: ErrorRecord }
  | { type: 'unknown'; error: ErrorRecord }
  /** Looked for in fal's history and not found; why that may prove even less than usual. */
  | { type: 'looked-up'; note: string | null }
  | { type: 'queued'; queue_position: number | null }
  | { type: 'running' }
  | { type: 'completed'; inference_seconds: number | null }
  | { type: 'cancel-asked'; answer: CancelAnswer }
  /** fal's result was read: its bill counts from here on, whatever becomes of the download. */
  | { type: 'result-read'; bill: Bill; answer: FinalAnswer; missing: MissingFile[] }
  /** One of the missing files is on the disk, and the rest is still to come. */
  | { type: 'file-fetched'; name: string; output: OutputFile }
  /** The `attempt`th try of this step went wrong; `missing` says what each file met. */
  | {
      type: 'retry-scheduled';
      attempt: number;
      error: ErrorRecord;
      next_attempt_at: string | null;
      missing: MissingFile[];
    }
  | {
      type: 'collected';
      outputs: OutputFile[];
      /** Absent in journals of before, and where every file came. */
      missing?: MissingFile[];
      note?: string;
      bill: Bill;
      answer: FinalAnswer;
    }
  | { type: 'failed'; error: ErrorRecord; bill: Bill; answer: FinalAnswer | null }
  | { type: 'cancelled'; bill: Bill; note: string }
  | { type: 'expired'; error: ErrorRecord; bill: Bill }
  | { type: 'billed'; bill: Bill }
  | ({ type: 'verified' } & VerifiedCost)
  | { type: 'cost-told'; micros: Micros }
  /** Its events were written anew from these files, which knew so many of them. */
  | { type: 'restored'; revision: number; from: string[] }
  | { type: 'filed' };

/** An event, and when it was written. */
export interface TimedEvent {
  at: string;
  event: JobEvent;
}

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
  skew_ms: number | null;
  handle: QueueHandle | null;
  found_by: FoundBy | null;
  create_answer: FalAnswer | null;
  queue_position: number | null;
  inference_seconds: number | null;
  cancel_answer: CancelAnswer | null;
  outputs: OutputFile[];
  missing: MissingFile[];
  retry: Retry | null;
  final_answer: FinalAnswer | null;
  bill: Bill | null;
  /** `null` until fal's billing events were read and showed it. */
  verified: VerifiedCost | null;
  /** What the user says that it cost, where fal's bill is disputed or not known. */
  told_micros: Micros | null;
  error: ErrorRecord | null;
  note: string | null;
  /** Whether manifest, ledger and results hold the end. */
  finalized: boolean;
  /** How many of its events must last: a file made from the journal says how many it knew, and never knows more. */
  revision: number;
  /** Those events, and what else changed its state, as they stand in the journal. */
  events: readonly TimedEvent[];
  /** ISO time at which each state was first reached. */
  times: Partial<Record<JobState, string>>;
  updated_at: string;
}
