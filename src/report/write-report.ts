import { join } from 'node:path';
import type { ExperimentState } from '../experiments/run/types.ts';
import type { MeasureDefinition } from '../media/measure-types.ts';
import { writeAtomic } from '../util/atomic-file.ts';
import { renderReport } from './render-report.ts';
import { reportDataOf } from './report-data-of.ts';

/** Writes `report.html` into the folder of the experiment, whole. */
export async function writeReport(
  state: ExperimentState,
  { root, now, measures }: { root: string; now: Date; measures: readonly MeasureDefinition[] },
): Promise<void> {
  const page = renderReport(reportDataOf(state, now, measures));
  await writeAtomic(join(root, state.folder, 'report.html'), page);
}
