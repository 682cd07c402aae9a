import { z } from 'zod';
import { toMicros } from './fraction.ts';
import { countOf, countSchema } from './pictures.ts';
import { type Call, costUnlessUnknown, type PriceRule } from './price-rule.ts';
import { inBrackets, rateFor, ratesSchema, ratesShape, settleKeys, summaryOf } from './rates.ts';
import { lengthOf } from './seconds.ts';
import { secondsSchema } from './seconds-schema.ts';
import { spanText, times } from './span.ts';
import { money, usd } from './values.ts';

const unit = z.union([z.strictObject({ seconds: secondsSchema }), z.strictObject({ images: countSchema })]);

/** Billed by tokens that are counted only afterwards: what it comes to about, and no bound on either side. */
export const providerTokens = z
  .strictObject({
    kind: z.literal('provider_tokens'),
    usd_per_1m_output: money,
    usd_per_1m_input: money.exactOptional(),
    ...ratesShape,
    /** About what a unit comes to. */
    rates: ratesSchema,
    per: unit,
  })
  .superRefine(settleKeys)
  .transform((rule): PriceRule => {
    const billed = `billed at ${usd(rule.usd_per_1m_output)} per million output tokens, known only afterwards`;
    const about = summaryOf(rule, 'seconds' in rule.per ? '/s' : ' a picture');
    return {
      summary: `about ${about}, ${billed}`,
      cost: (args, known = {}) =>
        costUnlessUnknown(() => {
          const call = { args, known };
          const rate = rateFor(rule, call);
          const units = unitsOf(rule.per, call);
          const words = `about ${units.words} × ${usd(rate.dearest)}${inBrackets(rate.words)}; ${billed}`;
          return { low: null, expected: toMicros(times(units.span, rate.usd).likely), high: null, words };
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
