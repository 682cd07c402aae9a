import {
  add,
  divide,
  excess,
  fraction,
  larger,
  multiply,
  roundUp,
  smaller,
  toText,
} from '../../util/fraction.ts';
import { type Call, notPriced } from './price-rule.ts';
import type { SecondsRuleOf, SecondsRule } from './seconds-schema.ts';
import { between, exactly, mapSpan, over, plus, type Span, spanText } from './span.ts';
import { asText, bringsVideo, picturesIn, readAmount, readCount, spelling } from './values.ts';

export interface Length {
  seconds: Span;
  /** `5 s`, `4 to 15 s`. */
  words: string;
}

/** The billed seconds of a call; not priced where they can be neither found nor bounded. */
export function lengthOf(rule: SecondsRule, call: Call): Length {
  const seconds = rounded(rule, secondsOf(rule, call));
  return { seconds, words: `${spanText(seconds)} s` };
}

function rounded(rule: SecondsRule, span: Span): Span {
  const started = 'round_up' in rule ? mapSpan(span, roundUp) : span;
  const up = 'may_round_up_to' in rule ? orWholeBlocks(started, rule.may_round_up_to) : started;
  if (!('at_least' in rule)) return up;
  const floor = fraction(rule.at_least);
  return mapSpan(up, (value) => larger(value, floor));
}

function orWholeBlocks(span: Span, seconds: number): Span {
  const block = fraction(seconds);
  return { ...span, most: multiply(roundUp(divide(span.most, block)), block) };
}

function secondsOf(rule: SecondsRule, call: Call): Span {
  switch (rule.of) {
    case 'output':
      return outputSeconds(rule, call);
    case 'fixed':
      return exactly(rule.seconds);
    case 'frames':
      return frameSeconds(rule, call);
    case 'input_video':
      return videoSeconds(rule, call);
    case 'input_frames':
      return over(
        exactly(call.known.video_frames ?? notPriced('the number of frames of the input video is not known')),
        rule.per_second,
      );
    case 'audio':
      return inputSeconds('the input sound', call.known.audio_seconds, rule.shortest, longestOf(rule, call));
    case 'transitions':
      return transitionSeconds(rule, call);
    case 'output_and_input':
      return withInput(rule, call);
    case 'input_and_output_or_more': {
      const made = outputSeconds(rule.output, call);
      const factor = fraction(rule.output_factor);
      const both = plus(made, inputSeconds('the input video', call.known.video_seconds));
      return {
        least: larger(both.least, multiply(made.least, factor)),
        likely: larger(both.likely, multiply(made.likely, factor)),
        most: larger(both.most, multiply(made.most, factor)),
      };
    }
    case 'not_known':
      return notPriced(rule.why);
  }
}

function outputSeconds(rule: SecondsRuleOf<'output'>, call: Call): Span {
  const asked = askedSeconds(rule, call);
  if (rule.comes_out === undefined) return asked;
  const { shorter, longer } = rule.comes_out;
  return {
    least: excess(asked.least, fraction(shorter)),
    likely: asked.likely,
    most: add(asked.most, fraction(longer)),
  };
}

function askedSeconds(rule: SecondsRuleOf<'output'>, call: Call): Span {
  const shots = rule.shots === undefined ? undefined : call.args[rule.shots.argument];
  if (rule.shots === undefined || shots === undefined) return durationOf(rule, call);
  const sum = exactly(sumOf(shots, rule.shots.argument, rule.shots.default));
  if (call.args[rule.argument] === undefined) return sum;
  const duration = durationOf(rule, call);
  return mapSpan(duration, (value) => larger(value, sum.most));
}

function durationOf(rule: SecondsRuleOf<'output'>, call: Call): Span {
  const sent = call.args[rule.argument];
  const given = sent === undefined ? rule.default : sent;
  const likeInput = rule.as_input !== undefined && spelling(given) === spelling(rule.as_input);
  if (likeInput || (sent === undefined && given === 'input')) {
    return inputSeconds('the input video', call.known.video_seconds, rule.shortest, rule.longest);
  }
  const notPrinted = sent === undefined && given === null;
  if (given === 'auto' || notPrinted) {
    const why = notPrinted ? 'its default is not printed' : 'the model chooses it';
    // Only the longest clip holds a cap.
    const longest = rule.longest ?? notPriced(`${rule.argument} is not known: ${why}`);
    return between(rule.shortest ?? longest, longest);
  }
  return exactly(
    readAmount(given) ??
      notPriced(`${rule.argument} ${asText(JSON.stringify(given))} is not a number of seconds`),
  );
}

function frameSeconds(rule: SecondsRuleOf<'frames'>, { args }: Call): Span {
  const frames =
    readCount(args[rule.argument] ?? rule.default) ?? notPriced(`${rule.argument} is not a number of frames`);
  const named = rule.per_second_argument;
  const rate = (named === undefined ? undefined : args[named]) ?? rule.per_second;
  return over(exactly(frames), readAmount(rate) ?? notPriced(`${named} is not a number of frames a second`));
}

function videoSeconds(rule: SecondsRuleOf<'input_video'>, call: Call): Span {
  const longest = longestOf(rule, call);
  const { video_seconds: known } = call.known;
  const counted =
    rule.cut === true && known !== undefined && longest !== undefined ? Math.min(known, longest) : known;
  return inputSeconds('the input video', counted, rule.shortest, longest);
}

function longestOf({ longest, longest_by: by }: SecondsRuleOf<'input_video' | 'audio'>, { args }: Call) {
  if (by === undefined) return longest;
  const found = new Map(Object.entries(by.seconds)).get(spelling(args[by.argument] ?? by.default));
  return found ?? Math.max(...Object.values(by.seconds));
}

function transitionSeconds(rule: SecondsRuleOf<'transitions'>, { args }: Call): Span {
  const given = args[rule.argument];
  if (given !== undefined) return exactly(sumOf(given, rule.argument, rule.default));
  const pictures = picturesIn(args);
  return pictures < 2
    ? between(rule.default, rule.longest)
    : exactly(smaller(fraction((pictures - 1) * rule.default), fraction(rule.longest)));
}

function withInput(rule: SecondsRuleOf<'output_and_input'>, call: Call): Span {
  const made = outputSeconds(rule.output, call);
  if (!bringsVideo(call.args) && call.known.video_seconds === undefined) return made;
  const input = inputSeconds('the input video', call.known.video_seconds, undefined, rule.longest_input);
  const both = plus(made, input);
  return rule.disputed === true ? { ...both, least: made.least } : both;
}

/** The length of an input: measured, or between what the model takes. It refuses others, and nobody has a price of them. */
function inputSeconds(what: string, known: number | undefined, shortest = 0, longest?: number): Span {
  if (known === undefined)
    return between(shortest, longest ?? notPriced(`the length of ${what} is not known`));
  const is = `${what} is ${toText(fraction(known))} s long`;
  if (longest !== undefined && known > longest) notPriced(`${is}, and at most ${longest} s are taken`);
  if (known < shortest) notPriced(`${is}, and at least ${shortest} s are taken`);
  return exactly(known);
}

/** The durations in a list, `standard` where one has none. */
function sumOf(list: unknown, argument: string, standard: number): number {
  if (!Array.isArray(list) || list.length === 0) return notPriced(`${argument} is not a list with durations`);
  return list.reduce((sum: number, part: unknown) => {
    const given = typeof part === 'object' && part !== null && 'duration' in part ? part.duration : undefined;
    return (
      sum +
      (readAmount(given ?? standard) ?? notPriced(`a duration in ${argument} is not a number of seconds`))
    );
  }, 0);
}
