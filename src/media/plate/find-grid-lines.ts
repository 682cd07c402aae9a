import type { Grey } from './looks-like-grid.ts';

/** How far a line stands out from both sides, in steps of brightness. */
const LEAST_CONTRAST = 6;
const LARGEST_WIDTH = 6;
/** Which part of the picture's length a guide line runs over: a character may cover some of it. */
const LEAST_LENGTH = 0.55;

/**
 * How far apart the guide lines of a sheet are, in pixels; `null` where there are none. Thin straight lines over most
 * of the picture, three or more of them evenly spaced one way, and one at least that crosses them.
 */
export function findGridLines(grey: Grey): number | null {
  const columns = linesOf(grey, 'x');
  const rows = linesOf(grey, 'y');
  if (Math.min(columns.length, rows.length) === 0) return null;
  return evenStep(columns) ?? evenStep(rows);
}

/** Where lines lie, each at its middle. */
function linesOf({ data, width, height }: Grey, along: 'x' | 'y'): number[] {
  const [length, breadth] = along === 'x' ? [width, height] : [height, width];
  const [step, stride] = along === 'x' ? [1, width] : [width, 1];
  // From the middle of a line, so far is outside.
  const reach = LARGEST_WIDTH / 2 + 1;
  const isLine = (place: number) => {
    let hits = 0;
    for (let across = 0; across < breadth; across++) {
      const at = across * stride + place * step;
      const here = data[at] ?? 0;
      const before = here - (data[at - reach * step] ?? 0);
      const after = here - (data[at + reach * step] ?? 0);
      // Lighter than both sides, or darker than both, and both sides alike.
      const contrast = Math.min(Math.abs(before), Math.abs(after));
      if (contrast >= LEAST_CONTRAST && before > 0 === after > 0 && Math.abs(before - after) <= contrast / 2)
        hits += 1;
    }
    return hits >= breadth * LEAST_LENGTH;
  };
  const lines: number[] = [];
  for (let place = reach; place < length - reach; place++) {
    const first = place;
    while (place < length - reach && isLine(place)) place += 1;
    if (place > first && place - first <= LARGEST_WIDTH) lines.push((first + place - 1) / 2);
  }
  return lines;
}

/** The usual distance of lines of which three or more are evenly spaced. */
function evenStep(lines: readonly number[]): number | null {
  if (lines.length < 3) return null;
  const gaps = lines.slice(1).map((line, index) => line - (lines[index] ?? 0));
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const even = gaps.filter((gap) => Math.abs(gap - usual) <= Math.max(1.5, usual * 0.06));
  return usual >= 4 && even.length >= Math.max(2, gaps.length * 0.6) ? Math.round(usual) : null;
}
