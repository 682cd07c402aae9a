import { z } from 'zod';
import { type Micros, multiplyToMicros } from '../../util/money.ts';
import { type PriceRule, type Unknown, unknownCost } from './price-rule.ts';
import { asText, rateFor, ratesSchema, ratesShape, summaryOf, usd } from './rates.ts';
import { secondsOf, secondsSchema } from './seconds.ts';

const pixels = z.tuple([z.int().positive(), z.int().positive()]);

/** A map, not an object: asked-for names such as `constructor` then find nothing. */
const mapOf = <S extends z.ZodType>(value: S) =>
  z.record(z.string(), value).transform((record) => new Map(Object.entries(record)));

const tokensRule = z.strictObject({
  kind: z.literal('tokens'),
  ...ratesShape,
  usd_per_1k_tokens: ratesSchema,
  seconds: secondsSchema,
  fps: z.int().positive(),
  /** An argument that gives the length in frames, in place of the seconds. */
  frames_argument: z.string().exactOptional(),
  /** Frames that bills have shown above fps × seconds. */
  extra_frames: z.int().nonnegative(),
  /** How far the figures on fal's pages lie above the formula. */
  page_margin_percent: z.int().nonnegative(),
  /** Per resolution: the size that fal's page counts with, and the true size of each aspect ratio. */
  sizes: mapOf(z.strictObject({ page: pixels, aspects: mapOf(pixels) })),
});
type TokensRule = z.output<typeof tokensRule>;

/**
 * Seedance: tokens = height × width × frames / 1024, charged per 1,000. Expected is fal's own formula; low
 * and high span the true picture sizes, the extra frame of real bills and the rounding on fal's pages.
 */
export const tokens = tokensRule.transform((rule): PriceRule => ({
  summary: `${summaryOf({ rates: rule.usd_per_1k_tokens, keys: rule.keys }, ' per 1,000 tokens')} (width × height × frames / 1024)`,
  cost(args) {
    const rate = rateFor({ ...rule, rates: rule.usd_per_1k_tokens }, args);
    if ('unknown' in rate) return unknownCost(rate.unknown);
    const frames = framesOf(rule, args);
    if (typeof frames !== 'number') return unknownCost(frames.unknown);
    if (frames > MOST_FRAMES) return unknownCost(`${frames} frames are more than any model makes`);
    const areas = areasOf(rule, args);
    if ('unknown' in areas) return unknownCost(areas.unknown);
    const expected = price(areas.page * frames, rate.most);
    const withMargin = Math.ceil((expected * (100 + rule.page_margin_percent)) / 100);
    const largest = price(areas.largest * (frames + rule.extra_frames), rate.most);
    return {
      low: price(areas.smallest * frames, rate.least),
      expected,
      high: Math.max(withMargin, largest),
      words: `${areas.words}, ${frames} frames: about ${Math.round((areas.page * frames) / 1024)} tokens × ${usd(rate.most)} per 1,000${rate.words === '' ? '' : ` (${rate.words})`}`,
    };
  },
}));

/** Days of video: beyond it is a slip, and no longer exact. */
const MOST_FRAMES = 10_000_000;

/** Pixels over all frames, as money: whole-number arithmetic up to the one rounding at the end. */
function price(pixelFrames: number, usdPer1k: number): Micros {
  const dividend = BigInt(multiplyToMicros(pixelFrames, usdPer1k));
  const divisor = 1024n * 1000n;
  return Number((dividend * 2n + divisor) / (divisor * 2n));
}

function framesOf(rule: TokensRule, args: Record<string, unknown>): number | Unknown {
  const given = rule.frames_argument === undefined ? undefined : args[rule.frames_argument];
  if (given === undefined) {
    const seconds = secondsOf(rule.seconds, args);
    return typeof seconds === 'number' ? Math.ceil(seconds * rule.fps) : seconds;
  }
  if (typeof given === 'number' && Number.isSafeInteger(given) && given > 0) return given;
  return { unknown: `${rule.frames_argument} is not a number of frames` };
}

/** The picture sizes that the resolution and the aspect ratio allow; any aspect ratio where it is left to the model. */
function areasOf(rule: TokensRule, args: Record<string, unknown>) {
  const resolution = asText(args['resolution'] ?? rule.defaults['resolution']);
  const sizes = rule.sizes.get(resolution.toLowerCase());
  if (sizes === undefined) return { unknown: `the pixel size of resolution ${resolution} is not known` };
  const chosen = sizes.aspects.get(asText(args['aspect_ratio'] ?? rule.defaults['aspect_ratio']));
  const candidates = [sizes.page, ...(chosen === undefined ? sizes.aspects.values() : [chosen])];
  const areas = candidates.map(([width, height]) => width * height);
  const [width, height] = sizes.page;
  return {
    page: width * height,
    smallest: Math.min(...areas),
    largest: Math.max(...areas),
    words: `${resolution} (${width}x${height})`,
  };
}
