import type { z } from 'zod';
import { meantName } from '../../util/meant-name.ts';
import { safeText } from '../../util/safe-text.ts';
import { planFileJsonSchema } from './plan-file.ts';

/** Where something stands in a plan. */
export type Path = readonly (string | number)[];

export interface PlanProblem {
  path: Path;
  message: string;
}

/** What is wrong, in words that name the place, the rule and what was given. */
export function problemsOf(issue: z.core.$ZodIssue, value: unknown): PlanProblem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'invalid_union') return problemsOf(nearestBranch(issue, valueAt(value, path)), value);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = meantName(key, keysAt(path));
      const hint = meant === undefined ? '' : `; did you mean ${meant}`;
      return { path: [...path, safeText(key, 60)], message: `unknown key${hint}` };
    });
  }
  if (issue.code === 'too_small' && issue.origin === 'array') {
    return [{ path, message: 'an axis without values; give it one, or leave it out' }];
  }
  const given = valueAt(value, path);
  if (given === undefined) return [{ path, message: 'is missing' }];
  const words = issue.message.replace(/^Invalid input: /, '');
  return [{ path, message: `${words} (got ${safeText(JSON.stringify(given) ?? typeof given, 80)})` }];
}

/** Of several shapes the one that was meant: an object is held against the shape of objects. */
function nearestBranch(issue: z.core.$ZodIssueInvalidUnion, given: unknown): z.core.$ZodIssue {
  const branches = issue.errors.map((issues) => issues[0]).filter((first) => first !== undefined);
  const ofItsType = branches.find((first) => first.code !== 'invalid_type' || first.path.length > 0);
  const meant = ofItsType ?? branches.at(-1);
  if (meant === undefined || (ofItsType === undefined && typeof given !== 'object')) {
    return { ...issue, code: 'custom', message: 'expected another kind of value', params: {} };
  }
  return { ...meant, path: [...issue.path, ...meant.path] };
}

const valueAt = (value: unknown, path: Path) =>
  path.reduce<unknown>(
    (inside, step) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined),
    value,
  );

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
}

/** The keys that may stand at a place. */
function keysAt(path: Path): string[] {
  const below = (schemas: JsonSchema[], step: string | number): JsonSchema[] =>
    schemas.flatMap(({ properties, items, additionalProperties: others, anyOf = [] }) => [
      ...(typeof step === 'number' && items !== undefined ? [items] : []),
      ...(properties?.[step] === undefined ? [] : [properties[step]]),
      ...(properties === undefined && typeof others === 'object' ? [others] : []),
      ...(anyOf.length === 0 ? [] : below(anyOf, step)),
    ]);
  const found = path.reduce(below, [planFileJsonSchema() as JsonSchema]);
  return found
    .flatMap((schema) => [schema, ...(schema.anyOf ?? [])])
    .flatMap(({ properties }) => Object.keys(properties ?? {}));
}

/** `models[2].duration: ` */
export function spelled(path: Path): string {
  if (path.length === 0) return '';
  const text = path.map((step, index) =>
    typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`,
  );
  return `${text.join('')}: `;
}
