import type { z } from 'zod';
import { inputError } from '../errors.ts';
import { refuseDeep } from '../util/json.ts';
import { meantName } from '../util/meant-name.ts';
import { safeText } from '../util/safe-text.ts';
import { asMeant } from './as-meant.ts';
import type { Tool } from './define-tool.ts';
import { inputSchemaOf } from './protocol/advertise.ts';

/** The arguments of a call, checked and with defaults in place; throws an input error that names each wrong one. */
export function parseInput(tool: Tool, sent: unknown): Record<string, unknown> {
  refuseDeep(sent, `The arguments of ${tool.name}`);
  const given = asMeant(sent, inputSchemaOf(tool));
  refuseUnknown(tool, given);
  const parsed = tool.input.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, MOST_PROBLEMS).map((issue) => problemOf(issue, given));
  const more = parsed.error.issues.length - problems.length;
  throw inputError({
    code: 'BAD_ARGUMENT',
    message: `${tool.name} was not called: ${problems.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    next: 'Correct what is named and call again.',
  });
}

const MOST_PROBLEMS = 5;

function refuseUnknown(tool: Tool, given: unknown): void {
  const expected = Object.keys(tool.input.shape);
  const unknown = isObject(given) ? Object.keys(given).filter((name) => !expected.includes(name)) : [];
  if (unknown.length === 0) return;
  const named = unknown.slice(0, MOST_PROBLEMS).map((name) => {
    const meant = meantName(name, expected);
    return `"${safeText(name, 60)}"${meant === undefined ? '' : ` (did you mean "${meant}"?)`}`;
  });
  throw inputError({
    code: 'UNKNOWN_ARGUMENT',
    message: `${tool.name} does not take ${named.join(', ')}. It takes: ${expected.join(', ')}.`,
    next: expected.includes('args')
      ? "Correct or remove it. The model's own arguments go into args."
      : 'Correct or remove it.',
  });
}

/** `wait_seconds: Too big: expected number to be <=45 (got 60)` */
function problemOf(issue: z.core.$ZodIssue, given: unknown): string {
  const where = issue.path.map(String).join('.');
  const value = issue.path.reduce<unknown>(
    (inner, key) => (isObject(inner) ? inner[String(key)] : undefined),
    given,
  );
  const got = value === undefined ? '' : ` (got ${safeText(JSON.stringify(value) ?? typeof value, 80)})`;
  return `${where === '' ? '' : `${where}: `}${ruleOf(issue, value)}${where === '' ? '' : got}`;
}

/** A list or an object that came as a text may have been meant as JSON, which it then is not. */
function ruleOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code !== 'invalid_type' || typeof value !== 'string') return issue.message;
  if (issue.expected === 'array') return 'expected a list, and this text is not one in JSON';
  return issue.expected === 'object' ? 'expected an object, and this text is not one in JSON' : issue.message;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
