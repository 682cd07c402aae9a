import { posix } from 'node:path';
import type { ExperimentState } from '../experiments/run/types.ts';
import type { CellState, ExperimentPlan, PlannedCell } from '../experiments/types.ts';
import type { MeasureDefinition } from '../media/measure-types.ts';
import { sumOf, sumOfKnown } from '../util/money.ts';
import type { ReportCell, ReportData } from './report-data.ts';
import { rerunCommand } from './rerun-command.ts';

/** What the page shows of an experiment, its paths turned so that they begin at the page. */
export function reportDataOf(
  { plan, folder, cells, former, stopped }: ExperimentState,
  now: Date,
  measures: readonly MeasureDefinition[],
): ReportData {
  const hrefOf = (path: string) =>
    encodeURI(posix.relative(folder, path)).replaceAll(/[?#]/g, encodeURIComponent);
  const shown = [...cells, ...former];
  const planned = new Map(plan.cells.map((cell) => [cell.cell_id, cell]));
  const expected = shown.map(({ estimate }) => estimate.expected);
  return {
    version: 1,
    slug: plan.slug,
    title: plan.title,
    made_at: now.toISOString(),
    simulated: plan.simulated,
    stopped: stopped?.message ?? null,
    prompts: plan.prompts,
    pictures: plan.pictures.map((picture) => ({
      ...picture,
      href: picture.sha256 === null ? picture.source : hrefOf(picture.source),
    })),
    cells: shown.map((cell) => reportCell(cell, plan, planned.get(cell.cell_id), hrefOf)),
    refused: plan.refused,
    totals: {
      cells: shown.length,
      collected: shown.filter(({ status }) => status === 'collected').length,
      estimated: sumOf(expected),
      billed: sumOfKnown(shown.map(({ billed }) => billed)),
    },
    warnings: [
      ...plan.warnings,
      ...(former.length === 0
        ? []
        : [`${former.length} cells are of an earlier plan: they are no longer in the file.`]),
    ],
    measures,
  };
}

function reportCell(
  cell: CellState,
  plan: ExperimentPlan,
  planned: PlannedCell | undefined,
  hrefOf: (path: string) => string,
): ReportCell {
  return {
    ...cell,
    video_href: cell.video === null ? null : hrefOf(cell.video.path),
    sheet_href: cell.video?.sheet == null ? null : hrefOf(cell.video.sheet),
    rerun: rerunCommand(
      planned?.request ?? { model: cell.endpoint_id, args: cell.arguments },
      plan.simulated,
    ),
  };
}
