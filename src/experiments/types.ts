import type { ErrorRecord } from '../errors.ts';
import type { JobRequest } from '../jobs/jobs.ts';
import type { JobState } from '../store/job.ts';
import type { ClipMeasures } from '../media/measure-types.ts';
import type { FieldRecord, PriceEstimate } from '../models/types.ts';
import type { Micros } from '../util/money.ts';

/** Where a cell stands in the matrix. The ids are those of `ExperimentPlan.prompts` and `.pictures`. */
export interface CellAxes {
  /** Alias or endpoint id, as the file names it. */
  model: string;
  prompt: string;
  picture: string | null;
  seed: number | null;
  duration_seconds: number | null;
  /** From 1. */
  repeat: number;
}

/** Something asked that this model does not do as asked, and what it does instead. */
export interface ParityNote {
  field: string;
  asked: unknown;
  /** What is sent instead; `null` when nothing is. */
  instead: unknown;
  text: string;
}

/** One cell of the matrix: one job. */
export interface PlannedCell {
  /** `cell_` and 16 hex digits: a digest of endpoint, canonical arguments (inputs as their hashes) and repeat. */
  cell_id: string;
  axes: CellAxes;
  endpoint_id: string;
  model_alias: string | null;
  /** What is given to `jobs`; experiment, cell and batch are in it. */
  request: JobRequest;
  arguments: Record<string, unknown>;
  fields: FieldRecord[];
  estimate: PriceEstimate;
  parity: ParityNote[];
}

/** A cell that this model cannot do at all: it is not run, and not hidden. */
export interface RefusedCell {
  axes: CellAxes;
  error: ErrorRecord;
}

export interface PlannedPrompt {
  /** `p1`, or the name that the file gives. */
  id: string;
  text: string;
  sha256: string;
  /** Variants by model, where the file has them. */
  variants: Record<string, string>;
}

export interface PlannedPicture {
  id: string;
  /** Relative to the project, or an https URL. */
  source: string;
  sha256: string | null;
  width: number | null;
  height: number | null;
}

/** The whole matrix, before anything is paid. */
export interface ExperimentPlan {
  slug: string;
  title: string;
  /** What is to be found out, in the file's words. */
  goal: string | null;
  /** Relative to the project; `null` for a plan that came without a file. */
  file: string | null;
  /** `<stamp>-<slug>`: the name that the batch folder and the notes share, the same in every plan of the slug. */
  batch: string;
  /** At most this for all its jobs, as its file says; `null` where only the user's caps hold. */
  budget: Micros | null;
  simulated: boolean;
  models: string[];
  prompts: PlannedPrompt[];
  pictures: PlannedPicture[];
  cells: PlannedCell[];
  refused: RefusedCell[];
  /** `null` where any cell's price is unknown; `known` then says how much the others are. */
  cost: { low: Micros | null; expected: Micros | null; high: Micros | null; known: Micros };
  /** Unfair comparisons, start pictures that look like a grid, what else a person should see first. */
  warnings: string[];
}

/** The plan with the lower of its own budget and another. */
export const withBudget = (plan: ExperimentPlan, budget: Micros | undefined): ExperimentPlan =>
  budget === undefined ? plan : { ...plan, budget: Math.min(plan.budget ?? Infinity, budget) };

/** How one cell stands now: the plan joined with its job. */
export interface CellState {
  cell_id: string;
  axes: CellAxes;
  endpoint_id: string;
  model_alias: string | null;
  /** `waiting` before it has a job. */
  status: JobState | 'waiting';
  job_id: string | null;
  request_id: string | null;
  error: ErrorRecord | null;
  prompt: string | null;
  arguments: Record<string, unknown>;
  parity: ParityNote[];
  estimate: PriceEstimate;
  billed: Micros | null;
  /** What has to be said beside it: that it is disputed, or above its quote. */
  bill_note: string | null;
  billable_units: number | null;
  /** ISO times. */
  submitted_at: string | null;
  started_at: string | null;
  completed_at: string | null;
  queue_seconds: number | null;
  work_seconds: number | null;
  /** The video, relative to the project. */
  video: CellVideo | null;
  measures: ClipMeasures | null;
}

export interface CellVideo {
  path: string;
  width: number;
  height: number;
  fps: number;
  seconds: number;
  frames: number;
  has_audio: boolean;
  /** A picture of frames, relative to the project; `null` until it is made. */
  sheet: string | null;
}
