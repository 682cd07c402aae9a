import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatUsd, microsFromUsd, multiplyToMicros, usdFromMicros } from './money.ts';

describe('money', () => {
  it.each([
    [108.9, 0.014, 1_524_600],
    [3.008, 0.03, 90_240],
    [0.1, 0.2, 20_000],
    [6, 0.045, 270_000],
    [1e-7, 1, 0],
    [5e-7, 1, 1],
    [1e21, 0, 0],
    [0, 5, 0],
  ])('%d units at $%d are %d micro-dollars', (units, price, micros) => {
    expect(multiplyToMicros(units, price)).toBe(micros);
  });

  it('refuses what is not an amount', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      expect(() => multiplyToMicros(bad, 1)).toThrow('not an amount');
    }
  });

  it('refuses a sum that no number holds to the micro-dollar, instead of a near one', () => {
    expect(multiplyToMicros(9_007_199_254, 1)).toBe(9_007_199_254_000_000);
    for (const [units, price] of [
      [9_007_199_255, 1],
      [1e308, 1e308],
      [1e21, 1],
    ] as const) {
      expect(() => multiplyToMicros(units, price)).toThrow('more than can be counted');
    }
  });

  it('is exact where floats are not, for every product of decimals', () => {
    const hundredths = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(hundredths, hundredths, (a, b) => {
        // a/100 × b/1000 dollars is a×b×10 micro-dollars, exactly.
        expect(multiplyToMicros(a / 100, b / 1000)).toBe(a * b * 10);
      }),
    );
  });

  it('comes back from dollars unchanged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (micros) => {
        expect(microsFromUsd(usdFromMicros(micros))).toBe(micros);
      }),
    );
  });

  it.each([
    [672_000, '$0.672'],
    [1_000_000, '$1.00'],
    [2_400, '$0.0024'],
    [0, '$0.00'],
    [null, 'unknown'],
    [-50_000, '-$0.05'],
  ])('%s micro-dollars read %s', (micros, text) => {
    expect(formatUsd(micros)).toBe(text);
  });
});
