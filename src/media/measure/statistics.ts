export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}

/** The value that half of the others lie below. 0 of nothing. */
export const median = (values: Iterable<number>): number => quantile(values, 0.5);

/** The value that this part of the others lies below. 0 of nothing. */
export function quantile(values: Iterable<number>, part: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

/** How steeply `values` rise with `times`: the straight line of least squares. 0 where there is no time between. */
export function slope(times: readonly number[], values: readonly number[]): number {
  const [middle, level] = [mean(times), mean(values)];
  let [product, square] = [0, 0];
  for (const [index, time] of times.entries()) {
    product += (time - middle) * ((values[index] ?? level) - level);
    square += (time - middle) ** 2;
  }
  return square === 0 ? 0 : product / square;
}
