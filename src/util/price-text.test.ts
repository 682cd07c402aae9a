import { describe, expect, it } from 'vitest';
import { expectedAndMost, mostAndExpected, priceRange } from './price-text.ts';

const price = (low: number | null, expected: number | null, high: number | null) => ({ low, expected, high });

describe('a price in words', () => {
  it.each([
    [
      price(400_000, 400_000, 400_000),
      '$0.40',
      'expected $0.40, at most $0.40',
      'up to $0.40 (expected $0.40)',
    ],
    [
      price(300_000, 400_000, 500_000),
      '$0.30 to $0.50',
      'expected $0.40, at most $0.50',
      'up to $0.50 (expected $0.40)',
    ],
  ])('has a most where it has one: %j', (bounds, range, sentence, most) =>
    expect([priceRange(bounds), expectedAndMost(bounds), mostAndExpected(bounds)]).toEqual([
      range,
      sentence,
      most,
    ]),
  );

  it.each([
    [price(null, 400_000, null), ['about $0.40', 'about $0.40, no upper bound known', 'about $0.40']],
    [price(null, null, null), ['unknown', 'at an unknown price', 'an amount that is not known']],
  ])('says of %j that it has none', (bounds, words) =>
    expect([priceRange(bounds), expectedAndMost(bounds), mostAndExpected(bounds)]).toEqual(words),
  );
});
