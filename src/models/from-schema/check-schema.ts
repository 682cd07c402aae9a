import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { inputError, recordError } from '../../errors.ts';
import { once } from '../../util/once.ts';
import { safeText } from '../../util/safe-text.ts';

/**
 * Checks arguments against an endpoint's own JSON Schema, before any money. Throws one INVALID_ARGUMENT that
 * names every place that is wrong. `below` leaves the arguments themselves to the preset, which may know newer
 * values, and checks only what stands inside lists and objects.
 */
export function checkSchema(
  model: string,
  schema: Record<string, unknown>,
  args: Record<string, unknown>,
  below = false,
): void {
  const validate = compiled(model, schema);
  if (validate(args)) return;
  const errors = (validate.errors ?? []).filter(({ instancePath }) => !below || depthOf(instancePath) > 1);
  const problems = [...new Set(errors.filter(mostTelling(errors)).map((error) => problemOf(error, args)))];
  if (problems.length === 0) return;
  const more = problems.length > 5 ? `; and ${problems.length - 5} more` : '';
  throw inputError({
    code: 'INVALID_ARGUMENT',
    message: `${model}: ${problems.slice(0, 5).join('; ')}${more}.`,
    next: `Call get_model (or \`fal-video model ${model}\`) for its arguments and their allowed values.`,
  });
}

// fal's schemas carry words of their own, and formats that a placeholder before the upload does not have.
const ajv = once(() => new Ajv({ allErrors: true, strict: false, validateFormats: false, logger: false }));
const cache = new WeakMap<object, ValidateFunction>();

/** Why a schema cannot be used; `null` for a sound one. */
export function schemaProblem(schema: Record<string, unknown>): string | null {
  try {
    ajv().compile(schema);
    return null;
  } catch (error) {
    return safeText(error instanceof Error ? error.message : String(error), 300);
  }
}

function compiled(model: string, schema: Record<string, unknown>): ValidateFunction {
  const known = cache.get(schema) ?? compile(model, schema);
  cache.set(schema, known);
  return known;
}

/** What ships is tested and what is read live is tried: only a file that was changed by hand gets here. */
function compile(model: string, schema: Record<string, unknown>): ValidateFunction {
  try {
    return ajv().compile(schema);
  } catch (cause) {
    throw recordError({
      code: 'BAD_SCHEMA',
      message: `The schema of ${model} cannot be used: ${safeText(cause instanceof Error ? cause.message : String(cause), 300)}.`,
      next: `Read it anew with \`fal-video models refresh ${model}\`, or remove catalog-live.json.`,
      cause,
    });
  }
}

const depthOf = (path: string) => path.split('/').length - 1;

/** Of a choice of shapes only the choice is named, and what is wrong deeper inside it. */
function mostTelling(errors: readonly ErrorObject[]) {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  return (error: ErrorObject) =>
    choices.every((choice) => choice === error || choice.instancePath !== error.instancePath);
}

function problemOf({ instancePath, keyword, params, message }: ErrorObject, args: unknown): string {
  const steps = instancePath.split('/').slice(1).map(unescape);
  const place = steps.join('.') || 'the arguments';
  const value = steps.reduce<unknown>(
    (inside, step) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined),
    args,
  );
  const allowed: unknown = Reflect.get(params, 'allowedValues');
  const rule =
    keyword === 'enum' && Array.isArray(allowed)
      ? `allowed: ${allowed.slice(0, 40).map(shown).join(', ')}`
      : (message ?? keyword);
  return `${safeText(place, 100)} is ${shown(value)}; ${safeText(rule, 400)}`;
}

/** JSON pointers write `~` and `/` as `~0` and `~1`. */
const unescape = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~');

const shown = (value: unknown) => safeText(JSON.stringify(value) ?? String(value), 120);
