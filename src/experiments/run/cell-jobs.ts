import type { JobState } from '../../store/job.ts';
import type { CellJob } from '../../store/records.ts';
import type { PlannedCell } from '../types.ts';

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
  known: readonly CellJob[],
  { retryFailed }: { retryFailed: boolean },
): CellToStart[] {
  const found = new Map(known.map((job) => [job.cell, job]));
  const startable = cells.flatMap((cell): CellToStart[] => {
    const job = found.get(cell.cell_id);
    const again = job !== undefined && FAILED.includes(job.state);
    if (job !== undefined && job.state !== 'not-sent' && !(again && retryFailed)) return [];
    return [{ cell, key: cellKey(slug, cell.cell_id, (job?.attempts ?? 0) + 1) }];
  });
  return inTurns(startable, ({ cell }) => cell.axes.model);
}

const FAILED: readonly JobState[] = ['failed', 'expired', 'cancelled'];

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
