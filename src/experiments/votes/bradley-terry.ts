import { centredCovariance } from './covariance.ts';
import { componentsOf } from './components.ts';

/** One comparison. A tie counts as half a win for each. */
export interface Comparison {
  a: string;
  b: string;
  winner: 'a' | 'b' | 'tie';
}

/** What the votes say of one item, beside the others of its group. */
export interface Rating {
  name: string;
  /** Log-odds against the average item of the group, which is 0. */
  strength: number;
  standard_error: number;
  /** 95 % interval of `strength`. */
  low: number;
  high: number;
  wins: number;
  losses: number;
  ties: number;
}

/** Items that were compared with each other, directly or through others; the strongest first. */
export interface RatedGroup {
  ratings: Rating[];
  /** How likely it is that `ratings[i]` is truly stronger than `ratings[j]`, given the votes. */
  isStronger: (i: number, j: number) => number;
}

/**
 * The Bradley–Terry model: the chance that a beats b is p_a / (p_a + p_b). Fitted by the MM iterations of Hunter (2004)
 * with a weak prior, so that an item that never lost stays finite. Uncertainty is the inverse of the Hessian.
 * Groups that no comparison joins are rated apart: nothing can be said between them.
 */
export function rateByComparisons(comparisons: readonly Comparison[]): RatedGroup[] {
  return componentsOf(comparisons)
    .map((names) => rateGroup(names, comparisons))
    .toSorted((one, other) => other.ratings.length - one.ratings.length);
}

/** As if each item had won and lost this often against an item of strength 0. */
const PRIOR = 0.25;
const SURE = 1.959964;

function rateGroup(names: readonly string[], comparisons: readonly Comparison[]): RatedGroup {
  const counts = countVotes(names, comparisons);
  const strengths = centred(fit(counts));
  const covariance = centredCovariance(informationOf(strengths, counts.met));
  const order = strengths.map((_, index) => index).toSorted((i, j) => at(strengths, j) - at(strengths, i));
  const ratings = order.map((index): Rating => {
    const strength = at(strengths, index);
    const error = Math.sqrt(at(at(covariance, index), index));
    const { wins, losses, ties } = at(counts.tallies, index);
    const [low, high] = [strength - SURE * error, strength + SURE * error];
    return { name: at(names, index), strength, standard_error: error, low, high, wins, losses, ties };
  });
  const isStronger = (one: number, other: number) => {
    const [i, j] = [at(order, one), at(order, other)];
    if (i === j) return 0.5;
    const variance = at(at(covariance, i), i) + at(at(covariance, j), j) - 2 * at(at(covariance, i), j);
    return normalBelow((at(strengths, i) - at(strengths, j)) / Math.sqrt(variance));
  };
  return { ratings, isStronger };
}

interface Counts {
  /** Wins of each, ties as halves. */
  won: number[];
  /** How often each pair met. */
  met: number[][];
  tallies: { wins: number; losses: number; ties: number }[];
}

function countVotes(names: readonly string[], comparisons: readonly Comparison[]): Counts {
  const places = new Map(names.map((name, index) => [name, index]));
  const counts: Counts = {
    won: names.map(() => 0),
    met: names.map(() => names.map(() => 0)),
    tallies: names.map(() => ({ wins: 0, losses: 0, ties: 0 })),
  };
  for (const { a, b, winner } of comparisons) {
    const [i, j] = [places.get(a), places.get(b)];
    if (i === undefined || j === undefined || i === j) continue;
    at(counts.met, i)[j] = at(at(counts.met, i), j) + 1;
    at(counts.met, j)[i] = at(at(counts.met, j), i) + 1;
    score(counts, i, winner === 'a' ? 1 : winner === 'b' ? 0 : 0.5);
    score(counts, j, winner === 'b' ? 1 : winner === 'a' ? 0 : 0.5);
  }
  return counts;
}

function score({ won, tallies }: Counts, index: number, points: number): void {
  won[index] = at(won, index) + points;
  const tally = at(tallies, index);
  if (points === 1) tally.wins += 1;
  else if (points === 0) tally.losses += 1;
  else tally.ties += 1;
}

/** Log-strengths by MM: each step raises the likelihood, so it cannot run away. */
function fit({ won, met }: Counts): number[] {
  let powers = won.map(() => 1);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = powers.map((power, i) => {
      const against = powers.reduce((sum, other, j) => sum + at(at(met, i), j) / (power + other), 0);
      return (at(won, i) + PRIOR) / (against + (2 * PRIOR) / (power + 1));
    });
    const change = Math.max(...next.map((power, i) => Math.abs(Math.log(power / at(powers, i)))));
    powers = next;
    if (change < 1e-8) break;
  }
  return powers.map(Math.log);
}

const MOST_ROUNDS = 20_000;

/** The Hessian of minus the log-likelihood, the prior's part in it. */
function informationOf(strengths: readonly number[], met: readonly number[][]): number[][] {
  return strengths.map((own, i) => {
    const row = strengths.map((other, j) => -at(at(met, i), j) * spread(own - other));
    const prior = 2 * PRIOR * spread(own);
    row[i] = prior - row.reduce((sum, part, j) => (j === i ? sum : sum + part), 0);
    return row;
  });
}

/** p (1 - p) of a duel with this difference of strengths. */
function spread(difference: number): number {
  const chance = 1 / (1 + Math.exp(-difference));
  return chance * (1 - chance);
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/** The share of the normal distribution below z (Abramowitz and Stegun 7.1.26, error under 2e-7). */
function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const error = 1 - series * Math.exp(-x * x);
  return z < 0 ? (1 - error) / 2 : (1 + error) / 2;
}

/** Indices here come from the lists themselves. */
function at<T>(list: readonly T[], index: number): T {
  return list[index] as T;
}
