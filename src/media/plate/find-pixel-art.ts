import type { Raster } from '../raster.ts';

export interface PixelArt {
  isPixelArt: boolean;
  /** How many pixels of the picture are one of the drawing. */
  pixelSize: number;
}

/**
 * Whether a drawing has hard pixels: all its edges lie on a raster of whole steps, or it has few colours
 * and next to no mixed ones between them. Looks at an RGBA picture.
 */
export function findPixelArt(raster: Raster): PixelArt {
  const steps = [edgePositions(raster, 'x'), edgePositions(raster, 'y')];
  const pixelSize = Math.min(...steps.map(commonStep));
  if (pixelSize >= 2) return { isPixelArt: true, pixelSize };
  const colours = countColours(raster);
  const isPixelArt = colours <= FEW_COLOURS || (colours <= MOST_COLOURS && mixedShare(raster) < MOST_MIXED);
  return { isPixelArt, pixelSize: 1 };
}

/** A difference that an eye would call an edge. */
const EDGE = 12;
/** No smoothed edge gets by with so few. */
const FEW_COLOURS = 32;
const MOST_COLOURS = 256;
const MOST_MIXED = 0.12;
const LARGEST_STEP = 64;

/** How many edges lie before each column (or row). */
function edgePositions({ data, width, height }: Raster, along: 'x' | 'y'): number[] {
  const [length, breadth] = along === 'x' ? [width, height] : [height, width];
  const [step, stride] = along === 'x' ? [4, width * 4] : [width * 4, 4];
  const counts = Array.from<number>({ length }).fill(0);
  for (let across = 0; across < breadth; across++) {
    for (let place = 1; place < length; place++) {
      const at = across * stride + place * step;
      if (differ(data, at, at - step) > EDGE) counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return counts;
}

/** The largest step such that nearly all edges are whole steps apart; 1 where there is none. */
function commonStep(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const places = counts.filter((count) => count > 0).length;
  // A few straight edges lie on many rasters by chance.
  if (places < 6) return 1;
  for (let step = Math.min(LARGEST_STEP, Math.floor(counts.length / 6)); step >= 2; step--) {
    const byOffset = Array.from<number>({ length: step }).fill(0);
    for (const [place, count] of counts.entries()) {
      byOffset[place % step] = (byOffset[place % step] ?? 0) + count;
    }
    if (Math.max(...byOffset) >= total * 0.985) return step;
  }
  return 1;
}

function countColours({ data }: Raster): number {
  const colours = new Set<number>();
  for (let at = 0; at < data.length && colours.size <= MOST_COLOURS; at += 4) {
    if ((data[at + 3] ?? 0) < 16) continue;
    colours.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
  }
  return colours.size;
}

/** The share of edges that pass over a colour between the two sides, as smoothed edges do. */
function mixedShare({ data, width, height }: Raster): number {
  let edges = 0;
  let mixed = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = (y * width + x) * 4;
      if (differ(data, at - 4, at + 4) <= 3 * EDGE) continue;
      edges += 1;
      if (differ(data, at, at - 4) > EDGE && differ(data, at, at + 4) > EDGE && isBetween(data, at))
        mixed += 1;
    }
  }
  return edges === 0 ? 1 : mixed / edges;
}

function isBetween(data: Uint8Array, at: number): boolean {
  for (let channel = 0; channel < 4; channel++) {
    const [before, here, after] = [data[at + channel - 4], data[at + channel], data[at + channel + 4]];
    if (before === undefined || here === undefined || after === undefined) return false;
    if (here < Math.min(before, after) - 2 || here > Math.max(before, after) + 2) return false;
  }
  return true;
}

/** The largest difference in any channel; pixels that are both clear are the same. */
function differ(data: Uint8Array, a: number, b: number): number {
  const [coverA = 255, coverB = 255] = [data[a + 3], data[b + 3]];
  if (coverA < 16 && coverB < 16) return 0;
  return Math.max(
    Math.abs((data[a] ?? 0) - (data[b] ?? 0)),
    Math.abs((data[a + 1] ?? 0) - (data[b + 1] ?? 0)),
    Math.abs((data[a + 2] ?? 0) - (data[b + 2] ?? 0)),
    Math.abs(coverA - coverB),
  );
}
