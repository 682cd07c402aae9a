import type { Size } from '../../util/size.ts';
import { brightness, type Picture } from './picture.ts';
import { median } from './statistics.ts';
import { cornersOf } from './zones.ts';

const LONGEST = 960;

/** Sharpness is read in this size, so that clips of several sizes compare; a small clip is not enlarged. */
export function sharpnessSize({ width, height }: Size): Size {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const side = (length: number) => Math.max(16, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}

/** Part of the pixels that counts: the steepest ones. */
const STEEPEST = 0.005;
/** Pixels to each side within which an edge ends. */
const REACH = 4;
/** A step as small as this is no edge, of 255. */
const LEAST = 12;

/**
 * How much of an edge lies between two neighbouring pixels: 1 all of it. The middle of the steepest edges; the corners,
 * where marks stand, are left out. 0 where there are no edges.
 */
export function sharpnessOf(picture: Picture): number {
  const grey = brightness(picture);
  const steep = steepest(grey, picture);
  return median(steep.map(({ at, stride, step }) => step / rangeAround(grey, at, stride)));
}

interface Step {
  at: number;
  /** To the next pixel along the step: 1 across, a row down. */
  stride: number;
  step: number;
}

function steepest(grey: Float32Array, { width, height }: Picture): Step[] {
  const corners = cornersOf({ width, height });
  const steps: Step[] = [];
  for (let y = REACH; y < height - REACH - 1; y++) {
    for (let x = REACH; x < width - REACH - 1; x++) {
      const at = y * width + x;
      if (corners[at] === 1) continue;
      const across = Math.abs((grey[at + 1] ?? 0) - (grey[at] ?? 0));
      const down = Math.abs((grey[at + width] ?? 0) - (grey[at] ?? 0));
      const step = Math.max(across, down);
      if (step >= LEAST) steps.push({ at, stride: across >= down ? 1 : width, step });
    }
  }
  const most = Math.max(50, Math.round(STEEPEST * width * height));
  return steps.toSorted((one, other) => other.step - one.step).slice(0, most);
}

function rangeAround(grey: Float32Array, at: number, stride: number): number {
  let [low, high] = [255, 0];
  for (let step = -REACH; step <= REACH + 1; step++) {
    const value = grey[at + step * stride] ?? 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return Math.max(1, high - low);
}
