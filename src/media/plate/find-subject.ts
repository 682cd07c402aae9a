import type { Raster } from '../raster.ts';
import type { Box } from '../seeing-types.ts';

/** Pixels with less cover than this are not seen. */
const LEAST_COVER = 12;
/** Smaller pieces than this part of the largest one are dirt: what compression leaves in a flat background. */
const LEAST_PART = 0.002;
/** Larger pieces are never dirt. */
const MOST_DIRT = 200;

/** The box around everything that is not clear in an RGBA picture; `null` where there is nothing. Dirt is cleared away. */
export function findSubjectBox(raster: Raster): Box | null {
  const pieces = findPieces(raster);
  const largest = Math.max(0, ...pieces.map(({ pixels }) => pixels));
  const isDirt = ({ pixels }: Piece) => pixels < Math.min(largest * LEAST_PART, MOST_DIRT);
  for (const { members } of pieces.filter(isDirt)) {
    for (const pixel of members) raster.data[pixel * 4 + 3] = 0;
  }
  return unionOf(pieces.filter((piece) => !isDirt(piece)));
}

export function unionOf(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
}

interface Piece extends Box {
  pixels: number;
  /** The first of them, as many as dirt can have. */
  members: number[];
}

/** What hangs together, also over corners. */
function findPieces({ data, width, height }: Raster): Piece[] {
  const seen = new Uint8Array(width * height);
  const pieces: Piece[] = [];
  const waiting: number[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 1 || (data[start * 4 + 3] ?? 0) < LEAST_COVER) continue;
    let pixels = 0;
    const members: number[] = [];
    let [left, right, top, bottom] = [width, 0, height, 0];
    seen[start] = 1;
    waiting.push(start);
    for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
      const x = pixel % width;
      const y = (pixel - x) / width;
      pixels += 1;
      if (pixels <= MOST_DIRT) members.push(pixel);
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const next = row * width + column;
          if (seen[next] === 1 || (data[next * 4 + 3] ?? 0) < LEAST_COVER) continue;
          seen[next] = 1;
          waiting.push(next);
        }
      }
    }
    pieces.push({ left, top, width: right - left, height: bottom - top, pixels, members });
  }
  return pieces;
}
