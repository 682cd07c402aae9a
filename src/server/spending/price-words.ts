import type { PriceEstimate } from '../../models/types.ts';
import { formatUsd } from '../../util/money.ts';
import { safeText } from '../../util/safe-text.ts';

/** `up to $1.68 (expected $1.68)`. */
export function mostAndExpected({ expected, high }: Pick<PriceEstimate, 'expected' | 'high'>): string {
  return `up to ${formatUsd(high)} (expected ${formatUsd(expected)})`;
}

/** What a price rests on: `15 s × $0.112, by https://fal.ai/models/... of 2026-10-04`. */
export function groundsOf({ rule, source, as_of }: Pick<PriceEstimate, 'rule' | 'source' | 'as_of'>): string {
  return `${safeText(rule, 120)}, by ${safeText(source, 200)} of ${safeText(as_of, 40)}`;
}
