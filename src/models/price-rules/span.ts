import {
  add,
  divide,
  type Fraction,
  fraction,
  isLess,
  multiply,
  smaller,
  toText,
} from '../../util/fraction.ts';

/** What a quantity is at least, what to count with, and what it is at most. */
export interface Span {
  least: Fraction;
  likely: Fraction;
  most: Fraction;
}

export const exactly = (value: number | Fraction): Span => {
  const only = typeof value === 'number' ? fraction(value) : value;
  return { least: only, likely: only, most: only };
};

/** Where it may be anything between two bounds, the upper one is counted with: it holds a cap. */
export const between = (least: number | Fraction, most: number | Fraction): Span => ({
  ...exactly(most),
  least: smaller(exactly(least).least, exactly(most).most),
});

/** The same step on all three; it must not turn larger into smaller. */
export const mapSpan = (span: Span, step: (value: Fraction) => Fraction): Span => ({
  least: step(span.least),
  likely: step(span.likely),
  most: step(span.most),
});

const combine =
  (step: (a: Fraction, b: Fraction) => Fraction) =>
  (a: Span, b: Span): Span => ({
    least: step(a.least, b.least),
    likely: step(a.likely, b.likely),
    most: step(a.most, b.most),
  });

export const plus = combine(add);
export const times = combine(multiply);
export const over = (span: Span, divisor: number): Span =>
  mapSpan(span, (value) => divide(value, fraction(divisor)));

export const isExact = ({ least, most }: Span): boolean => !isLess(least, most);

/** `5`, `4 to 15`, `up to 8`. */
export function spanText(span: Span): string {
  if (isExact(span)) return toText(span.most);
  return span.least.top === 0n
    ? `up to ${toText(span.most)}`
    : `${toText(span.least)} to ${toText(span.most)}`;
}
