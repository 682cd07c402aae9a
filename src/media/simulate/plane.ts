import type { Affine } from './motion.ts';
import type { Size } from '../../util/size.ts';

/** One channel of a picture with a border, one sample wide, of the colour that lies around it. */
export interface Plane extends Size {
  data: Uint8Array;
  around: number;
}

/** Copies a channel into a plane, every sample passed through `change` (such as a dimming). */
export function makePlane(
  samples: Uint8Array,
  { width, height }: Size,
  around: number,
  change: (value: number) => number = (value) => value,
): Plane {
  const table = Uint8Array.from({ length: 256 }, (_, value) => Math.round(change(value)));
  const outside = table[around] ?? around;
  const stride = width + 2;
  const data = new Uint8Array(stride * (height + 2)).fill(outside);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[(y + 1) * stride + x + 1] = table[samples[y * width + x] ?? 0] ?? 0;
    }
  }
  return { width, height, data, around: outside };
}

/**
 * Draws the plane into `output` (of the same size), each sample read where `toSource` leads, bilinear and with
 * full precision: the identity gives the same bytes, whole steps move them unchanged.
 */
export function samplePlane(plane: Plane, toSource: Affine, output: Uint8Array): void {
  const { width, height, data, around } = plane;
  const { xx, yx } = toSource;
  const stride = width + 2;
  for (let y = 0; y < height; y++) {
    // Half a pixel to the middle and back, one for the border.
    const rowX = xx * 0.5 + toSource.xy * (y + 0.5) + toSource.x0 + 0.5;
    const rowY = yx * 0.5 + toSource.yy * (y + 0.5) + toSource.y0 + 0.5;
    const [fromX, toX] = stepsWithin(rowX, xx, width + 1, width);
    const [fromY, toY] = stepsWithin(rowY, yx, height + 1, width);
    const from = Math.max(fromX, fromY);
    const to = Math.max(from, Math.min(toX, toY));
    const row = y * width;
    output.fill(around, row, row + Math.min(from, width));
    for (let x = from; x < to; x++) {
      const sourceX = rowX + xx * x;
      const sourceY = rowY + yx * x;
      const left = sourceX | 0;
      const top = sourceY | 0;
      const right = sourceX - left;
      const at = top * stride + left;
      const a = data[at] ?? 0;
      const b = data[at + stride] ?? 0;
      const upper = a + ((data[at + 1] ?? 0) - a) * right;
      const lower = b + ((data[at + stride + 1] ?? 0) - b) * right;
      output[row + x] = upper + (lower - upper) * (sourceY - top) + 0.5;
    }
    output.fill(around, row + Math.min(to, width), row + width);
  }
}

/** The steps x (a range within 0..count) at which `start + step · x` lies in [0, end). */
function stepsWithin(start: number, step: number, end: number, count: number): [number, number] {
  if (step === 0) return start >= 0 && start < end ? [0, count] : [0, 0];
  const first = -start / step;
  const last = (end - start) / step;
  // A hair inside: what is left out there is the border's colour anyway.
  const from = Math.ceil(Math.min(first, last) + 1e-9);
  const to = Math.ceil(Math.max(first, last) - 1e-9);
  return [Math.max(0, from), Math.min(count, to)];
}
