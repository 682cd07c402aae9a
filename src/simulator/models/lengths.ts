import type { Arguments, ClipModel } from '../model-types.ts';

/** Frames a second of every clip that is made here. */
export const FPS = 24;

/**
 * How much longer than asked a clip comes out, in seconds. Most have the first frame on top of the frames that were
 * asked: 24 × seconds + 1 (bills of Seedance 2.0, results of Grok: 6 s → 6.042). The others: recorded results of April to October 2026.
 */
const LONGER: readonly (readonly [RegExp, number])[] = [
  // 5 s → 5.18
  [/^minimax\/h3/, 0.18],
  // 4 s → 4.3
  [/^fal-ai\/kling-video\/v2\.6\//, 0.3],
  // 3 s → 3.008 to 3.029, and billed so
  [/omni-flash/, 0.029],
];
const ONE_FRAME = 1 / FPS;

/**
 * The length of the clip that comes of the seconds that were asked: what is billed where a model bills by what comes
 * out. Frames that are asked by their number are as many.
 */
export function secondsOut({ endpoint_id }: ClipModel, args: Arguments, asked: number): number {
  if (args['num_frames'] !== undefined) return asked;
  const more = LONGER.find(([ids]) => ids.test(endpoint_id))?.[1] ?? ONE_FRAME;
  return Math.round((asked + more) * 1000) / 1000;
}

/** What a file of this length holds: whole frames. */
export const wholeFrames = (seconds: number) => Math.max(1, Math.floor(seconds * FPS + A_HAIR)) / FPS;

/** 6.042 is 145 frames, rounded. */
const A_HAIR = 0.02;
