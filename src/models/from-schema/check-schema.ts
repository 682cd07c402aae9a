import { callOf } from '../../next-step.ts';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { inputError, recordError } from '../../errors.ts';
import { once } from '../../util/once.ts';
import { circularTypes, LEADS_TO_ITSELF } from './circular-types.ts';
import { safeText } from '../../util/safe-text.ts';

/**
 * Checks arguments against an endpoint's own JSON Schema, before any money. Throws one INVALID_ARGUMENT that
 * names every place that is wrong. `below` leaves the arguments themselves to the preset, which may know newer
 * values, and checks only what stands inside lists and objects; `whole` looks first at the schema itself, which came of
 * a file that people can change.
 */
export function checkSchema(
  model: string,
  schema: Record<string, unknown>,
  args: Record<string, unknown>,
  how: 'whole' | 'given' | 'below' = 'given',
): void {
  const below = how === 'below';
  const names = Object.keys(args).filter((name) => !below || isNested(args[name]));
  if (below && names.length === 0) return;
  const validate = compiled(model, schema, how === 'whole' ? null : names);
  if (validate(args)) return;
  const errors = (validate.errors ?? []).filter(({ instancePath }) => !below || depthOf(instancePath) > 1);
  const problems = [...new Set(errors.filter(mostTelling(errors)).map((error) => problemOf(error, args)))];
  if (problems.length === 0) return;
  const more = problems.length > 5 ? `; and ${problems.length - 5} more` : '';
  throw inputError({
    code: 'INVALID_ARGUMENT',
    message: `${model}: ${problems.slice(0, 5).join('; ')}${more}.`,
    next: callOf('get_model', { model }, 'shows its arguments and their allowed values.'),
  });
}

// fal's schemas carry words of their own, and formats that a placeholder before the upload does not have.
const OPTIONS = { allErrors: true, strict: false, validateFormats: false, logger: false } as const;
const ajv = once(() => new Ajv(OPTIONS));
/** For schemas that were tried before: it does not look at them first, and each check runs but once or twice. */
const quick = once(
  () => new Ajv({ ...OPTIONS, meta: false, validateSchema: false, code: { optimize: false } }),
);
/** By schema, and by the names that were given. */
const cache = new WeakMap<object, Map<string, ValidateFunction>>();

/** Why a schema cannot be used; `null` for a sound one. */
export function schemaProblem(schema: Record<string, unknown>): string | null {
  try {
    compileWhole(schema);
    return null;
  } catch (error) {
    return safeText(error instanceof Error ? error.message : String(error), 300);
  }
}

/** Looks at the schema itself first: also at what would only fail, without an end, when something is checked. */
function compileWhole(schema: Record<string, unknown>): ValidateFunction {
  const [circular] = circularTypes((schema['definitions'] ?? {}) as Record<string, unknown>);
  if (circular !== undefined) throw new Error(`its type ${circular} ${LEADS_TO_ITSELF}`);
  return ajv().compile(schema);
}

const isNested = (value: unknown) => typeof value === 'object' && value !== null;

/**
 * Compiling takes far longer than checking, and most calls name few of an endpoint's arguments: what was not given is not
 * compiled.
 */
function compiled(
  model: string,
  schema: Record<string, unknown>,
  names: readonly string[] | null,
): ValidateFunction {
  const properties = Object.entries(schema['properties'] ?? {}).filter(([name]) => names?.includes(name));
  const key = names === null ? '*' : properties.map(([name]) => name).join(' ');
  const kept = cache.get(schema) ?? new Map<string, ValidateFunction>();
  cache.set(schema, kept);
  const known =
    kept.get(key) ??
    (names === null
      ? compile(model, schema, compileWhole)
      : compile(model, { ...schema, properties: Object.fromEntries(properties) }, (few) =>
          quick().compile(few),
        ));
  kept.set(key, known);
  return known;
}

/** What ships is tested and what is read live is tried: only a file that was changed by hand gets here. */
function compile(
  model: string,
  schema: Record<string, unknown>,
  by: (schema: Record<string, unknown>) => ValidateFunction,
): ValidateFunction {
  try {
    return by(schema);
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
