import type { z } from 'zod';
import type { DataOf, Tool } from '../src/server/define-tool.ts';
import { addModelTool } from './add_model.ts';
import { cancelJob } from './cancel_job.ts';
import { estimateCost } from './estimate_cost.ts';
import { generateImage } from './generate_image.ts';
import { generateVideo } from './generate_video.ts';
import { getExperiment } from './get_experiment.ts';
import { getJob } from './get_job.ts';
import { getModel } from './get_model.ts';
import { inspectVideo } from './inspect_video.ts';
import { listJobs } from './list_jobs.ts';
import { listModels } from './list_models.ts';
import { preparePlate } from './prepare_plate.ts';
import { planExperimentTool } from './plan_experiment.ts';
import { readLedgerTool } from './read_ledger.ts';
import { reconcileCosts } from './reconcile_costs.ts';
import { recordLearning } from './record_learning.ts';
import { runExperiment } from './run_experiment.ts';

const all = [
  addModelTool,
  cancelJob,
  estimateCost,
  generateImage,
  generateVideo,
  getExperiment,
  getJob,
  getModel,
  inspectVideo,
  listJobs,
  listModels,
  preparePlate,
  planExperimentTool,
  readLedgerTool,
  reconcileCosts,
  recordLearning,
  runExperiment,
];

/** Every tool, sorted by name: the order on the wire never depends on this file's. */
export const tools: readonly Tool[] = all.toSorted((a, b) => a.name.localeCompare(b.name));

export type ToolName = (typeof all)[number]['name'];
type Named<Name extends ToolName> = Extract<(typeof all)[number], { name: Name }>;
/** What a tool takes, and what it answers with. */
export type InputOf<Name extends ToolName> = z.input<Named<Name>['input']>;
export type AnswerOf<Name extends ToolName> = DataOf<Named<Name>>;
