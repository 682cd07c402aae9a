import type { Picture } from './picture.ts';
import type { Zones } from './zones.ts';

/** What stands before a flat background. */
export interface Subject {
  /** 1 where the subject is. */
  mask: Uint8Array;
  /** Fraction of the frame. */
  area: number;
  /** The middle of it, as fractions of the frame. */
  x: number;
  y: number;
  /** Whether it reaches the edge of the frame, and so perhaps beyond. */
  cut: boolean;
}

/** A background is flat when so much of the frame's edge is within so many steps of 255 of one colour, in each channel. */
const FLAT = { part: 0.8, steps: 16 };
/** What differs by more steps is the subject: shadows of the coding lie below. */
const STANDS_OUT = 26;
/** Smaller than this, it is dust. */
const LEAST_AREA = 0.003;
/** Parts of the subject that are not joined to its largest one are at least this large beside it. */
const LEAST_PART = 0.05;

/**
 * The subject on a flat background: what differs from the colour along the edge of the frame.
 * `null` where the edge has no one colour, or nothing stands out. Small things in a corner are watermarks.
 */
export function findSubject(picture: Picture, { corners, edge }: Zones): Subject | null {
  const background = edgeColour(picture, edge);
  if (background === null) return null;
  const mask = differing(picture, background);
  return subjectOf(keepParts(mask, picture.width, corners), picture);
}

type Colour = readonly [number, number, number];

/** The middle colour along the edge of the frame; `null` where the edge has many colours. */
function edgeColour({ rgb }: Picture, edge: readonly number[]): Colour | null {
  const middle = (channel: number) => {
    const values = Uint8Array.from(edge, (pixel) => rgb[pixel * 3 + channel] ?? 0).toSorted();
    return values[values.length >> 1] ?? 0;
  };
  const colour: Colour = [middle(0), middle(1), middle(2)];
  const same = edge.filter((pixel) => distance(rgb, pixel, colour) <= FLAT.steps).length;
  return same >= FLAT.part * edge.length ? colour : null;
}

function differing({ rgb, width, height }: Picture, background: Colour): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (distance(rgb, pixel, background) > STANDS_OUT) mask[pixel] = 1;
  }
  return mask;
}

function distance(rgb: Uint8Array, pixel: number, [red, green, blue]: Colour): number {
  const at = pixel * 3;
  return Math.max(
    Math.abs((rgb[at] ?? 0) - red),
    Math.abs((rgb[at + 1] ?? 0) - green),
    Math.abs((rgb[at + 2] ?? 0) - blue),
  );
}

/** Drops what lies wholly in a corner, and dust. */
function keepParts(mask: Uint8Array, width: number, corners: Uint8Array): Uint8Array {
  const parts = joinedParts(mask, width).filter((part) => part.some((pixel) => corners[pixel] === 0));
  const largest = Math.max(0, ...parts.map((part) => part.length));
  const kept = new Uint8Array(mask.length);
  for (const part of parts) {
    if (part.length >= LEAST_PART * largest) for (const pixel of part) kept[pixel] = 1;
  }
  return kept;
}

/** The pixels of each part of a mask whose pixels touch. */
function joinedParts(mask: Uint8Array, width: number): number[][] {
  const open = Uint8Array.from(mask);
  const parts: number[][] = [];
  for (let seed = 0; seed < open.length; seed++) {
    if (open[seed] === 0) continue;
    open[seed] = 0;
    const part = [seed];
    for (let next = 0; next < part.length; next++) {
      const pixel = part[next] ?? 0;
      const x = pixel % width;
      for (const beside of [
        x > 0 ? pixel - 1 : -1,
        x < width - 1 ? pixel + 1 : -1,
        pixel - width,
        pixel + width,
      ]) {
        if (beside < 0 || beside >= open.length || open[beside] === 0) continue;
        open[beside] = 0;
        part.push(beside);
      }
    }
    parts.push(part);
  }
  return parts;
}

function subjectOf(mask: Uint8Array, { width, height }: Picture): Subject | null {
  let [count, sumX, sumY, cut] = [0, 0, 0, false];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] === 0) continue;
      count += 1;
      sumX += x + 0.5;
      sumY += y + 0.5;
      cut ||= x === 0 || y === 0 || x === width - 1 || y === height - 1;
    }
  }
  const area = count / mask.length;
  return area < LEAST_AREA ? null : { mask, area, x: sumX / count / width, y: sumY / count / height, cut };
}
