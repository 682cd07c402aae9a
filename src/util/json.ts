import { inputError } from '../errors.ts';

/** Deeper than anything that people, models or fal write, and far from what breaks a stack. */
export const MOST_DEPTH = 200;

export class TooDeep extends SyntaxError {
  override readonly name = 'TooDeep';
}

/** `JSON.parse` that throws for what is nested too deep, as well: nothing behind it need fear for its stack. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (isTooDeep(value)) throw new TooDeep(TOO_DEEP);
  return value;
}

/** For values that came as values: `args is nested more than 200 deep`. */
export function refuseDeep(value: unknown, name: string): void {
  if (!isTooDeep(value)) return;
  throw inputError({
    code: 'TOO_DEEP',
    message: `${name}: ${TOO_DEEP}. Nothing was sent.`,
    next: 'Give it with fewer lists and objects inside one another.',
  });
}

const TOO_DEEP = `it is nested more than ${MOST_DEPTH} deep`;

/** Level by level, without a stack of its own; each object once a level, so that circles end as well. */
export function isTooDeep(value: unknown, most = MOST_DEPTH): boolean {
  let level = new Set([value].filter(isNested));
  for (let depth = 1; level.size > 0; depth++) {
    if (depth > most) return true;
    level = new Set([...level].flatMap((each) => Object.values(each).filter(isNested)));
  }
  return false;
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The same value with every text in it changed, the names of members as well. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isNested(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [change(name), mapTexts(member, change)]),
  );
}

/** What braces make: neither a list nor `null`. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
