import { formatUsd, type Micros } from './money.ts';

/** A price before the fact. Without `high` nothing bounds it, and `expected` is a guess. */
interface Bounds {
  low: Micros | null;
  expected: Micros | null;
  high: Micros | null;
}

/** Beside the rule, which says why nothing bounds a guess: `$0.40`, `$0.30 to $0.50`, `about $0.40`, `unknown`. */
export function priceRange({ low, expected, high }: Bounds): string {
  if (high === null) return expected === null ? 'unknown' : `about ${formatUsd(expected)}`;
  return low === high ? formatUsd(high) : `${formatUsd(low)} to ${formatUsd(high)}`;
}

/** The same after `may cost`: `up to $0.50 (expected $0.40)`. */
export function mostAndExpected({ expected, high }: Omit<Bounds, 'low'>): string {
  if (high !== null) return `up to ${formatUsd(high)} (expected ${formatUsd(expected)})`;
  return expected === null ? 'an amount that is not known' : `about ${formatUsd(expected)}`;
}

/** Where it stands alone: `expected $0.40, at most $0.50`, `about $0.40, no upper bound known`. */
export function expectedAndMost({ expected, high }: Omit<Bounds, 'low'>): string {
  if (high !== null) return `expected ${formatUsd(expected)}, at most ${formatUsd(high)}`;
  return expected === null ? 'at an unknown price' : `about ${formatUsd(expected)}, no upper bound known`;
}

/** Whether what the caps count of these prices is the most that they may come to. */
export const isBounded = (prices: readonly Pick<Bounds, 'high'>[]) =>
  prices.every(({ high }) => high !== null);
