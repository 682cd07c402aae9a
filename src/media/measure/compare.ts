import type { Picture } from './picture.ts';

/** How much two pictures differ: 0 the same, 1 black against white in every pixel. Differences up to `ignored` steps of 255 do not count. */
export function apart(one: Picture, other: Picture, ignored = 0): number {
  const [a, b] = [one.rgb, other.rgb];
  let sum = 0;
  for (let at = 0; at < a.length; at++) {
    const step = (a[at] ?? 0) - (b[at] ?? 0);
    const size = step < 0 ? -step : step;
    if (size > ignored) sum += size;
  }
  return sum / a.length / 255;
}

/** How much two pictures look alike, whatever their brightness: 1 the same, 0 nothing to do with each other. */
export function likeness(one: Picture, other: Picture): number {
  const [a, b] = [one.rgb, other.rgb];
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [valueA, valueB] = [a[at] ?? 0, b[at] ?? 0];
    sumA += valueA;
    sumB += valueB;
    sumAA += valueA * valueA;
    sumBB += valueB * valueB;
    sumAB += valueA * valueB;
  }
  const [spreadA, spreadB] = [a.length * sumAA - sumA ** 2, a.length * sumBB - sumB ** 2];
  if (spreadA <= 0 || spreadB <= 0) return spreadA <= 0 && spreadB <= 0 ? 1 : 0;
  return (a.length * sumAB - sumA * sumB) / Math.sqrt(spreadA * spreadB);
}
