import { describe, expect, it } from 'vitest';
import { type Comparison, rateByComparisons } from './bradley-terry.ts';

/** mulberry32: the same dice each time. */
function diceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Log-strengths whose mean is 0. */
const TRUE = { a: 1.2, b: 0.4, c: 0, d: -0.5, e: -1.1 } as const;
const NAMES = Object.keys(TRUE) as (keyof typeof TRUE)[];

/** Voters who follow the model exactly: each votes on pairs drawn by lot. */
function voters(votes: number, seed: number): Comparison[] {
  const dice = diceOf(seed);
  return Array.from({ length: votes }, () => {
    const a = NAMES[Math.floor(dice() * 5)] ?? 'a';
    const others = NAMES.filter((name) => name !== a);
    const b = others[Math.floor(dice() * 4)] ?? 'b';
    const chance = 1 / (1 + Math.exp(TRUE[b] - TRUE[a]));
    return { a, b, winner: dice() < chance ? 'a' : 'b' };
  });
}

const one = (comparisons: readonly Comparison[]) => {
  const [group] = rateByComparisons(comparisons);
  if (group === undefined) throw new Error('no group');
  return group;
};

describe('ranking by comparisons', () => {
  it('finds the true strengths of many simulated votes', () => {
    const { ratings } = one(voters(4000, 1));
    expect(ratings.map(({ name }) => name)).toEqual(NAMES);
    for (const { name, strength, standard_error } of ratings) {
      expect(Math.abs(strength - TRUE[name as keyof typeof TRUE])).toBeLessThan(0.15);
      expect(standard_error).toBeLessThan(0.08);
    }
    expect(ratings.reduce((sum, { strength }) => sum + strength, 0)).toBeCloseTo(0);
  });

  it('its intervals hold the truth about as often as they say: 95 of 100 times', () => {
    let held = 0;
    let all = 0;
    for (let seed = 1; seed <= 80; seed++) {
      for (const { name, low, high } of one(voters(150, seed)).ratings) {
        const truth = TRUE[name as keyof typeof TRUE];
        held += Number(low <= truth && truth <= high);
        all += 1;
      }
    }
    expect(held / all).toBeGreaterThan(0.92);
    expect(held / all).toBeLessThan(0.985);
  });

  it('the uncertainty shrinks with the root of the votes', () => {
    const error = (votes: number) => one(voters(votes, 3)).ratings[2]?.standard_error ?? 0;
    expect(error(400) / error(1600)).toBeCloseTo(2, 0);
  });

  it('two items come out as the textbook has it', () => {
    // 60 of 100: log(60 / 40) between them, and 1 / (n p q) as its variance, both nearly untouched by the prior.
    const votes = Array.from(
      { length: 100 },
      (_, index) => ({ a: 'x', b: 'y', winner: index < 60 ? 'a' : 'b' }) as const,
    );
    const { ratings, isStronger } = one(votes);
    const difference = (ratings[0]?.strength ?? 0) - (ratings[1]?.strength ?? 0);
    expect(difference).toBeCloseTo(Math.log(1.5), 2);
    expect((ratings[0]?.standard_error ?? 0) * 2).toBeCloseTo(Math.sqrt(1 / 24), 2);
    expect(isStronger(0, 1)).toBeCloseTo(0.976, 1);
    expect(isStronger(0, 1) + isStronger(1, 0)).toBeCloseTo(1, 6);
  });

  it('ties are half a win for each', () => {
    const tie = { a: 'x', b: 'y', winner: 'tie' } as const;
    const ties = one([tie, tie, tie]).ratings;
    expect(ties.map(({ strength }) => strength)).toEqual([expect.closeTo(0), expect.closeTo(0)]);
    expect(ties[0]).toMatchObject({ wins: 0, losses: 0, ties: 3 });
  });

  it('an item that never lost stays finite, and no more certain than it deserves', () => {
    const { ratings } = one(Array.from({ length: 5 }, () => ({ a: 'x', b: 'y', winner: 'a' }) as const));
    expect(ratings[0]?.name).toBe('x');
    expect(ratings[0]?.strength).toBeLessThan(3);
    expect(ratings[0]?.standard_error).toBeGreaterThan(0.5);
  });

  it('items that no vote joins are rated apart', () => {
    const groups = rateByComparisons([
      { a: 'x', b: 'y', winner: 'a' },
      { a: 'p', b: 'q', winner: 'b' },
      { a: 'q', b: 'r', winner: 'b' },
    ]);
    expect(groups.map(({ ratings }) => ratings.map(({ name }) => name))).toEqual([
      ['r', 'q', 'p'],
      ['x', 'y'],
    ]);
  });

  it('the order of votes and of names changes nothing', () => {
    const votes = voters(200, 9);
    const turned = votes
      .toReversed()
      .map(({ a, b, winner }): Comparison => ({ a: b, b: a, winner: winner === 'a' ? 'b' : 'a' }));
    const strengths = (list: Comparison[]) =>
      one(list).ratings.map(({ name, strength }) => [name, strength.toFixed(6)]);
    expect(strengths(turned)).toEqual(strengths(votes));
  });

  it('no votes give no groups', () => {
    expect(rateByComparisons([])).toEqual([]);
  });
});
