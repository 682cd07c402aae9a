import { describe, expect, it } from 'vitest';
import type { Project } from '../../project/index.ts';
import type { Micros } from '../../util/money.ts';
import { planOf, type Prepared } from './prepare.ts';
import type { PriceHistory } from './price-history.ts';

const reserved = (
  high: Micros | null,
  history: Partial<PriceHistory> | null,
  ceiling: Micros | null = null,
) => {
  const prepared = {
    resolution: {},
    inputs: [],
    estimate: { high, rule: 'no rule' },
    history,
  } as unknown as Prepared;
  const project = {
    config: { unknown_price_ceiling: ceiling },
    places: { fal: 'experiments/fal', relative: (path: string) => path },
  } as unknown as Project;
  return planOf({ model: 'x' }, prepared, { project }, new Date(0)).reserved;
};

describe('a plan reserves', () => {
  it('the highest figure of its rule, or what history says where that is dearer', () => {
    expect(reserved(500, null)).toBe(500);
    expect(reserved(500, { high: 400 })).toBe(500);
    expect(reserved(500, { high: 600 })).toBe(600);
  });

  it('for a price that no rule knows the ceiling of the user, or what history says where that is dearer', () => {
    expect(reserved(null, null, 700)).toBe(700);
    expect(reserved(null, { high: 900 }, 700)).toBe(900);
  });

  it('nothing for such a price without a ceiling: history alone opens no cap', () => {
    expect(() => reserved(null, { high: 1 })).toThrow(/cannot be computed/);
  });
});
