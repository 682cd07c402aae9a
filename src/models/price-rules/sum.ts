import { z } from 'zod';
import { modifiersShape } from './modifiers.ts';
import { ratedSeconds } from './per-second.ts';
import { type PriceRule, ruleOf } from './price-rule.ts';
import { ratesSchema, ratesShape, checkKeys, summaryOf } from './rates.ts';
import { secondsSchema } from './seconds-schema.ts';
import { plus } from './span.ts';
import { bringsVideo } from './values.ts';

const part = z
  .strictObject({
    /** What the part pays for: `output`, `input video`. */
    of: z.string().min(1),
    ...ratesShape,
    rates: ratesSchema,
    seconds: secondsSchema,
    /** Charged only where the call brings a video. */
    with_video_only: z.literal(true).exactOptional(),
    unseen: modifiersShape.unseen,
  })
  .superRefine(checkKeys);

/** Several rates × seconds, added up: input and output seconds at rates of their own. */
export const sum = z
  .strictObject({ kind: z.literal('sum'), parts: z.tuple([part], part) })
  .transform(({ parts: [first, ...rest] }): PriceRule => {
    const all = [first, ...rest];
    return ruleOf(all.map((each) => `${summaryOf(each, '/s')} of ${each.of}`).join(' + '), (call) => {
      const priced = all
        .filter(
          (each) =>
            each.with_video_only === undefined ||
            bringsVideo(call.args) ||
            call.known.video_seconds !== undefined,
        )
        .map((each) => ({ ...ratedSeconds(each, call), of: each.of }));
      const open = priced.flatMap((each) => each.open ?? []);
      return {
        usd: priced.map(({ usd }) => usd).reduce(plus),
        words: priced.map(({ words, of }) => `${of} ${words}`).join(' + '),
        ...(open.length === 0 ? {} : { open: open.join('; ') }),
      };
    });
  });
