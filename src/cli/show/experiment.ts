import type { AnswerOf } from '../../../tools/index.ts';
import type { Layout } from '../command.ts';
import { type Column, table } from '../table.ts';
import { statusText, usd } from './figures.ts';

export type ExperimentAnswer = AnswerOf<'get_experiment'>;
type CellRow = ExperimentAnswer['cells'][number];

export function showExperiment(answer: ExperimentAnswer, page: Layout): string {
  const { bold, dim, yellow, red } = page.paint;
  return [
    `${bold(answer.experiment)}  ${answer.status}${answer.simulated ? yellow('  simulated, costs nothing') : ''}`,
    '',
    // The first page tells of the models.
    ...(answer.models.length === 0 ? [] : [table(answer.models, MODEL_COLUMNS, page.width, page.paint), '']),
    table(answer.cells, cellColumns(answer.cells, page), page.width, page.paint),
    '',
    answer.summary,
    ...answer.new_cells.map(({ cells, why }) => `${cells} new: ${why}`),
    ...(answer.stopped === null ? [] : [red(`Stopped: ${answer.stopped.message}`)]),
    ...(answer.picture === undefined ? [] : [dim(`Frames of all: ${answer.picture}`)]),
    dim(`Report: ${answer.report}`),
    ...(answer.next_cursor === null ? [] : [dim(`The next page: --cursor ${answer.next_cursor}`)]),
    page.step(answer.next),
  ].join('\n');
}

const seconds = (value: number | null) => (value === null ? '-' : `${value.toFixed(1)} s`);

const MODEL_COLUMNS: readonly Column<ExperimentAnswer['models'][number]>[] = [
  { title: 'MODEL', text: ({ model }) => model },
  { title: 'VIDEOS', text: ({ collected, cells }) => `${collected}/${cells}`, align: 'right' },
  { title: 'BILLED', text: ({ billed_usd }) => usd(billed_usd), align: 'point' },
  { title: 'QUEUE', text: ({ queue_seconds }) => seconds(queue_seconds), align: 'right' },
  { title: 'WORK', text: ({ work_seconds }) => seconds(work_seconds), align: 'right' },
];

/** Only the axes along which the cells differ. */
function cellColumns(cells: readonly CellRow[], page: Layout): Column<CellRow>[] {
  const axes = (['prompt', 'picture', 'seed', 'duration', 'repeat'] as const).filter(
    (axis) => new Set(cells.map((cell) => cell[axis])).size > 1,
  );
  return [
    { title: 'CELL', text: ({ cell_id }) => cell_id },
    { title: 'MODEL', text: ({ model, former }) => (former === true ? `${model} (former)` : model) },
    ...axes.map((axis): Column<CellRow> => ({
      title: axis.toUpperCase(),
      text: (cell) => String(cell[axis] ?? '-'),
    })),
    { title: 'STATUS', text: ({ status }) => statusText(status, page) },
    { title: 'BILLED', text: ({ billed_usd }) => usd(billed_usd), align: 'point' },
    ...endColumn(cells, page),
  ];
}

/** What went wrong; where nothing did and there is room, the files. */
function endColumn(cells: readonly CellRow[], { width }: Layout): Column<CellRow>[] {
  const text = ({ video, error }: CellRow) => error?.message ?? video?.split('/').slice(-2).join('/') ?? '-';
  if (cells.some(({ error }) => error !== undefined))
    return [{ title: 'VIDEO OR ERROR', text, narrow: 'cut' }];
  return width < ROOM_FOR_FILES ? [] : [{ title: 'VIDEO', text, narrow: 'cut' }];
}

const ROOM_FOR_FILES = 120;
