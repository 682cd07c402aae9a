import { join } from 'node:path';
import { recordError } from '../../errors.ts';
import { type FilesByRole, paramsOfFiles } from '../../jobs/plan/job-request.ts';
import type { CellJob } from '../../store/records.ts';
import type { ExperimentPlan, PlannedCell } from '../types.ts';
import type { BatchFile, RunFiles } from './types.ts';

const STAMP = /^\d{4}-\d\d-\d\d-\d{6}/;

/** Writes what is going to be made. Cells that ran before and are no longer planned are kept. */
export async function writeBatchFile(
  { cells, ...plan }: ExperimentPlan,
  before: BatchFile | null,
  known: readonly CellJob[],
  { project, blobs }: RunFiles,
  now: Date,
): Promise<void> {
  const folder = join(project.paths.fal, plan.batch);
  const batch: BatchFile = {
    timestamp: STAMP.exec(plan.batch)?.[0] ?? plan.batch,
    task_slug: plan.slug,
    created_at: before?.created_at ?? now.toISOString(),
    prompt: plan.prompts[0]?.text ?? null,
    input_image: plan.pictures[0]?.source ?? null,
    models: plan.models,
    output_root: project.paths.relative(folder),
    config_path: plan.file,
    simulated: plan.simulated,
    plan,
    cells,
    former_cells: formerCells(cells, before, known),
  };
  await blobs.writeJson(join(folder, 'batch.json'), batch);
}

function formerCells(
  cells: readonly PlannedCell[],
  before: BatchFile | null,
  known: readonly CellJob[],
): PlannedCell[] {
  const planned = new Set(cells.map(({ cell_id }) => cell_id));
  const begun = new Set(known.map(({ cell }) => cell));
  return [...(before?.cells ?? []), ...(before?.former_cells ?? [])].filter(
    ({ cell_id }) => !planned.has(cell_id) && begun.has(cell_id),
  );
}

/** Requests of before had other names for length, files and the model's own arguments. */
function inPresentNames(request: PlannedCell['request']): PlannedCell['request'] {
  const { inputs = {}, duration_seconds: duration, extra: args, ...rest } = request as FormerRequest;
  return { ...rest, ...paramsOfFiles(inputs), ...(duration ? { duration } : {}), ...(args ? { args } : {}) };
}

type FormerRequest = PlannedCell['request'] & {
  inputs?: FilesByRole;
  duration_seconds?: number;
  extra?: Record<string, unknown>;
};

/** The batch as it was last run; `null` where it never was. */
export async function readBatchFile(batch: string, { project, blobs }: RunFiles): Promise<BatchFile | null> {
  const path = join(project.paths.fal, batch, 'batch.json');
  const text = await blobs.read(path);
  if (text === null) return null;
  try {
    const read = JSON.parse(text) as BatchFile;
    if (Array.isArray(read.cells) && typeof read.plan === 'object') {
      const renamed = (cells: PlannedCell[] = []) =>
        cells.map((cell) => ({ ...cell, request: inPresentNames(cell.request) }));
      return { ...read, cells: renamed(read.cells), former_cells: renamed(read.former_cells) };
    }
  } catch {
    // Said below.
  }
  throw recordError({
    code: 'BAD_BATCH_FILE',
    message: `${project.paths.relative(path)} is not a plan of fal-video.`,
    next: 'Remove it; the next run writes it anew, and the journal still knows every job.',
  });
}
