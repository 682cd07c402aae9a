import type { DriftView, ReconciledView } from '../../server/spending/reconcile-view.ts';
import type { Layout } from '../command.ts';
import { type Column, table } from '../table.ts';
import { facts, usd } from './figures.ts';

export function showReconciled(view: ReconciledView, page: Layout): string {
  const { dim, yellow } = page.paint;
  const { drift, verification } = view;
  const rows = drift.models.length > 1 ? [...drift.models, drift.total] : drift.models;
  const learned = LEARNED.filter(([key]) => view[key].count > 0).map(
    ([key, words]) => [words, listed(view[key])] as const,
  );
  const blocks = [
    rows.length === 0 ? null : table(rows, COLUMNS, page.width, page.paint),
    learned.length === 0 ? null : facts(learned, page),
    [
      view.summary,
      // The summary says already that this key may not read the events.
      verification.reason === null || verification.state === 'not-permitted'
        ? null
        : yellow(verification.reason),
      ...view.problems.map(({ code, message }) => yellow(`${code}: ${message}`)),
      view.simulated ? yellow('Simulated: none of it was paid.') : null,
      dim(page.step(view.next)),
    ]
      .filter((line) => line !== null)
      .join('\n'),
  ];
  return blocks.filter((block) => block !== null).join('\n\n');
}

type Counted =
  'found' | 'ended' | 'rescued' | 'settled' | 'still_unknown' | 'still_running' | 'bill_unknown' | 'disputed';

const LEARNED: readonly (readonly [Counted, string])[] = [
  ['found', 'Found'],
  ['ended', 'Ended'],
  ['rescued', 'Rescued'],
  ['settled', 'Settled'],
  ['still_unknown', 'Unknown'],
  ['still_running', 'Running'],
  ['bill_unknown', 'No bill'],
  ['disputed', 'Disputed'],
];

function listed({ count, job_ids }: ReconciledView['found']): string {
  const more = count - job_ids.length;
  return `${count}: ${job_ids.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

const COLUMNS: readonly Column<DriftView>[] = [
  { title: 'MODEL', text: ({ model }) => model ?? 'all', narrow: 'cut' },
  { title: 'JOBS', text: ({ jobs }) => String(jobs), align: 'right' },
  { title: 'ESTIMATED', text: ({ estimated_usd }) => usd(estimated_usd), align: 'point' },
  { title: 'BILLED', text: ({ billed_usd }) => usd(billed_usd), align: 'point' },
  { title: 'VERIFIED', text: ({ verified_usd, ...one }) => sumOf(verified_usd, one), align: 'point' },
  { title: 'UNKNOWN', text: ({ cost_unknown }) => String(cost_unknown), align: 'right' },
  { title: 'DRIFT', text: ({ drift_usd }) => usd(drift_usd), align: 'point' },
  {
    title: 'RATIO',
    text: ({ drift_ratio }) => (drift_ratio === null ? '' : `${drift_ratio} x`),
    align: 'right',
  },
];

/** Nothing verified is no sum of zero. */
const sumOf = (verified: number, { jobs, verified_unknown }: Pick<DriftView, 'jobs' | 'verified_unknown'>) =>
  jobs === verified_unknown ? '' : usd(verified);
