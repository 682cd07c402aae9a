import { microsOrNull } from '../../util/money.ts';
import { batchOf } from '../documents/batch-name.ts';
import { cellRequest, type RequestParts } from './cell-request.ts';
import { expand } from './expand.ts';
import { knownModels } from './known-models.ts';
import { matrixOf } from './matrix.ts';
import { totalCost } from './plan-cost.ts';
import type { ExperimentFile } from './plan-file.ts';
import { checkFiles } from './plan-files.ts';
import type { PlanTools } from './plan-tools.ts';
import { priceCells } from './price-cells.ts';
import type { ExperimentPlan } from '../types.ts';
import { unfairComparisons } from './warnings.ts';

export type { PlanTools } from './plan-tools.ts';

/**
 * The whole matrix of an experiment, each cell checked and priced; sends nothing. `file` is a path in the
 * project, the name of an experiment, or the plan itself. A mistake in the file throws with path and line; a cell
 * that its model cannot do is in `refused`.
 */
export async function planExperiment(
  file: ExperimentFile | string,
  tools: PlanTools,
): Promise<ExperimentPlan> {
  // It brings a whole YAML reader with it.
  const { readPlan, readPlanFile } = await import('./read-plan-file.ts');
  const source = typeof file === 'string' ? await readPlanFile(file, tools.project) : readPlan(file);
  const { content, slug } = source;
  const matrix = await matrixOf(source, tools.project);
  const points = expand(source, matrix);
  const { pictures, warnings } = await checkFiles(source, matrix, tools);
  const batch = await batchOf(slug, tools.project, tools.clock.now());
  const parts: RequestParts = {
    slug,
    batch,
    prompts: new Map(matrix.prompts.map((prompt) => [prompt.id, prompt])),
    pictures: new Map(matrix.pictures.map((picture) => [picture.id, picture.source])),
  };
  const asked = points.map((point) => ({ point, request: cellRequest(point, parts) }));
  const models = await knownModels(source, asked, tools);
  const { cells, refused, comparable, notes } = await priceCells(source, asked, models, warnings, tools);
  return {
    slug,
    title: content.title ?? slug,
    goal: content.goal ?? null,
    file: source.file,
    batch,
    budget: microsOrNull(content.budget_usd ?? null),
    simulated: tools.simulated,
    models: matrix.models.map(({ name }) => name),
    prompts: matrix.prompts,
    pictures,
    cells,
    refused,
    cost: totalCost(cells),
    warnings: [...matrix.ignored, ...warnings, ...unfairComparisons(comparable), ...notes],
  };
}
