import { costOf } from '../store/cost-of.ts';
import { mainOutputs } from '../store/outputs.ts';
import type { Job } from '../store/job.ts';
import type { CellState, ExperimentPlan } from './types.ts';

/** How far each cell is, by the newest of its jobs; a cell without a job is not in the list. */
export function cellProgress(
  plan: Pick<ExperimentPlan, 'slug' | 'cells'>,
  jobs: readonly Job[],
): (Pick<CellState, 'cell_id' | 'status' | 'request_id' | 'billed'> & { video: { path: string } | null })[] {
  const newest = new Map<string, Job>();
  for (const job of jobs) {
    if (job.plan.experiment !== plan.slug || job.plan.cell === null) continue;
    const before = newest.get(job.plan.cell);
    // A paid video is never hidden by a later try.
    if (before?.state !== 'collected') newest.set(job.plan.cell, job);
  }
  return plan.cells.flatMap(({ cell_id }) => {
    const job = newest.get(cell_id);
    if (job === undefined) return [];
    const [video] = mainOutputs(job.outputs).filter((output) => output.video !== null);
    return [
      {
        cell_id,
        status: job.state,
        request_id: job.handle?.request_id ?? null,
        billed: costOf(job),
        video: video === undefined ? null : { path: video.path },
      },
    ];
  });
}
