import type { Comparison, RatedGroup } from './bradley-terry.ts';
import type { VotesFile } from './votes-file.ts';

/** Below this, a model's place is hardly more than chance. */
const FEW = 10;

/** What a reader must know before believing a ranking. Plain sentences; none when nothing is wrong. */
export function voteCaveats(
  groups: readonly RatedGroup[],
  comparisons: readonly Comparison[],
  files: readonly VotesFile[],
): string[] {
  if (comparisons.length === 0)
    return ['There are no votes between two models, so there is nothing to rank.'];
  return [
    ...apart(groups),
    ...scarce(groups),
    ...unbeaten(groups),
    ...sided(comparisons),
    ...unseen(groups, files),
    ...(votersOf(files) === 1
      ? ['All votes are of one voter: this is one taste, however sure the figures look.']
      : []),
  ];
}

/** How many voters there are: a file without votes has none. */
export const votersOf = (files: readonly VotesFile[]) =>
  new Set(files.filter(({ votes }) => votes.length > 0).map(({ voter }) => voter)).size;

function apart(groups: readonly RatedGroup[]): string[] {
  if (groups.length < 2) return [];
  const names = groups.map(({ ratings }) => ratings.map(({ name }) => name).join(', '));
  return [
    `No vote joins these groups, so nothing is known between them: ${names.join(' | ')}. Each is ranked by itself.`,
  ];
}

function scarce(groups: readonly RatedGroup[]): string[] {
  const few = groups
    .flatMap(({ ratings }) => ratings)
    .filter(({ wins, losses, ties }) => wins + losses + ties < FEW)
    .map(({ name, wins, losses, ties }) => `${name} (${wins + losses + ties})`);
  return few.length === 0
    ? []
    : [`Fewer than ${FEW} votes: ${few.join(', ')}. Such a place is hardly more than chance.`];
}

function unbeaten(groups: readonly RatedGroup[]): string[] {
  const ratings = groups.flatMap((group) => group.ratings);
  const always = (word: string, names: string[]) =>
    names.length === 0
      ? []
      : [
          `${names.join(', ')} ${word} every vote: how far ahead or behind is held in bounds by the prior, not by votes.`,
        ];
  return [
    ...always(
      'won',
      ratings.filter(({ losses, ties }) => losses + ties === 0).map(({ name }) => name),
    ),
    ...always(
      'lost',
      ratings.filter(({ wins, ties }) => wins + ties === 0).map(({ name }) => name),
    ),
  ];
}

/** Sides are drawn by lot, so a left side that wins too often is a habit of the voter (two standard deviations). */
function sided(comparisons: readonly Comparison[]): string[] {
  const decided = comparisons.filter(({ winner }) => winner !== 'tie');
  const left = decided.filter(({ winner }) => winner === 'a').length;
  const deviations = Math.abs(left - decided.length / 2) / Math.sqrt(decided.length / 4 || 1);
  return decided.length < 2 * FEW || deviations < 2
    ? []
    : [
        `The left clip won ${left} of ${decided.length} decided votes: the side itself may have swayed the voters.`,
      ];
}

function unseen(groups: readonly RatedGroup[], files: readonly VotesFile[]): string[] {
  const rated = new Set(groups.flatMap(({ ratings }) => ratings.map(({ name }) => name)));
  const models = new Set(files.flatMap(({ cells }) => Object.values(cells).map(({ axes }) => axes.model)));
  const missing = [...models].filter((model) => !rated.has(model));
  return missing.length === 0 ? [] : [`Never voted on: ${missing.join(', ')}.`];
}
