import { z } from 'zod';
import { add, excess, fraction } from '../../util/fraction.ts';
import { countOf, countSchema, megapixels, sizeOf, sizeSchema } from './pictures.ts';
import type { Size } from '../../util/size.ts';
import { type Call, notPriced, type PriceRule, ruleOf } from './price-rule.ts';
import { exactly, mapSpan, plus, type Span, spanText, times } from './span.ts';
import { inDollars, money, picturesIn, readCount } from './values.ts';

const MILLION = 1_000_000;
/** 1024 × 1024: what fal's page of FLUX.2 Pro counts as one (its example: 1920x1080 is two). */
const BINARY = 1_048_576;

/** A rate × megapixels of each picture, started ones whole. */
export const perMegapixel = z
  .strictObject({
    kind: z.literal('per_megapixel'),
    rate: money,
    size: sizeSchema,
    images: countSchema,
  })
  .transform((rule): PriceRule =>
    ruleOf(`${inDollars(rule.rate)} a megapixel`, (call) => {
      const size = sizeOf(rule.size, call);
      // Whether a megapixel is 1,000,000 pixels or 1024 × 1024 is not printed; the high figure holds for both.
      const each: Span = { ...exactly(megapixels(size, BINARY)), most: megapixels(size, MILLION) };
      const images = countOf(rule.images, call);
      return {
        usd: times(times(each, images), exactly(rule.rate)),
        words: `${spanText(images)} × ${spanText(each)} megapixels (${pixels(size)}) × ${inDollars(rule.rate)}`,
      };
    }),
  );

/** A price for the first megapixel that comes out, a rate for each further one, in or out. */
export const megapixelFirstExtra = z
  .strictObject({
    kind: z.literal('megapixel_first_extra'),
    first_output_mp: money,
    extra_mp: money,
    size: sizeSchema,
    images: countSchema,
  })
  .transform((rule): PriceRule => {
    const first = inDollars(rule.first_output_mp);
    const extra = inDollars(rule.extra_mp);
    return ruleOf(`${first} for the first megapixel, ${extra} for each further one in or out`, (call) => {
      const size = sizeOf(rule.size, call);
      const output = megapixels(size, BINARY);
      const input = inputMegapixels(call);
      const further = mapSpan(input, (value) => add(value, excess(output, fraction(1))));
      const images = countOf(rule.images, call);
      return {
        usd: times(plus(exactly(rule.first_output_mp), times(further, exactly(rule.extra_mp))), images),
        words: `${spanText(images)} of ${pixels(size)}: ${first} + ${spanText(further)} further megapixels × ${extra}`,
      };
    });
  });

function inputMegapixels({ args, known }: Call): Span {
  const given = picturesIn(args);
  const sizes = known.images ?? [];
  if (sizes.length < given) notPriced('the sizes of the input pictures are not known');
  return sizes.map((size) => exactly(megapixels(size, BINARY))).reduce(plus, exactly(0));
}

/** A rate × megapixels of all frames together, started ones whole. */
export const megapixelFrames = z
  .strictObject({
    kind: z.literal('megapixel_frames'),
    usd_per_mp: money,
    size: sizeSchema,
    frames: z.strictObject({ argument: z.string(), default: z.int().positive() }),
  })
  .transform((rule): PriceRule =>
    ruleOf(`${inDollars(rule.usd_per_mp)} a megapixel of all frames`, (call) => {
      const { argument } = rule.frames;
      const frames =
        readCount(call.args[argument] ?? rule.frames.default) ??
        notPriced(`${argument} is not a number of frames`);
      const size = sizeOf(rule.size, call);
      const all = exactly(megapixels(size, MILLION, frames));
      return {
        usd: times(all, exactly(rule.usd_per_mp)),
        words: `${frames} frames of ${pixels(size)}: ${spanText(all)} megapixels × ${inDollars(rule.usd_per_mp)}`,
      };
    }),
  );

const pixels = ({ width, height }: Size) => `${width}x${height}`;
