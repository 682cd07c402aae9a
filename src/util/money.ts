import { type Fraction, fraction, multiply } from './fraction.ts';

/**
 * Money is integer micro-dollars: sums are exact, and a cap can be held to the last one.
 * Decimal texts of fal (`"0.0024"`, `"108.9"`) are multiplied as integers, never as floats.
 */

/** Millionths of a US dollar, always a whole number. */
export type Micros = number;

export const MICROS_PER_USD = 1_000_000;

/** Dollars from a configuration file or a price table, rounded to the nearest micro-dollar. */
export function microsFromUsd(usd: number): Micros {
  return toMicros(fraction(usd));
}

/** Dollars as shown to people and scripts: a number with at most six decimals. */
export function usdFromMicros(micros: Micros): number {
  return micros / MICROS_PER_USD;
}

export const usdOrNull = (micros: Micros | null) => (micros === null ? null : usdFromMicros(micros));
export const microsOrNull = (usd: number | null) => (usd === null ? null : microsFromUsd(usd));

/** One amount that is not known makes the sum unknown. */
export const sumOf = (amounts: readonly (Micros | null)[]): Micros | null =>
  amounts.reduce((sum, amount) => (sum === null || amount === null ? null : sum + amount), 0);

/** What those that are known come to. */
export const sumOfKnown = (amounts: readonly (Micros | null)[]): Micros =>
  amounts.reduce((sum: Micros, amount) => sum + (amount ?? 0), 0);

/** `$0.67`, `$0.0024`: two decimals, more only where they are needed to tell the price. */
export function formatUsd(micros: Micros | null): string {
  if (micros === null) return 'unknown';
  const exact = (Math.abs(micros) / MICROS_PER_USD).toFixed(6).replace(/0{1,4}$/, '');
  return `${micros < 0 ? '-' : ''}$${exact}`;
}

/**
 * The most that one request can have cost and be believed, a hundred times the dearest clip of today. What fal
 * says beyond it is a slip of somebody's, and unknown.
 */
export const MOST_CHARGE: Micros = 10_000 * MICROS_PER_USD;

/**
 * A number of fal's that is to become money: a plain decimal from 0 to `most`, as a number or as a text. `null` for
 * everything else that a program could take for a number: `0x10`, `1e308`, `-3`, ` 4 `.
 */
export function readDecimal(value: unknown, most: number): number | null {
  const number = typeof value === 'string' && PLAIN_DECIMAL.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= most ? number : null;
}

const PLAIN_DECIMAL = /^\d{1,12}(?:\.\d{1,30})?$/;

/** units × price in micro-dollars, exactly, halves rounded up. Both must be finite and not negative. */
export const multiplyToMicros = (units: number, usdPerUnit: number): Micros =>
  toMicros(multiply(fraction(units), fraction(usdPerUnit)));

/**
 * Dollars to micro-dollars, halves rounded up: the only place where a price is rounded. Throws where a number would no
 * longer hold every micro-dollar: such a sum is no money, and adds up to nonsense.
 */
export function toMicros({ top, bottom }: Fraction): Micros {
  const micros = (top * BigInt(MICROS_PER_USD) * 2n + bottom) / (bottom * 2n);
  if (micros <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(micros);
  throw new RangeError(`more than can be counted: ${micros} micro-dollars`);
}
