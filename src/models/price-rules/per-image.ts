import { z } from 'zod';
import { modified, modifiersShape } from './modifiers.ts';
import { countOf, countSchema, readSize } from './pictures.ts';
import { notPriced, type Price, type PriceRule, ruleOf } from './price-rule.ts';
import { inBrackets, rateFor, ratesSchema, ratesShape, checkKeys, summaryOf } from './rates.ts';
import { between, exactly, spanText, times } from './span.ts';
import { inDollars, money } from './values.ts';

/** One price for any picture. */
export const perImage = z
  .strictObject({ kind: z.literal('per_image'), price: money, images: countSchema, ...modifiersShape })
  .transform((rule): PriceRule =>
    ruleOf(`${inDollars(rule.price)} a picture`, (call) => {
      const made = countOf(rule.images, call);
      return modified(
        {
          usd: times(made, exactly(rule.price)),
          words: `${spanText(made)} × ${inDollars(rule.price)} a picture`,
        },
        rule,
        call,
        { made },
      );
    }),
  );

/** A price a picture that depends on other arguments. */
export const perImageTable = z
  .strictObject({
    kind: z.literal('per_image_table'),
    ...ratesShape,
    rates: ratesSchema,
    images: countSchema,
    ...modifiersShape,
  })
  .superRefine(checkKeys)
  .transform((rule): PriceRule =>
    ruleOf(summaryOf(rule, ' a picture'), (call) => {
      const rate = rateFor(rule, call);
      const made = countOf(rule.images, call);
      const words = `${spanText(made)} × ${inDollars(rate.dearest)} a picture${inBrackets(rate.words)}`;
      return modified({ usd: times(made, rate.usd), words }, rule, call, { made });
    }),
  );

const areas = z
  .array(z.strictObject({ up_to: z.tuple([z.int().positive(), z.int().positive()]), usd: money }))
  .min(1);

/** A price a picture that depends on its area, the smallest first. */
export const perImageByArea = z
  .strictObject({
    kind: z.literal('per_image_by_area'),
    areas,
    /** The argument with width and height; where the model chooses them, the dearest is counted. */
    size_argument: z.string(),
    images: countSchema,
    ...modifiersShape,
  })
  .transform((rule): PriceRule => {
    const prices = rule.areas.map((area) => area.usd);
    const summary = `${inDollars(Math.min(...prices))} to ${inDollars(Math.max(...prices))} a picture by its area`;
    return ruleOf(summary, (call) => {
      const each = areaPrice(rule.areas, call.args[rule.size_argument]);
      const made = countOf(rule.images, call);
      const price = { usd: times(made, each.usd), words: `${spanText(made)} × ${each.words}` };
      return modified(price, rule, call, { made });
    });
  });

function areaPrice(list: z.output<typeof areas>, given: unknown): Price {
  const size = readSize(given);
  if (size === null) {
    const prices = list.map((area) => area.usd);
    const dearest = Math.max(...prices);
    return {
      usd: between(Math.min(...prices), dearest),
      words: `${inDollars(dearest)} a picture (size unknown, the dearest assumed)`,
    };
  }
  const text = `${size.width}x${size.height}`;
  const fitting =
    list.find(({ up_to: [width, height] }) => size.width * size.height <= width * height) ??
    notPriced(`no price is printed for a picture of ${text}`);
  return {
    usd: exactly(fitting.usd),
    words: `${inDollars(fitting.usd)} a picture (${text}, up to ${fitting.up_to.join('x')})`,
  };
}
