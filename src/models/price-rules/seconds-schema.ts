import { z } from 'zod';
import { plainValue } from './values.ts';

const positive = z.number().positive();

const rounding = {
  /** Seconds that are billed although the clip is shorter. */
  at_least: positive.exactOptional(),
  /** A started second counts whole. */
  round_up: z.literal(true).exactOptional(),
  /** Whether started blocks of so many seconds count whole is not printed. */
  may_round_up_to: positive.exactOptional(),
};
const bounds = { shortest: positive.exactOptional(), longest: positive.exactOptional() };

/** The longest by the value of an argument; the largest where the value is not known. */
const longest_by = z
  .strictObject({
    argument: z.string(),
    default: plainValue.exactOptional(),
    seconds: z.record(z.string(), positive),
  })
  .exactOptional();

/** The clip's length by an argument: `6`, `"6"`, `"6s"` or `"auto"`. */
const output = z.strictObject({
  of: z.literal('output'),
  argument: z.string(),
  /** fal's default; `input`: as long as the input video; `null` where none is printed: the longest clip is assumed. */
  default: z.union([positive, z.literal(['auto', 'input']), z.null()]),
  ...bounds,
  /** A list of shots, each with a duration of its own; the longer of their sum and the duration counts. */
  shots: z.strictObject({ argument: z.string(), default: positive }).exactOptional(),
  /** A value that stands for the length of the input video. */
  as_input: plainValue.exactOptional(),
  /** The file that comes out is what is billed: so many seconds shorter or longer than was asked. */
  comes_out: z.strictObject({ shorter: z.number().nonnegative(), longer: positive }).exactOptional(),
  ...rounding,
});

/** How the billed seconds follow from a call. */
export const secondsSchema = z.discriminatedUnion('of', [
  output,
  z.strictObject({ of: z.literal('fixed'), seconds: positive }),
  z.strictObject({
    of: z.literal('frames'),
    argument: z.string(),
    default: z.int().positive(),
    /** Frames that are billed as one second. */
    per_second: positive,
    /** The argument that changes them. */
    per_second_argument: z.string().exactOptional(),
    ...rounding,
  }),
  z.strictObject({
    of: z.literal('input_video'),
    ...bounds,
    longest_by,
    /** A longer video is cut to the longest. */
    cut: z.literal(true).exactOptional(),
    ...rounding,
  }),
  /** The input video's frames, billed at a rate of their own. */
  z.strictObject({ of: z.literal('input_frames'), per_second: positive }),
  z.strictObject({ of: z.literal('audio'), ...bounds, longest_by, ...rounding }),
  /** A list of transitions with a duration each; absent, one fewer than the pictures. */
  z.strictObject({
    of: z.literal('transitions'),
    argument: z.string(),
    default: positive,
    longest: positive,
    ...rounding,
  }),
  /** Clip and input videos together, where a video is given; `disputed`: not every source counts the input. */
  z.strictObject({
    of: z.literal('output_and_input'),
    output,
    longest_input: positive.exactOptional(),
    disputed: z.literal(true).exactOptional(),
  }),
  /** max(input + output, factor × output). */
  z.strictObject({ of: z.literal('input_and_output_or_more'), output, output_factor: positive }),
  z.strictObject({ of: z.literal('not_known'), why: z.string().min(1) }),
]);

export type SecondsRule = z.output<typeof secondsSchema>;
export type SecondsRuleOf<Of extends SecondsRule['of']> = Extract<SecondsRule, { of: Of }>;
