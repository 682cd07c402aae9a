import type { Raster } from '../raster.ts';
import { distance, type Rgb } from './find-background.ts';

export interface ChromaKey {
  colour: Rgb;
  tolerance: number;
  /** Whether edges are mixed with the background, as all but pixel art has them. */
  softEdges: boolean;
  /** Whether what is enclosed goes as well: gaps between legs, at the price of whatever else has this colour. */
  gaps?: boolean;
}

/**
 * Makes the background of an RGBA picture clear, in place: what has its colour and hangs together with the border.
 * A strong colour such as chroma green goes everywhere; of others, what is enclosed may be an eye or a shirt, and
 * stays. Gives the share of such enclosed pixels among those that stay.
 */
export function keyBackground(
  raster: Raster,
  { colour, tolerance, softEdges, gaps = false }: ChromaKey,
): number {
  const strong = isStrong(colour);
  const matches = matching(raster, colour, strong ? Math.max(tolerance, STRONG_TOLERANCE) : tolerance);
  const outside = strong || gaps ? matches : reachedFromBorder(matches, raster);
  if (softEdges) unmixEdges(raster, outside, colour, strong ? STRONG_EDGE : EDGE);
  let kept = 0;
  let enclosed = 0;
  for (let pixel = 0; pixel < outside.length; pixel++) {
    if (outside[pixel] === 1) raster.data[pixel * 4 + 3] = 0;
    else {
      kept += 1;
      if (matches[pixel] === 1) enclosed += 1;
    }
  }
  return kept === 0 ? 0 : enclosed / kept;
}

function matching({ data, width, height }: Raster, colour: Rgb, tolerance: number): Uint8Array {
  const matches = new Uint8Array(width * height);
  for (let pixel = 0; pixel < matches.length; pixel++) {
    if (distance(data, pixel * 4, colour) <= tolerance) matches[pixel] = 1;
  }
  return matches;
}

/** What compression leaves around a character is still far from all that is drawn before such a colour. */
const STRONG_TOLERANCE = 64;

/** Nothing that is drawn on purpose is that colourful, or it was keyed on purpose. */
const isStrong = (colour: Rgb) => Math.max(...colour) - Math.min(...colour) >= 160;

function reachedFromBorder(matches: Uint8Array, { width, height }: Raster): Uint8Array {
  const reached = new Uint8Array(matches.length);
  const waiting: number[] = [];
  const reach = (pixel: number) => {
    if (matches[pixel] === 1 && reached[pixel] === 0) {
      reached[pixel] = 1;
      waiting.push(pixel);
    }
  };
  for (let x = 0; x < width; x++) for (const y of [0, height - 1]) reach(y * width + x);
  for (let y = 0; y < height; y++) for (const x of [0, width - 1]) reach(y * width + x);
  for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
    const x = pixel % width;
    if (x > 0) reach(pixel - 1);
    if (x < width - 1) reach(pixel + 1);
    if (pixel >= width) reach(pixel - width);
    if (pixel < matches.length - width) reach(pixel + width);
  }
  return reached;
}

/** How far from the background its colour is still mixed in. JPEG and video keep colour at half the size, so that a strong one bleeds farther. */
const [EDGE, STRONG_EDGE] = [2, 4];

/**
 * An edge pixel is part background, part character. How much of each follows from the colour further inside, which it
 * gets, with as much cover as it had: else a rim of the old background would show on the new one.
 */
function unmixEdges(raster: Raster, outside: Uint8Array, colour: Rgb, reach: number): void {
  const { data, width, height } = raster;
  const source = Uint8Array.from(data);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      if (outside[pixel] === 1 || !isNear(outside, { x, y, width, height, reach })) continue;
      const inside = farthestFrom(colour, source, outside, { x, y, width, height, reach });
      const cover = projected(source, pixel * 4, inside, colour);
      if (cover > 0.95) continue;
      for (let channel = 0; channel < 3; channel++) {
        data[pixel * 4 + channel] = source[inside + channel] ?? 0;
      }
      data[pixel * 4 + 3] = Math.round(cover * (source[pixel * 4 + 3] ?? 255));
    }
  }
}

interface Spot {
  x: number;
  y: number;
  width: number;
  height: number;
  reach: number;
}

function isNear(outside: Uint8Array, { x, y, width, height, reach }: Spot): boolean {
  for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
    for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++) {
      if (outside[row * width + column] === 1) return true;
    }
  }
  return false;
}

/** The byte of the pixel nearby that has least of the background in it. */
function farthestFrom(
  colour: Rgb,
  source: Uint8Array,
  outside: Uint8Array,
  { x, y, width, height, reach }: Spot,
): number {
  let best = (y * width + x) * 4;
  let most = distance(source, best, colour);
  for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
    for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++) {
      const pixel = row * width + column;
      if (outside[pixel] === 1) continue;
      const steps = distance(source, pixel * 4, colour);
      if (steps > most) [best, most] = [pixel * 4, steps];
    }
  }
  return best;
}

/** How much of `inside` is in the pixel at `at`, 0 to 1, the rest being the background. */
function projected(source: Uint8Array, at: number, inside: number, colour: Rgb): number {
  let along = 0;
  let length = 0;
  for (const [channel, base] of colour.entries()) {
    const whole = (source[inside + channel] ?? 0) - base;
    along += ((source[at + channel] ?? 0) - base) * whole;
    length += whole * whole;
  }
  return length === 0 ? 1 : Math.min(1, Math.max(0, along / length));
}
