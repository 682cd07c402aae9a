import { z } from 'zod';
import { fraction, isLess } from '../../util/fraction.ts';
import { type Call, notPriced } from './price-rule.ts';
import type { Span } from './span.ts';
import { asText, bringsVideo, plainValue, readAmount, spelling } from './values.ts';

/** When a modifier applies. */
export const condition = z.union([
  /** `default_unknown`: fal prints no default, so without the argument it may apply. */
  z.strictObject({ argument: z.string(), is: plainValue, default_unknown: z.literal(true).exactOptional() }),
  z.strictObject({ argument: z.string(), above: z.number() }),
  z.strictObject({ billed_seconds_above: z.number() }),
  z.strictObject({ input_video_above: z.number() }),
  z.strictObject({ input_video: z.literal(true) }),
]);
export type Condition = z.output<typeof condition>;

export type Holds = 'yes' | 'no' | 'perhaps';

export function holds(test: Condition, call: Call, seconds?: Span): Holds {
  if ('is' in test) {
    const given = call.args[test.argument];
    if (given === undefined) return test.default_unknown === true ? 'perhaps' : 'no';
    if (typeof test.is === 'boolean' && !/^(true|false)$/.test(spelling(given))) {
      notPriced(`${test.argument} ${asText(given)} is neither true nor false`);
    }
    return yes(spelling(given) === spelling(test.is));
  }
  if ('above' in test) {
    const given = call.args[test.argument];
    if (given === undefined) return 'no';
    const amount = readAmount(given) ?? notPriced(`${test.argument} ${asText(given)} is not a number`);
    return yes(amount > test.above);
  }
  if ('input_video' in test) return yes(bringsVideo(call.args) || call.known.video_seconds !== undefined);
  if ('input_video_above' in test) {
    const { video_seconds } = call.known;
    return video_seconds === undefined ? 'perhaps' : yes(video_seconds > test.input_video_above);
  }
  if (seconds === undefined) return 'perhaps';
  const limit = fraction(test.billed_seconds_above);
  if (!isLess(limit, seconds.most)) return 'no';
  return isLess(limit, seconds.least) ? 'yes' : 'perhaps';
}

const yes = (is: boolean): Holds => (is ? 'yes' : 'no');

/** `generate_audio_switch true`, `over 15 s`. */
export function conditionText(test: Condition): string {
  if ('is' in test) return test.is === true ? test.argument : `${test.argument} ${test.is}`;
  if ('above' in test) return `${test.argument} over ${test.above}`;
  if ('input_video' in test) return 'with a video as input';
  return 'input_video_above' in test
    ? `an input video over ${test.input_video_above} s`
    : `over ${test.billed_seconds_above} s`;
}
