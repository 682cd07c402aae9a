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
export type { Bill, BillMethod } from './budget/bill.ts';
export type { Allowance, Refusal, Scope } from './budget/caps.ts';
export { type ErrorDetails, type ErrorRecord, FalVideoError, type Fault } from './errors.ts';
export type { ExperimentFile } from './experiments/plan/plan-file.ts';
export { type PlanTools, planExperiment } from './experiments/plan/plan.ts';
export type { Begun, Experiments, RunExperimentOptions } from './experiments/run/experiments.ts';
export type { ExperimentState, NewCell } from './experiments/run/types.ts';
export type {
  CellAxes,
  CellState,
  CellVideo,
  ExperimentPlan,
  ParityNote,
  PlannedCell,
  PlannedPicture,
  PlannedPrompt,
  RefusedCell,
} from './experiments/types.ts';
export { type FalVideo, type FalVideoOptions, openFalVideo } from './fal-video.ts';
export type {
  AnalyticsQuery,
  BillingEvent,
  HistoryEntry,
  ModelListing,
  ModelMetadata,
  PlatformList,
  RequestsQuery,
  UnitPrice,
  UsageQuery,
} from './fal/platform-types.ts';
export type {
  CancelAnswer,
  DownloadRequest,
  DownloadedFile,
  Fal,
  FalAnswer,
  FalHeaders,
  LogLine,
  QueueHandle,
  QueueState,
  QueueStatus,
  ResultOptions,
  ResultOutcome,
  SubmitOptions,
  UploadOptions,
  UploadedFile,
  WatchOptions,
  WireHosts,
} from './fal/types.ts';
export type { Timeouts } from './fal/wire.ts';
export type { GenerateOptions, StartOptions } from './generate.ts';
export type {
  JobRequest,
  Jobs,
  Plan,
  PlanPrice,
  PlanQuote,
  PlannedStep,
  Planner,
  ReconcileOptions,
  Reconciled,
  WaitOptions,
} from './jobs/jobs.ts';
export type { RequestParams } from './jobs/plan/job-request.ts';
export type { PriceHistory } from './jobs/plan/price-history.ts';
export type { ReadInput } from './jobs/plan/read-input.ts';
export type { Reservation } from './jobs/plan/reserve.ts';
export type { Drift, DriftReport } from './jobs/reconcile/drift.ts';
export type { UsersWord } from './jobs/reconcile/resolve-unknown.ts';
export type { Verification } from './jobs/reconcile/verify.ts';
export type { StartJobOptions } from './jobs/run/start.ts';
export type { JobUpdate } from './jobs/run/watch.ts';
export type { JournalTrouble } from './store/store.ts';
export type {
  FinalAnswer,
  FoundBy,
  InputRecord,
  Job,
  JobEvent,
  JobPlan,
  JobState,
  MissingFile,
  OutputFile,
  Retry,
  SentAs,
  TimedEvent,
  VerifiedCost,
} from './store/job.ts';
export type { ReservationAccount } from './store/reservations.ts';
export type { RepairPlan, RepairedJob } from './store/repair.ts';
export type { JournalProblem } from './ledger/journal-line.ts';
export type { LedgerRow } from './ledger/ledger-row.ts';
export type { PictureInfo, SoundInfo, UprightPicture, VideoInfo } from './media/file-info.ts';
export type { ClipMeasures, MeasureName, Measured } from './media/measure-types.ts';
export type {
  Animation,
  AnimationSpec,
  FirstLastSpec,
  Frames,
  FramesSpec,
  GridSpec,
  InspectedPicture,
  Plate,
  PlateSpec,
  Seeing,
  SpriteSheet,
  SpriteSheetSpec,
} from './media/seeing-types.ts';
export type {
  AnchorSpec,
  ClipSpec,
  Media,
  Motion,
  PictureSpec,
  Sheet,
  SheetOptions,
  ShrinkSpec,
} from './media/types.ts';
export type { FileLimits } from './models/check-picture.ts';
export type { ClipFacts } from './models/clip-facts.ts';
export type { LiveModels, Refreshed } from './models/live-models/live-models.ts';
export type { ReadReport } from './models/live-models/read-from-fal.ts';
export type { CallFacts } from './models/price-rules/price-rule.ts';
export type {
  ArgumentDoc,
  FieldOrigin,
  FieldRecord,
  InputDoc,
  ModelDetail,
  ModelFilter,
  ModelSchemas,
  ModelSummary,
  Models,
  PriceEstimate,
  PriceFacts,
  Resolution,
  Role,
  Task,
  TaskKind,
} from './models/types.ts';
export type { Config } from './project/config.ts';
export type { Project } from './project/index.ts';
export type { ProjectPaths } from './project/project-paths.ts';
export type { StopReason } from './runs/failure-breaker.ts';
export type { BookEntry, Books, BooksRecord } from './simulator/books.ts';
export type { DialectName } from './simulator/dialect.ts';
export type { FaultPlan, FaultRule } from './simulator/faults/fault-plan.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator/index.ts';
export type { SimulatedJob, SimulatedJobState, SimulatedLogLine } from './simulator/job.ts';
export type { ClipModel, ModelSource, PictureModel, SimulatedModel } from './simulator/model-types.ts';
export type { Pace } from './simulator/queue.ts';
export type { Recording } from './simulator/recordings.ts';
export type { Renderer } from './simulator/render/renderer.ts';
export type { Clock } from './util/clock.ts';
export type { Micros } from './util/money.ts';
