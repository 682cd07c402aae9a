import type { Raster } from '../raster.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

/** What lies around the character of a picture. */
export type Background =
  | { kind: 'alpha' }
  /** One colour, `tolerance` steps of a channel to either side. */
  | { kind: 'flat'; colour: Rgb; tolerance: number }
  | { kind: 'none' };

/** Looks at an RGBA picture: clear pixels first, then whether its border is of one colour. */
export function findBackground(raster: Raster): Background {
  if (clearShare(raster) > LEAST_CLEAR) return { kind: 'alpha' };
  const border = borderPixels(raster);
  const colour: Rgb = [0, 1, 2].map((channel) =>
    median(border.map((at) => raster.data[at + channel] ?? 0)),
  ) as unknown as Rgb;
  const near = border
    .map((at) => distance(raster.data, at, colour))
    .filter((steps) => steps <= NEAR)
    .toSorted((a, b) => a - b);
  const usual = near[Math.floor(near.length / 2)] ?? NEAR;
  // A sky is near one colour, too, but nowhere quite the same.
  if (near.length < border.length * LEAST_FLAT || usual > MOST_USUAL) return { kind: 'none' };
  // Compression leaves ripples: they are measured, not guessed.
  const ripple = near[Math.floor((near.length - 1) * 0.98)] ?? 0;
  return { kind: 'flat', colour, tolerance: Math.min(40, 8 + ripple * 1.5) };
}

/** The largest difference in any channel between the pixel at byte `at` and a colour. */
export function distance(data: Uint8Array, at: number, [red, green, blue]: Rgb): number {
  return Math.max(
    Math.abs((data[at] ?? 0) - red),
    Math.abs((data[at + 1] ?? 0) - green),
    Math.abs((data[at + 2] ?? 0) - blue),
  );
}

const LEAST_CLEAR = 0.005;
/** A character may be cut by one edge of the picture. */
const LEAST_FLAT = 0.75;
const NEAR = 32;
const MOST_USUAL = 6;

function clearShare({ data, width, height }: Raster): number {
  let clear = 0;
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 16) clear += 1;
  return clear / (width * height);
}

function borderPixels({ width, height }: Raster): number[] {
  const pixels: number[] = [];
  for (let x = 0; x < width; x++) pixels.push(x, (height - 1) * width + x);
  for (let y = 1; y < height - 1; y++) pixels.push(y * width, y * width + width - 1);
  return pixels.map((pixel) => pixel * 4);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
