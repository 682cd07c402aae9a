import type { Job } from '../../store/job.ts';
import type { PlannedCell } from '../types.ts';

/** The job that speaks for a cell, and how often the cell was tried. */
export interface CellJob {
  job: Job;
  attempts: number;
}

/** Every cell that has a job, by its id. A paid video is never hidden by a later try, nor a try by one that was not sent. */
export function jobsOfCells(slug: string, jobs: readonly Job[]): Map<string, CellJob> {
  const found = new Map<string, CellJob>();
  for (const job of jobs) {
    const { experiment, cell } = job.plan;
    if (experiment !== slug || cell === null) continue;
    const before = found.get(cell);
    const attempts = (before?.attempts ?? 0) + (job.state === 'not-sent' ? 0 : 1);
    found.set(cell, { job: before !== undefined && outweighs(before.job, job) ? before.job : job, attempts });
  }
  return found;
}

const outweighs = (before: Job, after: Job) =>
  before.state === 'collected' || (after.state === 'not-sent' && before.state !== 'not-sent');

/** The idempotency key of a cell's job: the same cell is the same job, unless a failed one is tried anew on purpose. */
export const cellKey = (slug: string, cellId: string, attempt: number) =>
  attempt === 1 ? `${slug}/${cellId}` : `${slug}/${cellId}/${attempt}`;

/** A cell that a run has to start, and the key that its job will have. */
export interface CellToStart {
  cell: PlannedCell;
  key: string;
}

/**
 * What a run has to start: cells without a job and those whose job was never sent; failed ones only when asked.
 * The models take turns, so that a run that ends early has something of each.
 */
export function cellsToStart(
  { slug, cells }: { slug: string; cells: readonly PlannedCell[] },
  jobs: readonly Job[],
  { retryFailed }: { retryFailed: boolean },
): CellToStart[] {
  const known = jobsOfCells(slug, jobs);
  const startable = cells.flatMap((cell): CellToStart[] => {
    const { job, attempts } = known.get(cell.cell_id) ?? { job: null, attempts: 0 };
    const again = job !== null && FAILED.includes(job.state);
    if (job !== null && job.state !== 'not-sent' && !(again && retryFailed)) return [];
    return [{ cell, key: cellKey(slug, cell.cell_id, attempts + 1) }];
  });
  return inTurns(startable, ({ cell }) => cell.axes.model);
}

const FAILED: readonly Job['state'][] = ['failed', 'expired', 'cancelled'];

function inTurns<Item>(items: readonly Item[], groupOf: (item: Item) => string): Item[] {
  const counts = new Map<string, number>();
  return items
    .map((item) => {
      const turn = counts.get(groupOf(item)) ?? 0;
      counts.set(groupOf(item), turn + 1);
      return { item, turn };
    })
    .toSorted((a, b) => a.turn - b.turn)
    .map(({ item }) => item);
}
