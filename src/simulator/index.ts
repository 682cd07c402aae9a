export { type BookEntry, type Books, type BooksRecord, type Strike, type Violation } from './books.ts';
export { type ClipRenderer, mediaRenderer } from './clip-studio.ts';
export type { DialectName } from './dialect.ts';
export type { FaultCall, FaultKind, FaultPlan, FaultRule } from './fault-plan.ts';
export type { FieldRule, ModelSource, PriceRule, SimulatedModel } from './model-types.ts';
export { MODEL_TABLE } from './model-table.ts';
export { simulatedModels } from './models.ts';
export type { Pace } from './queue.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './start-simulator.ts';
