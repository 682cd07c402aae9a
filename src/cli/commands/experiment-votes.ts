import { z } from 'zod';
import { resolve } from 'node:path';
import { type Ranked, rankVotes, type VotesRanking } from '../../experiments/votes/rank-votes.ts';
import { readVotes } from '../../experiments/votes/read-votes.ts';
import { safeText } from '../../util/safe-text.ts';
import type { Layout, PlainCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { type Column, table, wrap } from '../table.ts';

const own = z.object({
  files: z.array(z.string()).min(1).describe('Votes files of one experiment, of one voter or of many'),
});

/** Needs neither a project nor a key: everything is in the files. */
export const experimentVotesCommand: PlainCommand<z.output<typeof own>> = {
  name: 'experiment votes',
  group: 'Videos and images',
  about: 'Ranks the models by the blind votes that the report page saved',
  positionals: ['files'],
  own,
  run: async ({ printer, io }, { files }) => {
    const votes = await Promise.all(files.map((file) => readVotes(resolve(io.cwd, file))));
    const ranking = rankVotes(votes);
    printer.answer(ranking, () => showRanking(ranking, printer));
    return ranking.votes > 0 ? EXIT.done : EXIT.failed;
  },
};

function showRanking(ranking: VotesRanking, { paint, width }: Layout): string {
  const { slug, simulated, votes, voters, ties, groups, questions, doubts } = ranking;
  const words = [
    `${paint.bold(safeText(slug))}${simulated ? paint.yellow(' simulated') : ''}: ${count(votes, 'vote')} of ${count(voters, 'voter')}, ${count(ties, 'tie')}`,
    ...questions.map((question) => paint.dim(safeText(question))),
  ];
  return [
    words.join('\n'),
    ...groups.map((group) => table(group, COLUMNS, width, paint)),
    ...(groups.length === 0 ? [] : [paint.dim(wrap(KEY, width).join('\n'))]),
    ...doubts.map((doubt) => paint.yellow(wrap(safeText(doubt, 2000), width).join('\n'))),
  ].join('\n\n');
}

const KEY =
  'WINS AGAINST AVERAGE is the chance to win a vote against an average model of this table, with its 95 % interval (Bradley–Terry, ties as halves). ' +
  'PLACE gives the places that the votes do not rule out.';

const COLUMNS: readonly Column<Ranked>[] = [
  { title: 'PLACE', text: placeText },
  { title: 'MODEL', text: ({ model }) => safeText(model, 200), narrow: 'cut' },
  { title: 'WINS AGAINST AVERAGE', text: chanceText },
  { title: 'WON', align: 'right', text: ({ wins }) => String(wins) },
  { title: 'LOST', align: 'right', text: ({ losses }) => String(losses) },
  { title: 'TIED', align: 'right', text: ({ ties }) => String(ties) },
];

function placeText({ place, best_place, worst_place }: Ranked): string {
  return best_place === worst_place ? String(place) : `${best_place} to ${worst_place}`;
}

function chanceText({ chance, chance_low, chance_high }: Ranked): string {
  return `${percent(chance)} % (${percent(chance_low)} to ${percent(chance_high)})`;
}

const percent = (part: number) => String(Math.round(part * 100));
const count = (many: number, noun: string) => `${many} ${noun}${many === 1 ? '' : 's'}`;
