import type { Raster } from './bitmap-label.ts';
import type { Box } from './seeing-types.ts';

/** Pixels with less cover than this are not seen. */
const LEAST_COVER = 12;
/** Smaller pieces than this part of the largest one are dirt: what compression leaves in a flat background. */
const LEAST_PART = 0.0005;

/** The box around everything that is not clear in an RGBA picture, dirt left aside; `null` where there is nothing. */
export function findSubject(raster: Raster): Box | null {
  const pieces = findPieces(raster);
  const largest = Math.max(0, ...pieces.map(({ pixels }) => pixels));
  return unionOf(pieces.filter(({ pixels }) => pixels >= largest * LEAST_PART));
}

export function unionOf(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
}

/** What hangs together, also over corners. */
function findPieces({ data, width, height }: Raster): (Box & { pixels: number })[] {
  const seen = new Uint8Array(width * height);
  const pieces: (Box & { pixels: number })[] = [];
  const waiting: number[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 1 || (data[start * 4 + 3] ?? 0) < LEAST_COVER) continue;
    let pixels = 0;
    let [left, right, top, bottom] = [width, 0, height, 0];
    seen[start] = 1;
    waiting.push(start);
    for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
      const x = pixel % width;
      const y = (pixel - x) / width;
      pixels += 1;
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
    pieces.push({ left, top, width: right - left, height: bottom - top, pixels });
  }
  return pieces;
}
