import type { PriceEstimate } from '../../models/types.ts';
import { safeText } from '../../util/safe-text.ts';

/** What a price rests on: `15 s × $0.112, by https://fal.ai/models/... of 2026-10-04`. */
export function groundsOf({ rule, source, as_of }: Pick<PriceEstimate, 'rule' | 'source' | 'as_of'>): string {
  return `${safeText(rule, 120)}, by ${safeText(source, 200)} of ${safeText(as_of, 40)}`;
}
