import { safeText } from '../../util/safe-text.ts';

/** A name that fal's endpoints give to an argument. */
export const isName = (text: string) => /^[a-z][\w.-]{0,63}$/i.test(text);

const MOST_TEXT = 60;
/** What a picture should not be: `blurry, low quality, distorted`. A phrase has three words, and a sentence is none. */
const LIST_OF_WORDS = /^(?=.{1,600}$)[a-z]+(?: [a-z]+){0,2}(?:, ?[a-z]+(?: [a-z]+){0,2}){2,60}$/i;
const URL_WITHOUT_WORDS = /^https:\/\/[\w./~-]{1,200}$/;
const MOST_WHOLE = 400;

/** A value that may be copied into a preset, which agents read: short, of one line, without hidden characters. */
export function isPlain(value: unknown): boolean {
  if (typeof value === 'boolean' || isNumber(value)) return true;
  if (typeof value !== 'string') return false;
  if (URL_WITHOUT_WORDS.test(value) || LIST_OF_WORDS.test(value)) return true;
  return value.length <= MOST_TEXT && safeText(value, MOST_TEXT) === value && !/[\t\n]/.test(value);
}

/** The same of a size, `{width, height}`, or a short list. */
export function isPlainWhole(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isPlain(value);
  if (JSON.stringify(value).length > MOST_WHOLE) return false;
  return Array.isArray(value)
    ? value.every(isPlainWhole)
    : Object.entries(value).every(([name, member]) => isName(name) && isPlainWhole(member));
}

export const isNumber = (value: unknown): value is number => Number.isFinite(value);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
