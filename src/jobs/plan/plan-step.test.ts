import { describe, expect, it } from 'vitest';
import { reservedFor } from './plan-step.ts';

const at = (high: number) => ({ expected: high, high });
const UNKNOWN = { expected: null, high: null };
const history = (high: number) => ({ jobs: 5, drift_ratio: 1, low: 1, high });

describe('a step takes of the caps', () => {
  it('the highest figure of its rule, or what history says where that is dearer', () => {
    expect(reservedFor(at(500), null, null)).toBe(500);
    expect(reservedFor(at(500), null, history(400))).toBe(500);
    expect(reservedFor(at(500), null, history(600))).toBe(600);
  });

  it('for a price that no rule knows the ceiling of the user, or what history says where that is dearer', () => {
    expect(reservedFor(UNKNOWN, 700, null)).toBe(700);
    expect(reservedFor(UNKNOWN, 700, history(900))).toBe(900);
  });

  it('nothing that is known for such a price without a ceiling: history alone opens no cap', () => {
    expect(reservedFor(UNKNOWN, null, history(1))).toBeNull();
  });

  it('the ceiling for a guess that nothing bounds, where it is as high', () => {
    const guess = { expected: 400, high: null };
    expect([null, 399, 400, 700].map((ceiling) => reservedFor(guess, ceiling, null))).toEqual([
      null,
      null,
      400,
      700,
    ]);
  });
});
