import type { Arguments, SimulatedModel } from './model-types.ts';

/** What counts for the bill of a run. */
export interface Counted {
  /** Of what the price rule measures: seconds, million tokens, videos, pictures or megapixels. */
  output: number;
  /** Of the video that went in. */
  seconds_in?: number;
  pictures_in?: number;
}

/** fal's base units of a run: what it really costs, divided by the unit price that hides the multipliers. */
export function billableUnits(model: SimulatedModel, args: Arguments, counted: Counted): number {
  const { inputs } = model.price;
  const extra =
    (inputs?.second ?? 0) * (counted.seconds_in ?? 0) + (inputs?.picture ?? 0) * (counted.pictures_in ?? 0);
  return inUnits(model, counted.output * rateOf(model, args) + extra);
}

/** USD for each of what the price rule measures, at these arguments. */
export function rateOf(model: SimulatedModel, args: Arguments): number {
  const { keys, rates, unit_price } = model.price;
  return rates[keys.map((key) => String(valueOf(model, args, key))).join('|')] ?? unit_price;
}

export const inUnits = ({ price }: SimulatedModel, usd: number) =>
  Number((usd / price.unit_price).toFixed(6));

/** What an argument is: as given, or fal's default. */
export function valueOf(model: SimulatedModel, args: Arguments, field: string): unknown {
  return args[field] ?? model.fields[field]?.default;
}
