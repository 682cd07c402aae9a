import { z } from 'zod';
import { condition, conditionText, holds } from './conditions.ts';
import { ratedSeconds } from './per-second.ts';
import { type PriceRule, ruleOf } from './price-rule.ts';
import { ratesSchema, ratesShape, checkKeys, summaryOf } from './rates.ts';
import { secondsSchema } from './seconds-schema.ts';

const table = z
  .strictObject({
    kind: z.literal('per_second_table'),
    ...ratesShape,
    rates: ratesSchema,
    seconds: secondsSchema,
  })
  .superRefine(checkKeys);

/** One of two tables of rates, by what the call brings. */
export const conditional = z
  .strictObject({ kind: z.literal('conditional'), when: condition, matching: table, otherwise: table })
  .transform(({ when, matching, otherwise }): PriceRule => {
    const summary = `${summaryOf(otherwise, '/s')}; ${conditionText(when)} ${summaryOf(matching, '/s')}`;
    return ruleOf(summary, (call) => {
      const applies = holds(when, call) === 'yes';
      const price = ratedSeconds(applies ? matching : otherwise, call);
      return applies ? { ...price, words: `${price.words}, ${conditionText(when)}` } : price;
    });
  });
