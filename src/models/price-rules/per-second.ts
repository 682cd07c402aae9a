import { z } from 'zod';
import { type Modifiers, modified, modifiersShape } from './modifiers.ts';
import { type Call, type Price, type PriceRule, ruleOf } from './price-rule.ts';
import {
  inBrackets,
  rateFor,
  ratesSchema,
  ratesShape,
  type RateTable,
  checkKeys,
  summaryOf,
} from './rates.ts';
import { lengthOf } from './seconds.ts';
import { type SecondsRule, secondsSchema } from './seconds-schema.ts';
import { times } from './span.ts';
import { inDollars, money } from './values.ts';

/** One rate × seconds. */
export const perSecond = z
  .strictObject({ kind: z.literal('per_second'), rate: money, seconds: secondsSchema, ...modifiersShape })
  .transform((rule): PriceRule =>
    ruleOf(`${inDollars(rule.rate)}/s`, (call) =>
      ratedSeconds({ ...rule, keys: [], defaults: {}, rates: { '': rule.rate } }, call),
    ),
  );

/** A rate that depends on other arguments × seconds. */
export const perSecondTable = z
  .strictObject({
    kind: z.literal('per_second_table'),
    ...ratesShape,
    rates: ratesSchema,
    seconds: secondsSchema,
    ...modifiersShape,
  })
  .superRefine(checkKeys)
  .transform((rule): PriceRule => ruleOf(summaryOf(rule, '/s'), (call) => ratedSeconds(rule, call)));

/** Rate × seconds, with the modifiers; also a part of sums and of conditional rules. */
export function ratedSeconds(rule: RateTable & Modifiers & { seconds: SecondsRule }, call: Call): Price {
  const rate = rateFor(rule, call);
  const { seconds, words } = lengthOf(rule.seconds, call);
  const dearest = inDollars(rate.dearest);
  return modified(
    { usd: times(seconds, rate.usd), words: `${words} × ${dearest}${inBrackets(rate.words)}` },
    rule,
    call,
    { seconds },
  );
}
