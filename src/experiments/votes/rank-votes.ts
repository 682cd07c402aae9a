import { inputError } from '../../errors.ts';
import { type Comparison, type RatedGroup, rateByComparisons } from './bradley-terry.ts';
import { votersOf, voteCaveats } from './caveats.ts';
import type { Vote, VotesFile } from './votes-file.ts';

/** One model's place. `strength`, `low` and `high` are log-odds; the chances are against the average of its group. */
export interface Ranked {
  model: string;
  place: number;
  /** Places that the votes do not rule out at 95 %. */
  best_place: number;
  worst_place: number;
  chance: number;
  chance_low: number;
  chance_high: number;
  strength: number;
  standard_error: number;
  wins: number;
  losses: number;
  ties: number;
}

export interface VotesRanking {
  slug: string;
  simulated: boolean;
  questions: string[];
  votes: number;
  voters: number;
  ties: number;
  /** Usually one. Several where no vote joins them: between groups nothing is known. */
  groups: Ranked[][];
  /** How far this can be trusted. */
  doubts: string[];
}

/** All votes of one experiment as a ranking of its models. Files of other experiments are refused. */
export function rankVotes(files: readonly VotesFile[]): VotesRanking {
  const slugs = [...new Set(files.map(({ slug }) => slug))];
  const [slug] = slugs;
  if (slug === undefined || slugs.length > 1) throw mixed(slugs);
  if (new Set(files.map(({ simulated }) => simulated)).size > 1)
    throw mixed([`${slug} (paid)`, `${slug} (simulated)`]);
  const votes = distinctVotes(files);
  const comparisons = votes.flatMap(({ a, b, winner, cells }): Comparison[] => {
    const [one, other] = [cells[a]?.axes.model, cells[b]?.axes.model];
    // Two clips of one model say nothing about models.
    return one === undefined || other === undefined || one === other ? [] : [{ a: one, b: other, winner }];
  });
  const groups = rateByComparisons(comparisons);
  return {
    slug,
    simulated: files.some(({ simulated }) => simulated),
    questions: [...new Set(files.map(({ question }) => question))],
    votes: comparisons.length,
    voters: votersOf(files),
    ties: comparisons.filter(({ winner }) => winner === 'tie').length,
    groups: groups.map(placesOf),
    doubts: voteCaveats(groups, comparisons, files),
  };
}

type VoteWithCells = Vote & { cells: VotesFile['cells'] };

/** A voter who saves twice saves the first votes again: they count once. */
function distinctVotes(files: readonly VotesFile[]): VoteWithCells[] {
  const votes = new Map<string, VoteWithCells>();
  for (const { voter, cells, ...file } of files) {
    for (const vote of file.votes)
      votes.set(JSON.stringify([voter, vote.a, vote.b, vote.at]), { ...vote, cells });
  }
  return [...votes.values()];
}

const CERTAIN = 0.975;

function placesOf({ ratings, isStronger }: RatedGroup): Ranked[] {
  return ratings.map(({ name, strength, standard_error, low, high, wins, losses, ties }, i) => {
    const surely = (test: (j: number) => number) =>
      ratings.filter((_, j) => j !== i && test(j) > CERTAIN).length;
    return {
      model: name,
      place: i + 1,
      best_place: 1 + surely((j) => isStronger(j, i)),
      worst_place: ratings.length - surely((j) => isStronger(i, j)),
      chance: chanceOf(strength),
      chance_low: chanceOf(low),
      chance_high: chanceOf(high),
      strength,
      standard_error,
      wins,
      losses,
      ties,
    };
  });
}

/** The chance to win against an average model. */
const chanceOf = (strength: number) => 1 / (1 + Math.exp(-strength));

const mixed = (slugs: readonly string[]) =>
  inputError({
    code: 'MIXED_VOTES',
    message:
      slugs.length === 0
        ? 'There is no votes file.'
        : `These votes are of ${slugs.length} experiments: ${slugs.join(', ')}. A ranking is of one.`,
    next: 'Give the votes files of one experiment.',
  });
