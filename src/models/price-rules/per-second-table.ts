import { z } from 'zod';
import { multiplyToMicros } from '../../util/money.ts';
import { type PriceRule, unknownCost } from './price-rule.ts';
import { rateFor, ratesSchema, ratesShape, summaryOf, usd } from './rates.ts';
import { secondsOf, secondsSchema } from './seconds.ts';

/** A rate that depends on other arguments × seconds. */
export const perSecondTable = z
  .strictObject({
    kind: z.literal('per_second_table'),
    ...ratesShape,
    rates: ratesSchema,
    seconds: secondsSchema,
  })
  .transform((rule): PriceRule => ({
    summary: summaryOf(rule, '/s'),
    cost(args) {
      const rate = rateFor(rule, args);
      if ('unknown' in rate) return unknownCost(rate.unknown);
      const seconds = secondsOf(rule.seconds, args);
      if (typeof seconds !== 'number') return unknownCost(seconds.unknown);
      const dearest = multiplyToMicros(seconds, rate.most);
      return {
        low: multiplyToMicros(seconds, rate.least),
        expected: dearest,
        high: dearest,
        words: `${seconds} s × ${usd(rate.most)} (${rate.words})`,
      };
    },
  }));
