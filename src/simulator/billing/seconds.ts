import {
  amount,
  type BilledCall,
  numberIn,
  hasVideo,
  must,
  noPrice,
  picturesNamed,
  plain,
  same,
} from './call.ts';
import type { ListedSeconds } from './rule.ts';

/** The seconds that a run is billed for. */
export function billedSeconds(rule: ListedSeconds, call: BilledCall): number {
  const counted = countedSeconds(rule, call);
  const started = rule.round_up === true ? Math.ceil(counted - A_HAIR) : counted;
  return Math.max(started, rule.at_least ?? 0);
}

/** Below what any clock tells: sums of floats. */
const A_HAIR = 1e-9;

function countedSeconds(rule: ListedSeconds, call: BilledCall): number {
  const input = (bounds: ListedSeconds) => call.video?.seconds ?? within(bounds, call.usual);
  switch (rule.of) {
    case 'output':
      return clipSeconds(rule, call);
    case 'fixed':
      return must(rule.seconds, 'seconds');
    case 'frames':
      return frames(rule, call) / rateOfFrames(rule, call);
    case 'input_video':
      return rule.cut === true ? Math.min(input(rule), rule.longest ?? Infinity) : input(rule);
    case 'input_frames':
      return (call.video?.frames ?? 24 * call.usual) / must(rule.per_second, 'per_second');
    case 'audio':
      return call.sound ?? within({ ...rule, longest: longestOf(rule, call) }, call.usual);
    case 'transitions':
      return transitions(rule, call);
    case 'output_and_input':
      return (
        clipSeconds(must(rule.output, 'output'), call) + (hasVideo(call) ? input({ of: 'input_video' }) : 0)
      );
    case 'input_and_output_or_more': {
      const made = clipSeconds(must(rule.output, 'output'), call);
      return Math.max(made + input({ of: 'input_video' }), made * must(rule.output_factor, 'output_factor'));
    }
    default:
      // No argument tells; a remix is as long as what it is made of.
      return call.video?.seconds ?? noPrice('nobody knows what it counts');
  }
}

function clipSeconds(rule: ListedSeconds, call: BilledCall): number {
  const name = must(rule.argument, 'argument');
  const given = call.args[name];
  const shots = rule.shots === undefined ? undefined : call.args[rule.shots.argument];
  const listed = Array.isArray(shots) ? durationsIn(shots, rule.shots?.default ?? 0) : 0;
  const asked =
    shots !== undefined && given === undefined ? listed : Math.max(listed, askedSeconds(rule, call, given));
  return asked + (rule.comes_out === undefined ? 0 : call.longer);
}

function askedSeconds(rule: ListedSeconds, call: BilledCall, given: unknown): number {
  const value = given ?? rule.default;
  const asInput =
    (rule.as_input !== undefined && same(value, rule.as_input)) || (given === undefined && value === 'input');
  if (asInput) return call.video?.seconds ?? within(rule, call.usual);
  return amount(value) ?? within(rule, call.usual);
}

/** What a model that may choose makes: what it always does, as far as it can. */
const within = ({ shortest = 0, longest = Infinity }: ListedSeconds, usual: number) =>
  Math.min(longest, Math.max(shortest, usual));

function longestOf({ longest, longest_by: by }: ListedSeconds, { args }: BilledCall): number {
  if (by === undefined) return longest ?? Infinity;
  return by.seconds[plain(args[by.argument] ?? by.default)] ?? Math.min(...Object.values(by.seconds));
}

const frames = ({ argument = '', default: standard }: ListedSeconds, { args }: BilledCall) =>
  numberIn(args[argument] ?? standard, argument);

const rateOfFrames = ({ per_second, per_second_argument: name = '' }: ListedSeconds, { args }: BilledCall) =>
  numberIn(args[name] ?? per_second, name);

function transitions(rule: ListedSeconds, { args }: BilledCall): number {
  const each = amount(rule.default) ?? noPrice('no default of a transition');
  const given = args[must(rule.argument, 'argument')];
  if (Array.isArray(given)) return durationsIn(given, each);
  const between = Math.max(1, picturesNamed(args) - 1);
  return Math.min(between * each, rule.longest ?? Infinity);
}

const durationsIn = (list: readonly unknown[], standard: number) =>
  list.reduce<number>((sum, shot) => {
    const own =
      typeof shot === 'object' && shot !== null && 'duration' in shot ? amount(shot.duration) : null;
    return sum + (own ?? standard);
  }, 0);
