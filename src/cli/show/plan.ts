import type { AnswerOf } from '../../../tools/index.ts';
import type { PlanCellView, PlanModelView } from '../../server/experiments/plan-view.ts';
import type { Layout } from '../command.ts';
import { type Column, table } from '../table.ts';
import { statusText, usd, usdRange } from './figures.ts';

export function showPlan(plan: AnswerOf<'plan_experiment'>, page: Layout): string {
  const { bold, dim, yellow } = page.paint;
  const parity = plan.models.flatMap(({ model, parity: notes }) =>
    notes.map((note) => `  ${bold(model)} ${note}`),
  );
  const refused = plan.refused.map(
    ({ model, cells, message }) => `  ${page.paint.red(model)} ${cells} not run: ${message}`,
  );
  const left = `Left: ${usd(plan.left_experiment_usd)} for this experiment, ${usd(plan.left_today_usd)} today.`;
  return [
    `${bold(plan.experiment)}${plan.simulated ? yellow(' (simulated)') : ''}`,
    '',
    table(plan.models, MODEL_COLUMNS, page.width, page.paint),
    '',
    table(plan.cells, cellColumns(plan.cells, page), page.width, page.paint),
    ...block('What the models do otherwise than asked', parity, page),
    ...block('Not run', refused, page),
    ...block(
      'To bear in mind',
      plan.warnings.map((warning) => `  ${yellow('-')} ${warning}`),
      page,
    ),
    '',
    plan.summary,
    dim(`${left} Nothing was sent. Prompts: ${plan.prompts_document}`),
    ...(plan.next_cursor === null ? [] : [dim(`The next page: --cursor ${plan.next_cursor}`)]),
    page.step(plan.next),
  ].join('\n');
}

const block = (title: string, lines: readonly string[], { paint }: Layout) =>
  lines.length === 0 ? [] : ['', paint.bold(title), ...lines];

const MODEL_COLUMNS: readonly Column<PlanModelView>[] = [
  { title: 'MODEL', text: ({ model }) => model },
  { title: 'CELLS', text: ({ cells }) => String(cells), align: 'right' },
  { title: 'PRICE', text: usdRange, align: 'point' },
  {
    title: 'ARGUMENTS IN COMMON',
    text: ({ arguments: args }) =>
      Object.entries(args)
        .filter(([name, value]) => name !== 'prompt' && (typeof value !== 'string' || value.length <= 40))
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(' '),
    narrow: 'wrap',
  },
];

/** Only the axes along which the cells differ. */
function cellColumns(cells: readonly PlanCellView[], page: Layout): Column<PlanCellView>[] {
  const axes = (['prompt', 'picture', 'seed', 'duration', 'repeat'] as const).filter(
    (axis) => new Set(cells.map((cell) => cell[axis])).size > 1,
  );
  return [
    { title: 'CELL', text: ({ cell_id }) => cell_id },
    { title: 'MODEL', text: ({ model }) => model },
    ...axes.map((axis): Column<PlanCellView> => ({
      title: axis.toUpperCase(),
      text: (cell) => String(cell[axis] ?? '-'),
    })),
    { title: 'EXPECTED', text: ({ expected_usd }) => usd(expected_usd), align: 'point' },
    { title: 'STATUS', text: ({ status }) => statusText(status, page) },
  ];
}
