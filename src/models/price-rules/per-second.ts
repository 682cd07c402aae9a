import { z } from 'zod';
import { multiplyToMicros } from '../../util/money.ts';
import { exactCost, type PriceRule, unknownCost } from './price-rule.ts';
import { usd } from './rates.ts';
import { secondsOf, secondsSchema } from './seconds.ts';

/** One rate × seconds. */
export const perSecond = z
  .strictObject({ kind: z.literal('per_second'), rate: z.number().nonnegative(), seconds: secondsSchema })
  .transform(({ rate, seconds: rule }): PriceRule => ({
    summary: `${usd(rate)}/s`,
    cost(args) {
      const seconds = secondsOf(rule, args);
      if (typeof seconds !== 'number') return unknownCost(seconds.unknown);
      return exactCost(multiplyToMicros(seconds, rate), `${seconds} s × ${usd(rate)}`);
    },
  }));
