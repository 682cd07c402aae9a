import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowance, type Caps, checkCaps, type Claim, reservationFor } from './caps.ts';

const caps: Caps = {
  max_job: 3_000_000,
  max_experiment: 10_000_000,
  max_day: 25_000_000,
  ask_above: 1_000_000,
  unknown_price_ceiling: null,
};
const now = new Date('2026-11-20T12:00:00Z');
const claim = (reserved: number, more: Partial<Claim> = {}): Claim => ({
  at: '2026-11-20T08:00:00Z',
  experiment: null,
  reserved,
  billed: null,
  ...more,
});

describe('caps', () => {
  it('hold to the last micro-dollar of a job', () => {
    expect(() => checkCaps(3_000_000, [], caps, now, null)).not.toThrow();
    expect(() => checkCaps(3_000_001, [], caps, now, null)).toThrow('$3.00 for one job');
  });

  it('count what is reserved until the bill is known, then the bill', () => {
    expect(allowance([claim(2_000_000)], caps, now).day).toBe(23_000_000);
    expect(allowance([claim(2_000_000, { billed: 500_000 })], caps, now).day).toBe(24_500_000);
    expect(allowance([claim(2_000_000, { billed: 0 })], caps, now).day).toBe(25_000_000);
  });

  it('begin anew each UTC day', () => {
    const yesterday = claim(25_000_000, { at: '2026-11-19T23:59:59Z' });
    expect(() => checkCaps(1, [yesterday], caps, now, null)).not.toThrow();
    expect(() => checkCaps(1, [claim(25_000_000)], caps, now, null)).toThrow('one day');
  });

  it('count an experiment over all its days, and no other', () => {
    const claims = [claim(9_000_000, { experiment: 'walk', at: '2026-11-01T00:00:00Z' })];
    expect(() => checkCaps(2_000_000, claims, caps, now, 'walk')).toThrow('one experiment');
    expect(() => checkCaps(2_000_000, claims, caps, now, 'run')).not.toThrow();
  });

  it('refuse a price that is not known, unless the user gave it a ceiling', () => {
    expect(() => reservationFor(null, caps, 'no rule')).toThrow(/cannot be computed/);
    expect(reservationFor(null, { ...caps, unknown_price_ceiling: 700_000 }, 'no rule')).toBe(700_000);
    expect(reservationFor(0, caps, 'free')).toBe(0);
  });

  it('are never passed by any sequence of reservations', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4_000_000 }), { maxLength: 60 }), (wishes) => {
        const claims: Claim[] = [];
        for (const wish of wishes) {
          try {
            checkCaps(wish, claims, caps, now, 'walk');
            claims.push(claim(wish, { experiment: 'walk' }));
          } catch {
            // Refused: takes nothing.
          }
        }
        expect(claims.reduce((sum, { reserved }) => sum + reserved, 0)).toBeLessThanOrEqual(10_000_000);
      }),
    );
  });
});
