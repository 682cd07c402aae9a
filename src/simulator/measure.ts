import type { SimulatedModel } from './model-types.ts';

export type Arguments = Readonly<Record<string, unknown>>;

export interface Take {
  /** Of the clip that was asked for: what is billed, even where a tiny one is rendered. */
  seconds: number;
  width: number;
  height: number;
  audio: boolean;
  billable_units: number;
}

// Seedance: tokens = height × width × fps × seconds / 1024 at 24 fps (fal.ai page of the model).
export const FPS = 24;
const PIXELS_PER_TOKEN = 1024;

/** What a run of these arguments makes, and how many of fal's base units it is billed. */
export function measure(model: SimulatedModel, args: Arguments): Take {
  const seconds = secondsOf(model, args);
  const wide = sizeAtResolution(model, value(model, args, 'resolution'));
  const [width, height] = atAspect(wide, value(model, args, 'aspect_ratio'));
  return {
    seconds,
    width,
    height,
    audio: value(model, args, 'generate_audio') === true,
    billable_units: billableUnits(model, args, seconds, wide),
  };
}

function secondsOf(model: SimulatedModel, args: Arguments): number {
  const frames = args['num_frames'];
  // Seedance v1: "If provided, will override duration."
  if (typeof frames === 'number' && frames > 0) return frames / FPS;
  const asked = Number.parseFloat(String(args['duration']));
  return asked > 0 ? asked : model.default_seconds;
}

function sizeAtResolution(model: SimulatedModel, resolution: unknown): readonly [number, number] {
  const asked = String(resolution).toLowerCase();
  const found = Object.entries(model.sizes).find(([name]) => name.toLowerCase() === asked);
  return found?.[1] ?? Object.values(model.sizes)[0] ?? [1280, 720];
}

/** Another aspect ratio with the same short side; 16:9 is what the table holds, 9:16 is that turned. */
function atAspect([width, height]: readonly [number, number], aspect: unknown): readonly [number, number] {
  if (aspect === '9:16') return [height, width];
  const [, across = 16, up = 9] = /^(\d+):(\d+)$/.exec(String(aspect))?.map(Number) ?? [];
  if (across * 9 === up * 16) return [width, height];
  return across >= up ? [even((height * across) / up), height] : [height, even((height * up) / across)];
}

/** Encoders want even sides. */
function even(length: number): number {
  return Math.max(2, 2 * Math.round(length / 2));
}

function billableUnits(
  model: SimulatedModel,
  args: Arguments,
  seconds: number,
  [width, height]: readonly [number, number],
): number {
  const { price } = model;
  const rate =
    price.rates[price.keys.map((key) => String(value(model, args, key))).join('|')] ?? price.unit_price;
  const tokens = (width * height * FPS * seconds) / PIXELS_PER_TOKEN;
  const amount = price.measure === 'seconds' ? seconds : tokens / 1_000_000;
  return Number(((amount * rate) / price.unit_price).toFixed(6));
}

function value(model: SimulatedModel, args: Arguments, field: string): unknown {
  return args[field] ?? model.fields[field]?.default;
}
