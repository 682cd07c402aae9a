import type { Size } from '../../util/size.ts';
import { brightness, type Picture } from './picture.ts';

/** One channel as numbers. */
export interface Field extends Size {
  values: Float32Array;
}

/** Brightness in full size, a half, a quarter and an eighth, a little softened so that edges can be read between pixels. */
export function pyramid(picture: Picture): Field[] {
  const { width, height } = picture;
  const levels = [softened({ width, height, values: brightness(picture) })];
  for (let level = 1; level < LEVELS; level++) {
    const above = levels.at(-1);
    if (above !== undefined) levels.push(halved(above));
  }
  return levels;
}

const LEVELS = 4;

/** Weights 1 2 1 in both directions. */
function softened({ values, width, height }: Field): Field {
  const across = new Float32Array(values.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [left, right] = [x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at];
      across[at] = ((values[left] ?? 0) + 2 * (values[at] ?? 0) + (values[right] ?? 0)) / 4;
    }
  }
  const both = new Float32Array(values.length);
  for (let y = 0, at = 0; y < height; y++) {
    const [up, down] = [y > 0 ? width : 0, y < height - 1 ? width : 0];
    for (let x = 0; x < width; x++, at++) {
      both[at] = ((across[at - up] ?? 0) + 2 * (across[at] ?? 0) + (across[at + down] ?? 0)) / 4;
    }
  }
  return { values: both, width, height };
}

function halved({ values, width, height }: Field): Field {
  const half = { width: width >> 1, height: height >> 1 };
  const small = new Float32Array(half.width * half.height);
  for (let y = 0, at = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++, at++) {
      const from = 2 * y * width + 2 * x;
      const upper = (values[from] ?? 0) + (values[from + 1] ?? 0);
      small[at] = (upper + (values[from + width] ?? 0) + (values[from + width + 1] ?? 0)) / 4;
    }
  }
  return { ...half, values: small };
}

/** The value between pixels; `NaN` outside. The middle of the first pixel is (0.5, 0.5). */
export function sampleAt({ values, width, height }: Field, x: number, y: number): number {
  const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return Number.NaN;
  const [right, down] = [x - 0.5 - left, y - 0.5 - top];
  const at = top * width + left;
  const upper = (values[at] ?? 0) + ((values[at + 1] ?? 0) - (values[at] ?? 0)) * right;
  const under = at + width;
  const lower = (values[under] ?? 0) + ((values[under + 1] ?? 0) - (values[under] ?? 0)) * right;
  return upper + (lower - upper) * down;
}
