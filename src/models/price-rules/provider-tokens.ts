import { z } from 'zod';
import { type Fraction, fraction, multiply } from '../../util/fraction.ts';
import { toMicros } from '../../util/money.ts';
import { countOf, countSchema } from './pictures.ts';
import { type Call, costUnlessUnknown, guess, type PriceRule } from './price-rule.ts';
import { inBrackets, rateFor, ratesSchema, ratesShape, checkKeys, summaryOf } from './rates.ts';
import { lengthOf } from './seconds.ts';
import { secondsSchema } from './seconds-schema.ts';
import { spanText, times } from './span.ts';
import { inDollars, money } from './values.ts';

const unit = z.union([z.strictObject({ seconds: secondsSchema }), z.strictObject({ images: countSchema })]);

/**
 * Billed by tokens that are counted only afterwards: what it comes to about. Bounds only where bills have shown how
 * far it strays.
 */
export const providerTokens = z
  .strictObject({
    kind: z.literal('provider_tokens'),
    usd_per_1m_output: money,
    usd_per_1m_input: money.exactOptional(),
    ...ratesShape,
    /** About what a unit comes to. */
    rates: ratesSchema,
    per: unit,
    /** How far the bills that were seen, and the rounding of the page's figure, lie from it, on either side. */
    within_percent: z.int().positive().max(50).exactOptional(),
  })
  .superRefine(checkKeys)
  .transform((rule): PriceRule => {
    const { within_percent: within } = rule;
    const strays = within === undefined ? '' : `, within ${within} % as far as bills were seen`;
    const billed = `billed at ${inDollars(rule.usd_per_1m_output)} per million output tokens, known only afterwards${strays}`;
    const about = summaryOf(rule, 'seconds' in rule.per ? '/s' : ' a picture');
    return {
      summary: `about ${about}, ${billed}`,
      cost: (args, known = {}) =>
        costUnlessUnknown(() => {
          const call = { args, known };
          const rate = rateFor(rule, call);
          const units = unitsOf(rule.per, call);
          const words = `${units.words} × ${inDollars(rate.dearest)}${inBrackets(rate.words)}`;
          const sum = times(units.span, rate.usd);
          const expected = toMicros(sum.likely);
          if (within === undefined) return guess(expected, `it is ${billed}`, words);
          const percent = (value: Fraction, part: number) => toMicros(multiply(value, fraction(part / 100)));
          return {
            low: percent(sum.least, 100 - within),
            expected,
            high: percent(sum.most, 100 + within),
            words: `about ${words}; ${billed}`,
          };
        }),
    };
  });

function unitsOf(per: z.output<typeof unit>, call: Call) {
  if ('seconds' in per) {
    const { seconds, words } = lengthOf(per.seconds, call);
    return { span: seconds, words };
  }
  const span = countOf(per.images, call);
  return { span, words: spanText(span) };
}
