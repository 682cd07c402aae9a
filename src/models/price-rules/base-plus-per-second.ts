import { z } from 'zod';
import { inBrackets, rateFor, ratesSchema, ratesShape, checkKeys, summaryOf } from './rates.ts';
import { type Call, type Price, type PriceRule, ruleOf } from './price-rule.ts';
import { lengthOf } from './seconds.ts';
import { type SecondsRule, secondsSchema } from './seconds-schema.ts';
import { plus, times } from './span.ts';
import { inDollars, plainValue, spelling } from './values.ts';

interface BasePlus {
  base: Record<string, number>;
  rate: Record<string, number>;
  defaults: Record<string, unknown>;
  seconds: SecondsRule;
}

/** A base price and a rate per second, both by resolution. */
export const basePlusPerSecond = z
  .strictObject({
    kind: z.literal('base_plus_per_second'),
    base: ratesSchema,
    rate: ratesSchema,
    defaults: z.strictObject({ resolution: plainValue }),
    seconds: secondsSchema,
  })
  .transform((rule): PriceRule => {
    const base = summaryOf({ rates: rule.base, keys: [] }, '');
    const rate = summaryOf({ rates: rule.rate, keys: [] }, '/s');
    return ruleOf(`${base} + ${rate} by resolution`, (call) => basePlus(rule, call));
  });

/** One price a clip at some resolutions, a base and a rate at others. */
export const mixed = z
  .strictObject({
    kind: z.literal('mixed'),
    per_video: ratesSchema,
    base: ratesSchema,
    rate: ratesSchema,
    defaults: ratesShape.defaults,
    seconds: secondsSchema,
  })
  .superRefine((rule, context) =>
    checkKeys({ ...rule, keys: ['resolution'], rates: rule.per_video }, context),
  )
  .transform((rule): PriceRule => {
    const clip = summaryOf({ rates: rule.per_video, keys: [] }, ' a clip');
    const rate = summaryOf({ rates: rule.rate, keys: [] }, '/s');
    return ruleOf(`${clip}, or a base + ${rate}, by resolution`, (call) => {
      const resolution = spelling(call.args['resolution'] ?? rule.defaults['resolution']);
      if (Object.keys(rule.base).some((name) => spelling(name) === resolution)) return basePlus(rule, call);
      const price = rateFor({ keys: ['resolution'], defaults: rule.defaults, rates: rule.per_video }, call);
      return { usd: price.usd, words: `${inDollars(price.dearest)} a clip${inBrackets(price.words)}` };
    });
  });

function basePlus({ base, rate, defaults, seconds }: BasePlus, call: Call): Price {
  const start = rateFor({ keys: ['resolution'], defaults, rates: base }, call);
  const each = rateFor({ keys: ['resolution'], defaults, rates: rate }, call);
  const length = lengthOf(seconds, call);
  return {
    usd: plus(start.usd, times(each.usd, length.seconds)),
    words: `${inDollars(start.dearest)} + ${length.words} × ${inDollars(each.dearest)} (${each.words})`,
  };
}
