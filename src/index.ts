/**
 * fal-video as a library.
 *
 *     const video = await openFalVideo();
 *     const job = await video.generate(
 *       { model: 'kling-v3-pro-i2v', prompt: 'she waves', image: 'hero.png' },
 *       { onUpdate: ({ job }) => console.log(job.state, job.queue_position) },
 *     );
 *     console.log(job.outputs[0].path, job.bill);
 *     await video.close();
 */
export { type ErrorRecord, FalVideoError, type Fault } from './errors.ts';
export { planExperiment, type PlanTools } from './experiments/plan/plan.ts';
export type { ExperimentFile } from './experiments/plan/plan-file.ts';
export type { CellState, ExperimentPlan, PlannedCell } from './experiments/types.ts';
export { type FalVideo, type FalVideoOptions, openFalVideo } from './fal-video.ts';
export type { SubmitOptions, WireHosts } from './fal/types.ts';
export type { GenerateOptions, StartOptions } from './generate.ts';
export type { Drift, DriftReport } from './jobs/reconcile/drift.ts';
export type {
  JobRequest,
  Jobs,
  Plan,
  PlannedStep,
  Planner,
  PlanPrice,
  PlanQuote,
  Reconciled,
  ReconcileOptions,
  WaitOptions,
} from './jobs/jobs.ts';
export type { PriceHistory } from './jobs/plan/price-history.ts';
export type { Job, JobState, OutputFile } from './jobs/store/job.ts';
export type { JobUpdate } from './jobs/run/watch.ts';
export type { LedgerRow } from './ledger/ledger-row.ts';
export type { ModelDetail, ModelFilter, ModelSummary, Models, Resolution, Task } from './models/types.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator/index.ts';
