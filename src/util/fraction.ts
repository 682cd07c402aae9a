/** A fraction of whole numbers, never negative: prices stay exact until the one rounding at the end. */
export interface Fraction {
  top: bigint;
  bottom: bigint;
}

/** The decimal that a number is written as: `fraction(0.1)` is one tenth. Throws for NaN, infinity and negatives. */
export function fraction(value: number): Fraction {
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`not an amount: ${value}`);
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', decimals = ''] = mantissa.split('.');
  const places = decimals.length - Number(exponent);
  const digits = BigInt(whole + decimals);
  return places >= 0
    ? { top: digits, bottom: 10n ** BigInt(places) }
    : { top: digits * 10n ** BigInt(-places), bottom: 1n };
}

export const add = (a: Fraction, b: Fraction): Fraction => ({
  top: a.top * b.bottom + b.top * a.bottom,
  bottom: a.bottom * b.bottom,
});

export const multiply = (a: Fraction, b: Fraction): Fraction => ({
  top: a.top * b.top,
  bottom: a.bottom * b.bottom,
});

/** The divisor must not be 0. */
export const divide = (a: Fraction, b: Fraction): Fraction => ({
  top: a.top * b.bottom,
  bottom: a.bottom * b.top,
});

/** a − b, or 0 where b is larger. */
export const excess = (a: Fraction, b: Fraction): Fraction =>
  isLess(a, b) ? fraction(0) : { top: a.top * b.bottom - b.top * a.bottom, bottom: a.bottom * b.bottom };

export const isLess = (a: Fraction, b: Fraction): boolean => a.top * b.bottom < b.top * a.bottom;
export const larger = (a: Fraction, b: Fraction): Fraction => (isLess(a, b) ? b : a);
export const smaller = (a: Fraction, b: Fraction): Fraction => (isLess(a, b) ? a : b);

/** The next whole number, unless it is one. */
export const roundUp = ({ top, bottom }: Fraction): Fraction => ({
  top: (top + bottom - 1n) / bottom,
  bottom: 1n,
});

/** For people: at most four decimals. */
export const toText = ({ top, bottom }: Fraction): string =>
  String(Number((top * 20_000n + bottom) / (bottom * 2n)) / 10_000);
