import { billNote } from '../../store/bill-note.ts';
import { costOf } from '../../store/cost-of.ts';
import { ledgerRowOf } from '../../store/ledger-row-of.ts';
import { mainOutputs } from '../../store/outputs.ts';
import type { Job } from '../../store/job.ts';
import { isEndpointId } from '../../util/endpoint-id.ts';
import type { CellState, CellVideo, PlannedCell } from '../types.ts';
import { inspectionOf } from './inspection.ts';
import type { RunFiles } from './types.ts';

/** How a cell stands: its plan, its job, and what was seen in its video. */
export async function cellState(
  cell: PlannedCell,
  job: Job | null,
  { project, blobs }: RunFiles,
  trouble: CellState['error'] = null,
): Promise<CellState> {
  const { cell_id, axes, endpoint_id, model_alias, parity } = cell;
  const row = job === null ? null : ledgerRowOf({ project }, job);
  const output = mainOutputs(job?.outputs ?? []).find(({ video }) => video !== null);
  const seen = output === undefined ? null : await inspectionOf(project.paths.absolute(output.path), blobs);
  const times = job?.times ?? {};
  const units = Number(job?.bill?.billable_units ?? Number.NaN);
  return {
    cell_id,
    axes,
    endpoint_id,
    model_alias,
    status: job?.state ?? 'waiting',
    job_id: job?.job_id ?? null,
    request_id: job?.handle?.request_id ?? null,
    error: job?.error ?? trouble,
    prompt: cell.request.prompt ?? null,
    arguments: job?.sent_arguments ?? cell.arguments,
    parity,
    estimate: job?.plan.estimate ?? cell.estimate,
    billed: job === null ? null : costOf(job),
    bill_note: job === null ? null : billNote(job),
    billable_units: Number.isFinite(units) ? units : null,
    submitted_at: times.submitting ?? null,
    started_at: times.running ?? null,
    completed_at: times.completed ?? times.collected ?? null,
    queue_seconds: row?.queue_seconds ?? null,
    work_seconds: row?.work_seconds ?? null,
    video:
      output?.video == null
        ? null
        : {
            ...(output.video satisfies Omit<CellVideo, 'path' | 'sheet'>),
            path: output.path,
            sheet: seen?.sheet == null ? null : project.paths.relative(seen.sheet),
          },
    measures: seen?.measures ?? null,
  };
}

/** What fal says of who served the job, where that is not who was asked. Its header names an endpoint, or a runner. */
export function servedByOther({ plan, final_answer }: Job): string | null {
  const served = final_answer?.headers.served_from ?? null;
  if (served === null || !isEndpointId(served)) return null;
  return served === plan.endpoint_id || plan.endpoint_id.startsWith(`${served}/`)
    ? null
    : `fal says that ${served} served this, not ${plan.endpoint_id}`;
}
