import { z } from 'zod';
import { safeText } from '../../util/safe-text.ts';
import type { Unknown } from './price-rule.ts';

/** How the billed seconds follow from the arguments. */
export const secondsSchema = z.strictObject({
  /** The argument that holds the duration: `6`, `"6"`, `"6s"` or `"auto"`. */
  argument: z.string(),
  /** fal's default; `null` where it is not printed: the longest clip is then assumed. */
  default: z.number().positive().nullable(),
  longest: z.number().positive(),
  /** A list of shots, each with a duration of its own; the longer of their sum and the duration counts. */
  shots: z.strictObject({ argument: z.string(), default: z.number().positive() }).exactOptional(),
});
export type SecondsRule = z.output<typeof secondsSchema>;

export function secondsOf(rule: SecondsRule, args: Record<string, unknown>): number | Unknown {
  const shots = rule.shots === undefined ? undefined : args[rule.shots.argument];
  if (rule.shots === undefined || shots === undefined) return durationOf(rule, args);
  if (!Array.isArray(shots) || shots.length === 0)
    return { unknown: `${rule.shots.argument} is not a list of shots` };
  let sum = 0;
  for (const shot of shots) {
    const seconds = readSeconds(shotDuration(shot) ?? rule.shots.default);
    if (seconds === null)
      return { unknown: `a duration in ${rule.shots.argument} is not a number of seconds` };
    sum += seconds;
  }
  const duration = args[rule.argument] === undefined ? 0 : durationOf(rule, args);
  return typeof duration === 'number' ? Math.max(sum, duration) : duration;
}

function durationOf(rule: SecondsRule, args: Record<string, unknown>): number | Unknown {
  const given = args[rule.argument];
  if (given === undefined) return rule.default ?? rule.longest;
  // Chosen by the model; only the longest clip holds a cap.
  if (given === 'auto') return rule.longest;
  return (
    readSeconds(given) ?? {
      unknown: `${rule.argument} ${safeText(JSON.stringify(given) ?? '', 40)} is not a number of seconds`,
    }
  );
}

function shotDuration(shot: unknown): unknown {
  return typeof shot === 'object' && shot !== null && 'duration' in shot ? shot.duration : undefined;
}

function readSeconds(value: unknown): number | null {
  const seconds =
    typeof value === 'string' && /^\d+(?:\.\d+)?s?$/.test(value) ? Number(value.replace('s', '')) : value;
  return typeof seconds === 'number' && seconds >= SHORTEST && seconds <= LONGEST ? seconds : null;
}

/** Outside of these it is a slip: it would round to nothing, or no longer be exact. */
const SHORTEST = 0.01;
const LONGEST = 86_400;
