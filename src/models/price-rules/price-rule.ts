import type { Micros } from '../../util/money.ts';

/** A way of charging, read from its data: pure, exact, and honest about what it does not know. */
export interface PriceRule {
  /** The rates in a few words: `$0.017 to $0.045/s by resolution`. */
  summary: string;
  cost(args: Record<string, unknown>): Cost;
}

/** What a call costs, with the sum in words. Money is `null` when it cannot be computed; `words` then says why. */
export interface Cost {
  low: Micros | null;
  expected: Micros | null;
  high: Micros | null;
  words: string;
}

export const exactCost = (micros: Micros, words: string): Cost => ({
  low: micros,
  expected: micros,
  high: micros,
  words,
});

export const unknownCost = (why: string): Cost => ({ low: null, expected: null, high: null, words: why });

/** A part of a price that could not be found, and why. */
export interface Unknown {
  unknown: string;
}
