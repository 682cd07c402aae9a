import type { Grey } from './looks-like-grid.ts';

/** Weaker patterns than this are not seen, by eyes or by models. */
const LEAST_CONTRAST = 6;
const LARGEST_CELL = 160;
/** How much of the border, or of the whole, shows the pattern. */
const [LEAST_AT_BORDER, LEAST_OF_ALL] = [0.35, 0.5];

/**
 * The size of a checkerboard's cells, in pixels; `null` where there is none. A point belongs to a checkerboard of
 * cell k if it equals the ones at (k, k) and 2k away, and differs from the ones k to the right and k below.
 */
export function findCheckerboard(grey: Grey): number | null {
  const largest = Math.min(LARGEST_CELL, Math.floor(Math.min(grey.width, grey.height) / 3));
  let best = { cell: 0, share: 0 };
  for (let cell = 1; cell <= largest; cell++) {
    const { border, all } = sharesOf(grey, cell);
    if (border < LEAST_AT_BORDER && all < LEAST_OF_ALL) continue;
    const share = Math.max(border, all);
    // Three cells of a checkerboard are again the way to the other colour: the smallest that fits is the cell.
    if (share > best.share * 1.15) best = { cell, share };
  }
  return best.cell === 0 ? null : best.cell;
}

function sharesOf(grey: Grey, cell: number): { border: number; all: number } {
  const { width, height } = grey;
  const [right, bottom] = [width - 2 * cell, height - 2 * cell];
  // Odd steps, so that samples never keep step with the pattern.
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / 6000))) | 1;
  const band = Math.max(1, Math.round(Math.min(width, height) * 0.12));
  const counts = { border: 0, borderHits: 0, all: 0, allHits: 0 };
  for (let y = 0; y < bottom; y += step) {
    for (let x = 0; x < right; x += step) {
      const hit = fits(grey, x, y, cell) ? 1 : 0;
      counts.all += 1;
      counts.allHits += hit;
      if (x >= band && y >= band && x < right - band && y < bottom - band) continue;
      counts.border += 1;
      counts.borderHits += hit;
    }
  }
  return {
    border: counts.border === 0 ? 0 : counts.borderHits / counts.border,
    all: counts.all === 0 ? 0 : counts.allHits / counts.all,
  };
}

function fits({ data, width }: Grey, x: number, y: number, cell: number): boolean {
  const at = (column: number, row: number) => data[(y + row) * width + x + column] ?? 0;
  const here = at(0, 0);
  const [right, below] = [Math.abs(here - at(cell, 0)), Math.abs(here - at(0, cell))];
  if (right < LEAST_CONTRAST || below < LEAST_CONTRAST) return false;
  const same = Math.max(2, Math.min(right, below) / 4);
  return (
    Math.abs(here - at(cell, cell)) <= same &&
    Math.abs(here - at(2 * cell, 0)) <= same &&
    Math.abs(here - at(0, 2 * cell)) <= same &&
    Math.abs(at(cell, 0) - at(0, cell)) <= same
  );
}
