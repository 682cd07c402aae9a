import { apart } from './compare.ts';
import type { Picture } from './picture.ts';
import { quantile } from './statistics.ts';

/** How much each frame differs from each other one, for the subject's area: 0 the same, 1 black against white. */
export interface DifferenceTable {
  size: number;
  at: (one: number, other: number) => number;
  /** What only one pair of twenty exceeds: how much the clip moves at all. */
  largest: number;
}

export function differenceTable(pictures: readonly Picture[], area: number): DifferenceTable {
  const size = pictures.length;
  const values = new Float32Array(size * size);
  for (const [index, one] of pictures.entries()) {
    for (const [later, other] of pictures.slice(index + 1).entries()) {
      const value = Math.min(1, apart(one, other) / area);
      values[index * size + index + 1 + later] = value;
      values[(index + 1 + later) * size + index] = value;
    }
  }
  return { size, at: (one, other) => values[one * size + other] ?? 0, largest: quantile(values, 0.95) };
}
