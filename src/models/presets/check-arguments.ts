import { callOf } from '../../next-step.ts';
import { inputError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import type { PresetArgument } from './preset-arguments.ts';

/**
 * The last look at resolved arguments before any money: throws one input error that names every field that
 * is missing or wrong. Arguments that the preset does not know pass. A check against fal's JSON Schema
 * belongs here too.
 */
export function checkArguments(
  model: string,
  known: readonly PresetArgument[],
  args: Record<string, unknown>,
): void {
  const missing = known.filter(({ name, required }) => required && !Object.hasOwn(args, name));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    throw inputError({
      code: 'MISSING_ARGUMENT',
      message: `${model} requires ${names}.`,
      next: `Give ${names}.`,
    });
  }
  const problems = known
    .filter(({ name }) => Object.hasOwn(args, name))
    .map((argument) => argumentProblem(argument, args[argument.name]))
    .filter((problem) => problem !== null);
  if (problems.length > 0) {
    throw inputError({
      code: 'INVALID_ARGUMENT',
      message: `${model}: ${problems.join('; ')}.`,
      next: callOf('get_model', { model }, 'shows its arguments and their allowed values.'),
    });
  }
}

/** What is wrong with one value, in words; `null` when nothing is. */
export function argumentProblem(argument: PresetArgument, value: unknown): string | null {
  const given = `${argument.name} is ${shown(value)}`;
  if (argument.allowed !== undefined) {
    return argument.allowed.some((each) => each === value) ||
      (argument.or_object === true && HAS_TYPE.object(value))
      ? null
      : `${given}; allowed: ${argument.allowed.map(shown).join(', ')}`;
  }
  if (!HAS_TYPE[argument.type](value)) return `${given}; it must be of type ${argument.type}`;
  const { max_length, max_items } = argument;
  if (typeof value === 'string' && max_length !== undefined && Array.from(value).length > max_length)
    return `${argument.name} has ${Array.from(value).length} characters; at most ${max_length}`;
  if (Array.isArray(value) && max_items !== undefined && value.length > max_items)
    return `${argument.name} has ${value.length} items; at most ${max_items}`;
  if (typeof value !== 'number') return null;
  if (argument.minimum !== undefined && value < argument.minimum)
    return `${given}; at least ${argument.minimum}`;
  if (argument.maximum !== undefined && value > argument.maximum)
    return `${given}; at most ${argument.maximum}`;
  return null;
}

/** The value as the model lists it: `"768p"` becomes `"768P"`. What is not listed stays as it is. */
export function spelledAsListed(argument: PresetArgument | undefined, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const listed = argument?.allowed?.find(
    (each) => typeof each === 'string' && each.toLowerCase() === value.toLowerCase(),
  );
  return listed ?? value;
}

const HAS_TYPE: Record<PresetArgument['type'], (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  any: () => true,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** A value as JSON, so that `6` and `"6"` look different, cut short and cleaned. */
function shown(value: unknown): string {
  return safeText(JSON.stringify(value) ?? String(value), 120);
}
