import type { Project } from '../../project/index.ts';
import type { StopReason } from '../../runs/failure-breaker.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Micros } from '../../util/money.ts';
import type { CellState, ExperimentPlan, PlannedCell } from '../types.ts';

/** Where the files of runs lie. */
export interface RunFiles {
  project: Project;
  blobs: Blobs;
}

/** A cell that the plan did not have when it ran before. */
export interface NewCell {
  cell_id: string;
  why: string;
}

/** `batch.json`: what is to be made, written before anything is sent. The first keys are those of the fal-video skill. */
export interface BatchFile {
  /** Stamp of the folder's name. */
  timestamp: string;
  task_slug: string;
  /** ISO time of the first run. */
  created_at: string;
  prompt: string | null;
  input_image: string | null;
  models: string[];
  /** Folder of the batch, relative to the project. */
  output_root: string;
  config_path: string | null;
  simulated: boolean;
  plan: Omit<ExperimentPlan, 'cells'>;
  cells: PlannedCell[];
  /** Cells that ran and are no longer in the plan: paid work is not forgotten. */
  former_cells: PlannedCell[];
}

/** How an experiment stands: its plan joined with its jobs. */
export interface ExperimentState extends CellsSeen {
  plan: ExperimentPlan;
  /** Relative to the project. */
  folder: string;
  /** `here`: this process runs it; `elsewhere`: another one does. */
  running: 'here' | 'elsewhere' | 'no';
  stopped: StopReason | null;
  new_cells: NewCell[];
}

/** How cells stand, by a look at the job of each. */
export interface CellsSeen {
  cells: CellState[];
  former: CellState[];
  /** What is odd about single cells: served by another endpoint, a picture that could not be measured. */
  remarks: { cell_id: string; text: string }[];
}

/** How far an experiment is, in figures: of many cells, too, without a look at each. */
export interface ExperimentProgress extends Omit<ExperimentState, keyof CellsSeen> {
  cells: CellFigures[];
  former: CellFigures[];
}

export interface CellFigures extends Pick<CellState, 'cell_id' | 'status' | 'billed'> {
  expected: Micros | null;
  has_video: boolean;
}
