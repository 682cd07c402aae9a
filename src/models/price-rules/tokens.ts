import { z } from 'zod';
import { holds } from './conditions.ts';
import { add, divide, type Fraction, fraction, larger, multiply, roundUp } from '../../util/fraction.ts';
import { type Call, notPriced, type Price, type PriceRule, ruleOf } from './price-rule.ts';
import { inBrackets, rateFor, ratesSchema, ratesShape, checkKeys, summaryOf } from './rates.ts';
import { lengthOf } from './seconds.ts';
import { secondsSchema } from './seconds-schema.ts';
import { exactly, mapSpan, type Span, spanText } from './span.ts';
import { asText, inDollars, money, readCount } from './values.ts';

const pixels = z.tuple([z.int().positive(), z.int().positive()]);

/** A map, not an object: asked-for names such as `constructor` then find nothing. */
const mapOf = <S extends z.ZodType>(value: S) =>
  z.record(z.string(), value).transform((record) => new Map(Object.entries(record)));

const tokensRule = z
  .strictObject({
    kind: z.literal('tokens'),
    ...ratesShape,
    usd_per_1k_tokens: ratesSchema,
    seconds: secondsSchema,
    fps: z.int().positive(),
    /** An argument that gives the length in frames, in place of the seconds. */
    frames_argument: z.string().exactOptional(),
    /** Frames that bills have shown above fps × seconds. */
    extra_frames: z.int().nonnegative(),
    /** How far the figures on fal's pages lie above the formula, where none is given by resolution. */
    page_margin_percent: z.int().nonnegative(),
    /** The figures on fal's page, dollars a second by resolution. */
    page_per_second: mapOf(money).exactOptional(),
    /**
     * What is counted with, where it is not fal's formula: the page's figure, if there is one; or what bills have
     * shown, the true size with the extra frames.
     */
    expect: z.enum(['page', 'bills']).exactOptional(),
    /** Tokens of calls with a video as input count only so much. */
    video_factor: z.number().positive().exactOptional(),
    /** An argument that renders at another resolution. */
    draft: z.strictObject({ argument: z.string(), resolution: z.string() }).exactOptional(),
    /** Per resolution: the size that fal's page counts with, and the true size of each aspect ratio. */
    sizes: mapOf(z.strictObject({ page: pixels, aspects: mapOf(pixels) })),
  })
  .superRefine((rule, context) => checkKeys({ ...rule, rates: rule.usd_per_1k_tokens }, context));
type TokensRule = z.output<typeof tokensRule>;

/**
 * Seedance: tokens = height × width × frames / 1024, charged per 1,000. Low and high span the true picture sizes,
 * the extra frame of real bills and the rounding on fal's pages.
 */
export const tokens = tokensRule.transform((rule): PriceRule => {
  const rates = summaryOf({ rates: rule.usd_per_1k_tokens, keys: rule.keys }, ' per 1,000 tokens');
  return ruleOf(`${rates} (width × height × frames / 1024)`, (call) =>
    tokenPrice(rule, asRendered(rule, call)),
  );
});

/** A draft is billed as a render at its own resolution. */
function asRendered({ draft }: TokensRule, call: Call): Call {
  if (draft === undefined || call.args[draft.argument] !== true) return call;
  return { ...call, args: { ...call.args, resolution: draft.resolution } };
}

function tokenPrice(rule: TokensRule, call: Call): Price {
  const rate = rateFor({ ...rule, rates: rule.usd_per_1k_tokens }, call);
  const frames = framesOf(rule, call);
  const area = areaOf(rule, call.args);
  const factor = fraction(withVideo(call) ? (rule.video_factor ?? 1) : 1);
  const price = (pixelFrames: Fraction, usdPer1k: Fraction) =>
    multiply(multiply(divide(pixelFrames, fraction(1024 * 1000)), usdPer1k), factor);

  const byBills = rule.expect === 'bills';
  const counted = mapSpan(frames, (count) => add(count, fraction(byBills ? rule.extra_frames : 0)));
  const formula = mapSpan(counted, (count) => multiply(fraction(area.likely), count));
  const byFormula = price(formula.likely, rate.usd.likely);
  const dearest = price(multiply(fraction(area.page), frames.most), rate.usd.most);
  const page = rule.page_per_second?.get(area.resolution);
  const pagePrice = (count: Fraction) =>
    page === undefined
      ? multiply(dearest, fraction((100 + rule.page_margin_percent) / 100))
      : multiply(divide(multiply(count, fraction(page)), fraction(rule.fps)), factor);
  const largest = price(
    multiply(fraction(area.largest), add(frames.most, fraction(rule.extra_frames))),
    rate.usd.most,
  );
  return {
    usd: {
      least: price(multiply(fraction(area.smallest), frames.least), rate.usd.least),
      likely: rule.expect === 'page' && page !== undefined ? pagePrice(frames.likely) : byFormula,
      most: larger(pagePrice(frames.most), largest),
    },
    words: `${area.words}, ${spanText(counted)} frames: ${about(formula)} tokens × ${inDollars(rate.dearest)} per 1,000${inBrackets(rate.words)}${withVideo(call) && rule.video_factor !== undefined ? ` × ${rule.video_factor} with a video as input` : ''}`,
  };
}

const withVideo = (call: Call) => holds({ input_video: true }, call) === 'yes';

const about = (pixelFrames: Span) => {
  const [least, most] = [pixelFrames.least, pixelFrames.most].map(({ top, bottom }) =>
    Math.round(Number(top) / Number(bottom) / 1024),
  );
  return least === most ? `about ${most}` : `about ${least} to ${most}`;
};

function framesOf(rule: TokensRule, call: Call): Span {
  const given = rule.frames_argument === undefined ? undefined : call.args[rule.frames_argument];
  if (given === undefined) {
    const { seconds } = lengthOf(rule.seconds, call);
    return mapSpan(seconds, (value) => roundUp(multiply(value, fraction(rule.fps))));
  }
  const frames = readCount(given) ?? notPriced(`${rule.frames_argument} is not a number of frames`);
  return exactly(frames);
}

/** The picture sizes that the resolution and the aspect ratio allow; any aspect ratio where it is left to the model. */
function areaOf(rule: TokensRule, args: Record<string, unknown>) {
  const resolution = asText(args['resolution'] ?? rule.defaults['resolution']);
  const sizes =
    rule.sizes.get(resolution.toLowerCase()) ??
    notPriced(`the pixel size of resolution ${resolution} is not known`);
  const chosen = sizes.aspects.get(asText(args['aspect_ratio'] ?? rule.defaults['aspect_ratio']));
  const sure = rule.expect === 'bills' && chosen !== undefined;
  const candidates = sure
    ? [chosen]
    : [sizes.page, ...(chosen === undefined ? sizes.aspects.values() : [chosen])];
  const areas = candidates.map(([width, height]) => width * height);
  const [width, height] = sure ? chosen : sizes.page;
  return {
    resolution: resolution.toLowerCase(),
    page: sizes.page[0] * sizes.page[1],
    likely: width * height,
    smallest: Math.min(...areas),
    largest: Math.max(...areas),
    words: `${resolution} (${width}x${height})`,
  };
}
