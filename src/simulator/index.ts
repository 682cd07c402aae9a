export { type BookEntry, type Books, type BooksRecord, type Strike, type Violation } from './books.ts';
export type { DialectName } from './dialect.ts';
export type { FaultCall, FaultKind, FaultPlan, FaultRule } from './faults/fault-plan.ts';
export type {
  ClipModel,
  FieldRule,
  ModelSource,
  PictureModel,
  PriceRule,
  SimulatedModel,
} from './models/model-types.ts';
export { MODEL_TABLE } from './models/model-table.ts';
export { simulatedModels } from './models/models.ts';
export type { Pace } from './queue.ts';
export { mediaRenderer, type Renderer } from './studio/renderer.ts';
export type { SimulatorOptions } from './options.ts';
export { type Simulator, startSimulator } from './start-simulator.ts';
