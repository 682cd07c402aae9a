import { z } from 'zod';
import { holds } from './conditions.ts';
import { type Modifiers, modified, modifiersShape } from './modifiers.ts';
import { type Call, notPriced, type PriceRule, ruleOf } from './price-rule.ts';
import { inBrackets, rateFor, ratesSchema, ratesShape, checkKeys, summaryOf } from './rates.ts';
import { exactly } from './span.ts';
import { asText, inDollars, money, readAmount } from './values.ts';

const positive = z.number().positive();

/** One price for any clip. */
export const perVideo = z
  .strictObject({
    kind: z.literal('per_video'),
    price: money,
    /** How long the clip is, where it is always the same. */
    clip_seconds: positive.exactOptional(),
    ...modifiersShape,
  })
  .transform((rule): PriceRule => {
    const words = `${inDollars(rule.price)} a clip${rule.clip_seconds === undefined ? '' : ` of ${rule.clip_seconds} s`}`;
    return ruleOf(words, (call) => modified({ usd: exactly(rule.price), words }, rule, call));
  });

/** A price a clip that depends on other arguments. */
export const perVideoTable = z
  .strictObject({
    kind: z.literal('per_video_table'),
    ...ratesShape,
    rates: ratesSchema,
    /** The length that the prices are for; another one needs a factor of its own. */
    base_seconds: positive.exactOptional(),
    ...modifiersShape,
  })
  .superRefine(checkKeys)
  .transform((rule): PriceRule =>
    ruleOf(summaryOf(rule, ' a clip'), (call) => {
      refuseOtherLengths(rule, call);
      const rate = rateFor(rule, call);
      return modified(
        { usd: rate.usd, words: `${inDollars(rate.dearest)} a clip${inBrackets(rate.words)}` },
        rule,
        call,
      );
    }),
  );

function refuseOtherLengths(rule: Modifiers & { base_seconds?: number }, call: Call): void {
  if (rule.base_seconds === undefined) return;
  const given = call.args['duration'];
  if (given === undefined) return;
  if (readAmount(given) === rule.base_seconds) return;
  const covered = rule.multiply?.some((each) => 'when' in each && holds(each.when, call) === 'yes');
  if (covered === true) return;
  notPriced(`prices are printed for ${rule.base_seconds} s only, not for duration ${asText(given)}`);
}
