import type { Arguments, SimulatedModel } from '../model-types.ts';

/** What an argument is: as given, or fal's default. */
export function valueOf(model: SimulatedModel, args: Arguments, field: string): unknown {
  return args[field] ?? model.fields[field]?.default;
}
