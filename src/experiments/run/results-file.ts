import { join } from 'node:path';
import type { ErrorRecord } from '../../errors.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { LedgerRow } from '../../ledger/ledger-row.ts';
import { ledgerRowOf } from '../../store/ledger-row-of.ts';
import { isReported } from '../../store/job-files.ts';
import { sumOf, sumOfKnown, usdFromMicros, usdOrNull } from '../../util/money.ts';
import type { CellState } from '../types.ts';
import type { CellFigures, ExperimentProgress, ExperimentState, RunFiles } from './types.ts';

/** Writes `results.json`: the ledger's rows, every cell as it stands, and why the run stopped if it did. */
export async function writeResults(
  state: ExperimentState,
  jobs: Pick<Jobs, 'pages'>,
  { project, blobs }: RunFiles,
  now: Date,
): Promise<void> {
  const { plan, cells, former } = state;
  const rows: LedgerRow[] = [];
  for await (const page of jobs.pages({ experiment: plan.slug }))
    rows.push(...page.filter(isReported).map((job) => ledgerRowOf({ project }, job)));
  await blobs.writeJson(join(project.root, state.folder, 'results.json'), {
    simulated: plan.simulated,
    experiment: plan.slug,
    updated_at: now.toISOString(),
    stopped: state.stopped,
    totals: totalsOf([...cells, ...former].map(figuresOf)),
    rows,
    cells,
    former_cells: former,
    refused_cells: plan.refused,
    new_cells: state.new_cells,
    remarks: state.remarks,
  });
}

/** What a run knows and the journal does not. */
export interface RunNotes extends Pick<ExperimentState, 'stopped' | 'new_cells'> {
  /** Why cells could not be started, by their id. */
  troubles: ReadonlyMap<string, ErrorRecord>;
}

/** The notes of the last run, as it wrote them down: it may have been another process. */
export async function readLastRun(folder: string, { project, blobs }: RunFiles): Promise<RunNotes> {
  try {
    const text = (await blobs.read(join(project.root, folder, 'results.json'))) ?? '{}';
    const { stopped = null, new_cells = [], cells = [] } = JSON.parse(text) as Partial<ExperimentState>;
    const troubles = cells.flatMap(({ cell_id, job_id, error }) =>
      job_id === null && error !== null ? [[cell_id, error] as const] : [],
    );
    return { stopped, new_cells, troubles: new Map(troubles) };
  } catch {
    return { stopped: null, new_cells: [], troubles: new Map() };
  }
}

export interface Totals {
  cells: number;
  by_status: Record<string, number>;
  estimated_usd: number | null;
  billed_usd: number;
  /** Cells that may have cost something that is not known yet. */
  bill_unknown: number;
}

const figuresOf = ({ cell_id, status, billed, estimate, video }: CellState): CellFigures => ({
  cell_id,
  status,
  billed,
  expected: estimate.expected,
  has_video: video !== null,
});

/** What is known of each cell, in figures. */
export const progressOf = ({ cells, former, ...state }: ExperimentState): ExperimentProgress => ({
  ...state,
  cells: cells.map(figuresOf),
  former: former.map(figuresOf),
});

/** The experiment in figures. */
export function totalsOf(cells: readonly CellFigures[]): Totals {
  const by_status: Record<string, number> = {};
  for (const { status } of cells) by_status[status] = (by_status[status] ?? 0) + 1;
  return {
    cells: cells.length,
    by_status,
    estimated_usd: usdOrNull(sumOf(cells.map(({ expected }) => expected))),
    billed_usd: usdFromMicros(sumOfKnown(cells.map(({ billed }) => billed))),
    bill_unknown: cells.filter(({ status, billed }) => OVER.includes(status) && billed === null).length,
  };
}

const OVER: readonly CellState['status'][] = ['collected', 'failed', 'expired', 'cancelled', 'unknown'];
