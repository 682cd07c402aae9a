import type { RepairPlan } from '../../jobs/jobs.ts';
import type { Layout } from '../command.ts';
import { type Column, table } from '../table.ts';
import { statusText, usd } from './figures.ts';

/** What the journal has lost, and what becomes of it. */
export interface Repair {
  jobs: RepairedLine[];
  refused: RepairPlan['refused'];
  /** What was missing; afterwards, what still is. `null` where nothing is. */
  missing: string | null;
  repaired: boolean;
}

interface RepairedLine extends Pick<RepairPlan['jobs'][number], 'was_missing' | 'from'> {
  job_id: string;
  model: string;
  status: string;
  counts_usd: number;
}

export function showRepair(repair: Repair, page: Layout): string {
  const end = endOf(repair, page);
  return [showRepairPlan(repair, page), end].filter((block) => block !== null && block !== '').join('\n\n');
}

/** What would be written, and what cannot be. */
export function showRepairPlan({ jobs, refused }: Pick<Repair, 'jobs' | 'refused'>, page: Layout): string {
  const { yellow } = page.paint;
  const blocks = [
    ...(jobs.length === 0 ? [] : [table(jobs, columnsFor(page), page.width, page.paint)]),
    ...refused.map(({ job_id, reason, next }) => `${yellow(job_id)} cannot be told: ${reason}.\n  ${next}`),
  ];
  return blocks.join('\n\n');
}

function endOf({ missing, repaired }: Repair, { paint: { green }, step }: Layout): string | null {
  if (!repaired) {
    return missing === null
      ? green('Nothing to repair: the journal knows all that stands beside it.')
      : step('Nothing is written yet: `fal-video ledger --repair --yes` does it.');
  }
  return missing === null ? green('Done: it is written, and spending goes on.') : null;
}

const columnsFor = (page: Layout): readonly Column<RepairedLine>[] => [
  { title: 'JOB', text: ({ job_id }) => job_id },
  { title: 'MODEL', text: ({ model }) => model, narrow: 'cut' },
  { title: 'STATUS', text: ({ status }) => statusText(status, page) },
  { title: 'COUNTS AS', text: ({ counts_usd }) => usd(counts_usd), align: 'point' },
  { title: 'LOST', text: ({ was_missing }) => (was_missing ? 'all of it' : 'its last events') },
  { title: 'TOLD FROM', text: ({ from }) => from.join(', '), narrow: 'wrap' },
];
