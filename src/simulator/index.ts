export { type BookEntry, type Books, type BooksRecord, type Strike, type Violation } from './books.ts';
export type { DialectName } from './dialect.ts';
export type { FaultCall, FaultKind, FaultPlan, FaultRule } from './fault-plan.ts';
export type {
  ClipModel,
  FieldRule,
  ModelSource,
  PictureModel,
  PriceRule,
  SimulatedModel,
} from './model-types.ts';
export { MODEL_TABLE } from './model-table.ts';
export { simulatedModels } from './models.ts';
export type { Pace } from './queue.ts';
export { mediaRenderer, type Renderer } from './renderer.ts';
export type { SimulatorOptions } from './options.ts';
export { type Simulator, startSimulator } from './start-simulator.ts';
