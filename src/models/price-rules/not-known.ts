import { z } from 'zod';
import { type PriceRule, ruleOf, notPriced } from './price-rule.ts';

/** No price was seen, or it depends on what nobody knows beforehand. */
export const notKnown = z
  .strictObject({ kind: z.literal('not_known'), why: z.string().min(1) })
  .transform(({ why }): PriceRule => ruleOf('not known', () => notPriced(why)));
