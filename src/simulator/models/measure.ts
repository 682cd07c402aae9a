import { billableUnits, valueOf } from './bill.ts';
import type { Arguments, ClipModel } from './model-types.ts';

export interface Take {
  /** Of the clip that was asked for, and what is billed, even where a tiny one is rendered. */
  seconds: number;
  width: number;
  height: number;
  audio: boolean;
  billable_units: number;
}

/** What a run was given, as far as its length and its bill depend on it. */
export interface Given {
  /** The input video; `null` without one. */
  video: { seconds: number; frames: number } | null;
  pictures: number;
  sound: boolean;
}

const NOTHING: Given = { video: null, pictures: 0, sound: false };

// Seedance: tokens = height × width × fps × seconds / 1024 at 24 fps (fal.ai page of the model).
export const FPS = 24;
const PIXELS_PER_TOKEN = 1024;

/** What a run of these arguments makes, and how many of fal's base units it is billed. */
export function measure(model: ClipModel, args: Arguments, given: Given = NOTHING): Take {
  const asked = secondsAsked(model, args);
  const { video_use: use } = model;
  const made = use === 'change' || use === 'motion' ? (given.video?.seconds ?? asked) : asked;
  const wide = sizeAtResolution(model, valueOf(model, args, 'resolution'));
  const [width, height] = atAspect(wide, valueOf(model, args, 'aspect_ratio'));
  return {
    seconds: use === 'continue' ? (given.video?.seconds ?? 0) + asked : made,
    width,
    height,
    audio: given.sound || valueOf(model, args, 'generate_audio') === true,
    billable_units: billableUnits(model, args, {
      output: amountOf(model, made, given, wide),
      seconds_in: given.video?.seconds ?? 0,
      pictures_in: given.pictures,
    }),
  };
}

function secondsAsked(model: ClipModel, args: Arguments): number {
  const frames = args['num_frames'];
  // Seedance v1: "If provided, will override duration."
  if (typeof frames === 'number' && frames > 0) return frames / FPS;
  const asked = Number.parseFloat(String(args['duration']));
  return asked > 0 ? asked : model.default_seconds;
}

function sizeAtResolution(model: ClipModel, resolution: unknown): readonly [number, number] {
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

function amountOf(
  { price }: ClipModel,
  seconds: number,
  { video }: Given,
  [width, height]: readonly [number, number],
): number {
  if (price.measure === 'videos') return 1;
  if (price.measure === 'seconds') return seconds;
  if (price.measure === 'frames/16') return (video?.frames ?? 16 * seconds) / 16;
  return (width * height * FPS * seconds) / PIXELS_PER_TOKEN / 1_000_000;
}
