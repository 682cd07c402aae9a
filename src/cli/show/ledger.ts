import type { AnswerOf } from '../../../tools/index.ts';
import type { Layout } from '../command.ts';
import { type Column, table } from '../table.ts';
import { billed, facts, minute, statusText, usd } from './figures.ts';

export type LedgerAnswer = AnswerOf<'read_ledger'>;
type LedgerLine = LedgerAnswer['rows'][number];

export function showLedger(ledger: LedgerAnswer, page: Layout): string {
  const { dim, yellow } = page.paint;
  const { caps, groups, rows, next_cursor } = ledger;
  const disputed = rows
    .filter(({ disputed: is }) => is === true)
    .map(({ job_id, bill_note }) => [job_id, bill_note === null ? null : yellow(bill_note)] as const);
  const blocks = [
    rows.length === 0 ? null : table(rows, rowColumns(page, rows), page.width, page.paint),
    groups === null ? null : table(groups, GROUP_COLUMNS, page.width, page.paint),
    disputed.length === 0 ? null : facts(disputed, page),
    [
      ledger.summary,
      `Today: ${usd(caps.spent_today_usd)} spent or reserved, ${usd(caps.left_today_usd)} left; ${usd(caps.job_usd)} at most for one job.`,
      ledger.simulated ? yellow('Simulated: none of it was paid.') : null,
      next_cursor === null ? null : dim(`The next page: --cursor ${next_cursor}`),
    ]
      .filter((line) => line !== null)
      .join('\n'),
  ];
  return blocks.filter((block) => block !== null).join('\n\n');
}

const rowColumns = (page: Layout, rows: readonly LedgerLine[]): readonly Column<LedgerLine>[] => [
  { title: 'TIME (UTC)', text: ({ timestamp }) => minute(timestamp) },
  { title: 'MODEL', text: ({ model }) => model, narrow: 'cut' },
  { title: 'STATUS', text: ({ status }) => statusText(status, page) },
  { title: 'ESTIMATED', text: (row) => ifSent(row, row.estimated_usd), align: 'point' },
  { title: 'BILLED', text: billed, align: 'point' },
  // Only who reconciles with an admin key has these.
  ...(rows.some(({ verified_usd }) => verified_usd !== null) ? [VERIFIED_COLUMN] : []),
  { title: 'DRIFT', text: (row) => ifSent(row, row.drift_usd), align: 'point' },
  { title: 'JOB', text: ({ job_id }) => job_id },
];

/** What was never sent has nothing to be estimated, and nothing to drift from. */
const ifSent = ({ status }: LedgerLine, amount: number | null) => (status === 'not-sent' ? '-' : usd(amount));

const VERIFIED_COLUMN: Column<LedgerLine> = {
  title: 'VERIFIED',
  text: (row) => ifSent(row, row.verified_usd),
  align: 'point',
};

const GROUP_COLUMNS: readonly Column<NonNullable<LedgerAnswer['groups']>[number]>[] = [
  { title: 'GROUP', text: ({ group }) => group, narrow: 'cut' },
  { title: 'RUNS', text: ({ runs }) => String(runs), align: 'right' },
  { title: 'ESTIMATED', text: ({ estimated_usd }) => usd(estimated_usd), align: 'point' },
  { title: 'BILLED', text: ({ billed_usd }) => usd(billed_usd), align: 'point' },
  { title: 'DRIFT', text: ({ drift_usd }) => usd(drift_usd), align: 'point' },
  { title: 'BILLS UNKNOWN', text: ({ bill_unknown }) => String(bill_unknown), align: 'right' },
];
