import { z } from 'zod';
import { formatUsd, microsFromUsd } from '../../util/money.ts';
import { safeText } from '../../util/safe-text.ts';

/** Dollars in the price list: NaN, infinity and negatives are refused. */
export const money = z.number().nonnegative();

/** A value that an argument may have. */
export const plainValue = z.union([z.string(), z.number(), z.boolean()]);
export type PlainValue = z.output<typeof plainValue>;

/** A value of an argument as people read it. */
export const asText = (value: unknown) =>
  safeText(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), 40);

/** A value as the price list compares it: without case, `"8s"` and 8 and `"8"` the same. */
export const spelling = (value: unknown) => spellingOf(asText(value));

/** The same of a text that needs no care, such as a cell of the list. */
export const spellingOf = (text: string) => {
  const plain = text.toLowerCase();
  return /^\d+(?:\.\d+)?s$/.test(plain) ? plain.slice(0, -1) : plain;
};

/** `$0.0024`; prices below a micro-dollar keep all their digits. */
export const inDollars = (amount: number) =>
  Number.isInteger(Number((amount * 1e6).toFixed(3))) ? formatUsd(microsFromUsd(amount)) : `$${amount}`;

/** `6`, `"6"`, `"6s"` or `2.5` as a number above 0; anything else is `null`. */
export function readAmount(value: unknown): number | null {
  const number =
    typeof value === 'string' && /^\d+(?:\.\d+)?s?$/.test(value) ? Number(value.replace('s', '')) : value;
  return typeof number === 'number' && number >= SMALLEST && number <= LARGEST ? number : null;
}

/** Outside of these it is a slip: it would round to nothing, or is more than anybody makes. */
const SMALLEST = 0.01;
const LARGEST = 10_000_000;

/** A whole number above 0 (frames, pictures, pixels); anything else is `null`. */
export function readCount(value: unknown): number | null {
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : null;
}

/** Whether any argument brings a video: a URL, a list of them, or an element that has one. */
export const bringsVideo = (args: Record<string, unknown>): boolean =>
  Object.entries(args).some(
    ([name, value]) =>
      (/(?:^|_)video_urls?$/.test(name) && isFilled(value)) ||
      (name === 'elements' && Array.isArray(value) && value.some(hasVideo)),
  );

const hasVideo = (element: unknown) =>
  typeof element === 'object' && element !== null && 'video_url' in element && isFilled(element.video_url);

/** How many pictures the arguments bring. */
export const picturesIn = (args: Record<string, unknown>): number =>
  Object.entries(args)
    .filter(([name]) => /(?:^|_)(?:image|frame)_urls?$/.test(name))
    .reduce((sum, [, value]) => sum + (Array.isArray(value) ? value.length : isFilled(value) ? 1 : 0), 0);

export const isFilled = (value: unknown): boolean =>
  (typeof value === 'string' || Array.isArray(value)) && value.length > 0;
