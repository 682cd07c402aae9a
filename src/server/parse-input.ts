import type { z } from 'zod';
import { inputError } from '../errors.ts';
import { meantName } from '../util/meant-name.ts';
import { safeText } from '../util/safe-text.ts';
import type { Tool } from './define-tool.ts';

/** The arguments of a call, checked and with defaults in place; throws an input error that names each wrong one. */
export function parseInput(tool: Tool, given: unknown): Record<string, unknown> {
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
  return `${where === '' ? '' : `${where}: `}${issue.message}${where === '' ? '' : got}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
