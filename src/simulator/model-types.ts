import type { Motion } from '../media/types.ts';

/** One field of a model's input, as far as the simulator checks it. */
export interface FieldRule {
  type: 'string' | 'number' | 'integer' | 'boolean' | 'array';
  required?: boolean;
  allowed?: readonly (string | number)[];
  default?: string | number | boolean;
  min?: number;
  max?: number;
}

/**
 * How a run becomes billable units. fal's pricing API gives one base unit for each endpoint and hides
 * multipliers behind it: what a run really costs is `rates`, and units = measure × rate ÷ unit_price.
 */
export interface PriceRule {
  unit: string;
  unit_price: number;
  measure: 'seconds' | 'million-tokens';
  /** Fields whose values, joined by `|`, choose the rate. */
  keys: readonly string[];
  /** USD per second, or per million tokens. */
  rates: Readonly<Record<string, number>>;
  source: string;
}

export interface SimulatedModel {
  endpoint_id: string;
  title: string;
  fields: Readonly<Record<string, FieldRule>>;
  /** Of these fields exactly one must be there. */
  either?: readonly string[];
  /** Fields that may hold a picture; the first one that is filled is animated. */
  picture_fields: readonly string[];
  default_seconds: number;
  /** Width and height at 16:9 by resolution; the first is the default. */
  sizes: Readonly<Record<string, readonly [number, number]>>;
  price: PriceRule;
  /** The truth that motion measures are tested against. */
  motion: Motion;
  returns_seed: boolean;
  /** What the Platform API says of it; default: active, with a schema. */
  platform?: { status?: 'deprecated'; expansion?: 'fails' };
}

/** Where the simulator looks models up; a whole catalog can stand behind it. */
export interface ModelSource {
  /** `null` for what fal would answer 404. */
  find(endpointId: string): SimulatedModel | null;
  list(): readonly SimulatedModel[];
}
