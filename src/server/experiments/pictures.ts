import { join } from 'node:path';
import type { ExperimentProgress } from '../../experiments/run/types.ts';
import type { CellState, ExperimentPlan } from '../../experiments/types.ts';
import { stripOf } from '../../store/pictures-of.ts';
import type { GridCell } from '../../media/seeing-types.ts';
import { formatUsd } from '../../util/money.ts';
import type { Shown, ToolContext } from '../define-tool.ts';
import { within } from '../../util/within.ts';

/** More would be too small to be read. */
export const MOST_CELLS = 40;
/** Longer than a grid takes, and short enough for the answer to come in time. */
const GRID_MS = 10_000;

/** What an agent sees of an experiment: one picture with a few frames of each of its first cells. */
export async function experimentPictures(
  { plan, cells: all, folder }: ExperimentProgress,
  cells: readonly CellState[],
  { project, media, blobs, clock }: Pick<ToolContext, 'project' | 'media' | 'blobs' | 'clock'>,
): Promise<Shown[]> {
  const gridCells = await Promise.all(
    cells.slice(0, MOST_CELLS).map((cell) => gridCell(cell, plan, { project, blobs })),
  );
  if (gridCells.every(({ picture }) => picture === null)) return [];
  const path = join(project.root, folder, 'grid.jpg');
  const shown = gridCells.length < all.length ? `, the first ${gridCells.length} of ${all.length} cells` : '';
  const title = `${plan.simulated ? 'SIMULATED ' : ''}${plan.slug}${shown}`;
  const making = media.grid({ cells: gridCells, output: path, title }).catch(() => null);
  const made = await within(clock, GRID_MS, making);
  return made === null ? [] : [{ path, content_type: 'image/jpeg', title: `frames of every cell: ${title}` }];
}

async function gridCell(
  { axes, status, video, billed }: CellState,
  plan: ExperimentPlan,
  { project, blobs }: Pick<ToolContext, 'project' | 'blobs'>,
): Promise<GridCell> {
  const picture =
    video === null ? null : await blobs.find({ path: stripOf(project.paths.absolute(video.path)) });
  const own = [
    plan.prompts.length > 1 ? axes.prompt : null,
    plan.pictures.length > 1 ? axes.picture : null,
    axes.seed === null ? null : `seed ${axes.seed}`,
    axes.duration_seconds === null ? null : `${axes.duration_seconds} s`,
    axes.repeat === 1 ? null : `run ${axes.repeat}`,
    status === 'collected' ? (billed === null ? null : formatUsd(billed)) : status,
  ];
  return { picture, caption: axes.model, detail: own.filter((part) => part !== null).join(', ') };
}
