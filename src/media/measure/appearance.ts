import type { Picture } from './picture.ts';
import { mean } from './statistics.ts';
import type { Subject } from './subject.ts';

/** How a subject looks, wherever it stands and however large it is. */
export interface Appearance {
  /** Share of each of 6 × 6 × 6 colours. */
  colours: Float32Array;
  /** Brightness in a square of 24 × 24 around the middle; 0 outside the subject, so that the outline counts. */
  shape: Float32Array;
}

const STEPS = 6;
const SIDE = 24;
/** Half of the square, in units of the root of the subject's area: wide enough for a standing figure. */
const REACH = 1.5;

export function appearanceOf(picture: Picture, subject: Subject): Appearance {
  return { colours: coloursOf(picture, subject), shape: shapeOf(picture, subject) };
}

/** How differently two subjects look: 0 the same, 1 nothing in common. Half colours, half shape. */
export function unlike(one: Appearance, other: Appearance): number {
  let apart = 0;
  for (const [index, share] of one.colours.entries()) apart += Math.abs(share - (other.colours[index] ?? 0));
  const shape = Math.min(1, 1 - correlation(one.shape, other.shape));
  return (apart / 2 + shape) / 2;
}

/** Each pixel is shared between the eight nearest colours, so that a small change of light stays a small change. */
function coloursOf({ rgb }: Picture, { mask }: Subject): Float32Array {
  const colours = new Float32Array(STEPS ** 3);
  const low = [0, 0, 0];
  const part = [0, 0, 0];
  let pixels = 0;
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] === 0) continue;
    pixels += 1;
    for (let channel = 0; channel < 3; channel++) {
      const place = ((rgb[pixel * 3 + channel] ?? 0) / 255) * (STEPS - 1);
      low[channel] = Math.min(STEPS - 2, Math.floor(place));
      part[channel] = place - (low[channel] ?? 0);
    }
    for (let corner = 0; corner < 8; corner++) {
      let [share, bin] = [1, 0];
      for (let channel = 0; channel < 3; channel++) {
        const high = (corner >> channel) & 1;
        share *= high === 1 ? (part[channel] ?? 0) : 1 - (part[channel] ?? 0);
        bin = bin * STEPS + (low[channel] ?? 0) + high;
      }
      colours[bin] = (colours[bin] ?? 0) + share;
    }
  }
  return colours.map((share) => share / Math.max(1, pixels));
}

function shapeOf({ rgb, width, height }: Picture, { mask, area, x, y }: Subject): Float32Array {
  const shape = new Float32Array(SIDE * SIDE);
  const step = (2 * REACH * Math.sqrt(area * width * height)) / SIDE;
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      // Four samples to a cell.
      let sum = 0;
      for (let part = 0; part < 4; part++) {
        const left = Math.floor(x * width + (column - SIDE / 2 + 0.25 + (part & 1) / 2) * step);
        const top = Math.floor(y * height + (row - SIDE / 2 + 0.25 + (part >> 1) / 2) * step);
        const pixel = top * width + left;
        if (left < 0 || left >= width || mask[pixel] !== 1) continue;
        const at = pixel * 3;
        sum += 64 + 0.3 * (rgb[at] ?? 0) + 0.59 * (rgb[at + 1] ?? 0) + 0.11 * (rgb[at + 2] ?? 0);
      }
      shape[row * SIDE + column] = sum / 4;
    }
  }
  return shape;
}

function correlation(one: Float32Array, other: Float32Array): number {
  const [middle, otherMiddle] = [mean(one), mean(other)];
  let [together, square, otherSquare] = [0, 0, 0];
  for (const [index, value] of one.entries()) {
    const [a, b] = [value - middle, (other[index] ?? 0) - otherMiddle];
    together += a * b;
    square += a * a;
    otherSquare += b * b;
  }
  return square > 0 && otherSquare > 0 ? together / Math.sqrt(square * otherSquare) : 0;
}
