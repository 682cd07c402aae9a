import type { Micros } from '../../util/money.ts';
import { toMicros } from '../../util/money.ts';
import type { Span } from './span.ts';

/** A way of charging, read from its data: pure, exact, and honest about what it does not know. */
export interface PriceRule {
  /** The rates in a few words: `$0.017 to $0.045/s by resolution`. */
  summary: string;
  cost(args: Record<string, unknown>, known?: CallFacts): Cost;
}

/** What is known of a call besides its arguments, which hold only URLs. */
export interface CallFacts {
  /** Length of the input videos together. */
  video_seconds?: number;
  /** Frames of the input videos together. */
  video_frames?: number;
  /** Length of the input sound. */
  audio_seconds?: number;
  /** Sizes of the input pictures, all of them. */
  images?: readonly { width: number; height: number }[];
  /** `2026-11-20`: settles whether a promotion still runs. */
  today?: string;
}

/**
 * What a call costs, with the sum in words. Money is `null` when it cannot be computed, and the bounds are where nobody
 * knows them: `expected` is a guess then. `words` says why.
 */
export interface Cost {
  low: Micros | null;
  expected: Micros | null;
  high: Micros | null;
  words: string;
}

export interface Call {
  args: Record<string, unknown>;
  known: CallFacts;
}

/** Dollars, and how they came about. */
export interface Price {
  usd: Span;
  words: string;
  /** Why it is a guess that nothing bounds. */
  open?: string;
}

/** A part of a price that cannot be found, and why. Thrown and caught within the rules only. */
export class NotPriced extends Error {}

export const notPriced = (why: string): never => {
  throw new NotPriced(why);
};

/** A rule from its way to a price; what it cannot find becomes an unknown cost. */
export const ruleOf = (summary: string, price: (call: Call) => Price): PriceRule => ({
  summary,
  cost: (args, known = {}) =>
    costUnlessUnknown(() => {
      const { usd, words, open } = price({ args, known });
      if (open !== undefined) return guess(toMicros(usd.likely), open, words);
      return { low: toMicros(usd.least), expected: toMicros(usd.likely), high: toMicros(usd.most), words };
    }),
});

/** A price without bounds; the reason comes first, since words are cut at their end. */
export const guess = (expected: Micros, why: string, words: string): Cost => ({
  low: null,
  expected,
  high: null,
  words: `no upper bound known: ${why}; about ${words}`,
});

export function costUnlessUnknown(cost: () => Cost): Cost {
  try {
    return cost();
  } catch (error) {
    // A sum beyond what can be counted is none that anybody pays.
    if (!(error instanceof NotPriced || error instanceof RangeError)) throw error;
    return { low: null, expected: null, high: null, words: error.message };
  }
}
