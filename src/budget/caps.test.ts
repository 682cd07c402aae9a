import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowance, type Caps, type Commitment, refusalOf, type Scope, type Wanted } from './caps.ts';

const caps: Caps = {
  max_job: 3_000_000,
  max_experiment: 10_000_000,
  max_day: 25_000_000,
  ask_above: 1_000_000,
  unknown_price_ceiling: null,
};
const now = new Date('2026-11-20T12:00:00Z');
const commitment = (reserved: number, more: Partial<Commitment> = {}): Commitment => ({
  at: '2026-11-20T08:00:00Z',
  experiment: null,
  reserved,
  billed: null,
  ...more,
});

const refusal = (
  reserved: number | null,
  commitments: readonly Commitment[] = [],
  scope: Scope = { experiment: null },
) => refusalOf([wantedOf(reserved)], commitments, caps, now, scope);

function wantedOf(reserved: number | null): Wanted {
  return { reserved, model: 'x', estimate: { expected: reserved, high: reserved, rule: 'a rule' } };
}

describe('caps', () => {
  it('hold to the last micro-dollar of a job', () => {
    expect(refusal(3_000_000)).toBeNull();
    expect(refusal(3_000_001)?.message).toContain('$3.00 for one job');
  });

  it('count what is reserved until the bill is known, then the bill', () => {
    expect(allowance([commitment(2_000_000)], caps, now).day).toBe(23_000_000);
    expect(allowance([commitment(2_000_000, { billed: 500_000 })], caps, now).day).toBe(24_500_000);
    expect(allowance([commitment(2_000_000, { billed: 0 })], caps, now).day).toBe(25_000_000);
  });

  it('begin anew each UTC day', () => {
    const yesterday = commitment(25_000_000, { at: '2026-11-19T23:59:59Z' });
    expect(refusal(1, [yesterday])).toBeNull();
    expect(refusal(1, [commitment(25_000_000)])?.message).toContain('one day');
  });

  it('count an experiment over all its days, and no other', () => {
    const commitments = [commitment(9_000_000, { experiment: 'walk', at: '2026-11-01T00:00:00Z' })];
    expect(refusal(2_000_000, commitments, { experiment: 'walk' })?.message).toContain('max_experiment_usd');
    expect(refusal(2_000_000, commitments, { experiment: 'run' })).toBeNull();
  });

  it('hold an experiment to the budget that its file states, and to the lower of both', () => {
    const commitments = [commitment(1_500_000, { experiment: 'walk' })];
    const scope = { experiment: 'walk', budget: 2_000_000 };
    expect(refusal(500_000, commitments, scope)).toBeNull();
    expect(refusal(500_001, commitments, scope)).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: 'This needs up to $0.500001; $0.50 of the $2.00 for one experiment is left (budget_usd).',
    });
    expect(allowance(commitments, caps, now, { ...scope, budget: 90_000_000 }).experiment).toBe(8_500_000);
  });

  it('say what helps: nothing cheaper does where nothing is left', () => {
    const next = (spent: number) => refusal(1_000_000, [commitment(spent)])?.next;
    expect(next(24_500_000)).toBe(
      'Choose a cheaper model or a shorter clip, or let the user raise max_day_usd in fal-video.config.json, or go on after midnight UTC.',
    );
    expect(next(25_000_000)).toBe(
      'Let the user raise max_day_usd in fal-video.config.json, or go on after midnight UTC.',
    );
  });

  it('hold several jobs together, and each for itself', () => {
    const wanted = (...amounts: number[]) => amounts.map(wantedOf);
    const of = (...amounts: number[]) =>
      refusalOf(wanted(...amounts), [], caps, now, { experiment: 'walk' })?.message ?? null;
    expect(of(3_000_000, 3_000_000, 3_000_000)).toBeNull();
    expect(of(3_000_000, 3_000_000, 3_000_000, 3_000_000)).toContain('up to $12.00');
    expect(of(1, 3_000_001)).toContain('one job');
    expect(of()).toBeNull();
    // What has been spent refuses nobody who wants nothing.
    expect(refusalOf([], [commitment(26_000_000)], caps, now, { experiment: null })).toBeNull();
  });

  it('refuse a guess that nothing bounds, with the ceiling that it is above', () => {
    const guess = { model: 'x', estimate: { expected: 400_000, high: null, rule: 'a reason' } };
    const told = (reserved: number | null, ceiling: number | null) =>
      refusalOf([{ ...guess, reserved }], [], { ...caps, unknown_price_ceiling: ceiling }, now, {
        experiment: null,
      })?.message ?? null;
    expect(told(null, null)).toBe('The price of x is about $0.40 (a reason), so no cap can be held to.');
    expect(told(null, 300_000)).toContain('about $0.40, above unknown_price_ceiling_usd ($0.30) (a reason)');
    expect(told(400_000, 400_000)).toBeNull();
    // A ceiling is no bound.
    expect(told(4_000_000, 4_000_000)).toMatch(/^This needs \$4\.00; /);
  });

  it('refuse a price that is not known', () => {
    expect(refusal(null)).toMatchObject({
      code: 'PRICE_UNKNOWN',
      message: 'The price of x cannot be computed beforehand (a rule), so no cap can be held to.',
    });
    expect(refusal(0)).toBeNull();
  });

  it('are never passed by any sequence of reservations', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4_000_000 }), { maxLength: 60 }), (wanted) => {
        const commitments: Commitment[] = [];
        for (const wish of wanted) {
          const isRefused = refusal(wish, commitments, { experiment: 'walk' }) !== null;
          if (!isRefused) commitments.push(commitment(wish, { experiment: 'walk' }));
        }
        expect(commitments.reduce((sum, { reserved }) => sum + reserved, 0)).toBeLessThanOrEqual(10_000_000);
      }),
    );
  });
});
