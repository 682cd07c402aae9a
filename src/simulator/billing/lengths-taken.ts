import type { Arguments } from '../model-types.ts';
import { plain, same } from './call.ts';
import { listed } from './price-list.ts';
import type { Rule, ListedSeconds } from './rule.ts';

/** Seconds that all files of a kind may have together. */
export interface LengthTaken {
  kind: 'video' | 'sound';
  shortest: number;
  longest: number;
}

/** How long the files that go in may be, as far as the price list knows it: it prices nothing else, and fal refuses it. */
export function lengthsTaken(endpointId: string, args: Arguments): LengthTaken[] {
  const row = listed(endpointId);
  return row === undefined ? [] : secondsIn(row.rule).flatMap((rule) => takenBy(rule, args));
}

const secondsIn = ({ seconds, per, parts = [], matching, otherwise }: Rule): ListedSeconds[] =>
  [
    seconds,
    per !== undefined && 'seconds' in per ? per.seconds : undefined,
    ...[...parts, matching, otherwise].flatMap((part) => (part === undefined ? [] : secondsIn(part))),
  ].filter((one) => one !== undefined);

function takenBy(rule: ListedSeconds, args: Arguments): LengthTaken[] {
  const { shortest = 0, longest = longestOf(rule, args) } = rule;
  switch (rule.of) {
    case 'input_video':
      return rule.cut === true ? [] : [{ kind: 'video', shortest, longest }];
    case 'audio':
      return [{ kind: 'sound', shortest, longest }];
    case 'output':
      return followsInput(rule, args) ? [{ kind: 'video', shortest, longest }] : [];
    case 'output_and_input':
      return [{ kind: 'video', shortest: 0, longest: rule.longest_input ?? Infinity }];
    default:
      return [];
  }
}

/** The clip becomes as long as the video. */
function followsInput(
  { argument = '', default: standard, as_input }: ListedSeconds,
  args: Arguments,
): boolean {
  const given = args[argument];
  return given === undefined ? standard === 'input' : as_input !== undefined && same(given, as_input);
}

function longestOf({ longest_by: by }: ListedSeconds, args: Arguments): number {
  if (by === undefined) return Infinity;
  return by.seconds[plain(args[by.argument] ?? by.default)] ?? Math.max(...Object.values(by.seconds));
}
