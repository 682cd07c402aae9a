import { asFalVideoError, type FalVideoError, toErrorRecord } from '../errors.ts';
import type { JobRequest } from '../jobs/prepare.ts';
import type { Jobs, Quoted } from '../jobs/jobs.ts';
import type { Media } from '../media/types.ts';
import type { ModelDetail, Models } from '../models/types.ts';
import type { Project } from '../project/index.ts';
import type { Clock } from '../util/clock.ts';
import { cellId } from './cell-id.ts';
import { cellRequest, type RequestParts } from './cell-request.ts';
import { clipFacts } from './clip-facts.ts';
import { expand, type Place } from './expand.ts';
import { fitRequest } from './fit-request.ts';
import { knownModels } from './known-models.ts';
import { matrixOf } from './matrix.ts';
import { parityNotes, withAdjustments } from './parity.ts';
import type { ExperimentFile } from './plan-file.ts';
import { checkFiles } from './plan-files.ts';
import { totalCost } from './plan-cost.ts';
import { readPlan, readPlanFile, type PlanSource } from './read-plan-file.ts';
import { runNumbers } from './run-numbers.ts';
import { batchOf } from './batch-name.ts';
import type { ExperimentPlan, PlannedCell, RefusedCell } from './types.ts';
import { type Comparable, unfairComparisons } from './warnings.ts';

export interface PlanTools {
  jobs: Pick<Jobs, 'quote'>;
  project: Project;
  models: Models;
  media: Media;
  clock: Clock;
  simulated: boolean;
}

/**
 * The whole matrix of an experiment, each cell checked and priced; sends nothing. `file` is a path in the
 * project, the name of an experiment, or the plan itself. A mistake in the file throws with path and line; a cell
 * that its model cannot do is in `refused`.
 */
export async function planExperiment(
  file: ExperimentFile | string,
  tools: PlanTools,
): Promise<ExperimentPlan> {
  const source = typeof file === 'string' ? await readPlanFile(file, tools.project) : readPlan(file);
  const { content, slug } = source;
  const matrix = await matrixOf(source, tools.project);
  const places = expand(source, matrix);
  const { pictures, warnings } = await checkFiles(source, matrix, tools);
  const batch = await batchOf(slug, tools.project, tools.clock.now());
  const parts: RequestParts = {
    slug,
    batch,
    prompts: new Map(matrix.prompts.map((prompt) => [prompt.id, prompt])),
    pictures: new Map(matrix.pictures.map((picture) => [picture.id, picture.source])),
  };
  const asked = places.map((place) => ({ place, request: cellRequest(place, parts) }));
  const models = await knownModels(source, asked, tools);
  const { cells, refused, comparable, notes } = await priceCells(source, asked, models, tools);
  return {
    slug,
    title: content.title ?? slug,
    goal: content.goal ?? null,
    file: source.file,
    batch,
    simulated: tools.simulated,
    models: matrix.models.map(({ name }) => name),
    prompts: matrix.prompts,
    pictures,
    cells,
    refused,
    cost: totalCost(cells),
    warnings: [...matrix.moot, ...warnings, ...unfairComparisons(comparable), ...notes],
  };
}

interface Asked {
  place: Place;
  request: JobRequest;
}

async function priceCells(
  { content }: PlanSource,
  asked: readonly Asked[],
  models: ReadonlyMap<string, ModelDetail>,
  tools: PlanTools,
) {
  const cells = new Map<string, PlannedCell>();
  const refused: RefusedCell[] = [];
  const comparable: Comparable[] = [];
  const notes = new Set<string>();
  const runOf = runNumbers(models);
  const policy = content.when_unsupported ?? 'refuse';

  for (const { place, request: wish } of asked) {
    const { axes, model: inMatrix } = place;
    const model = models.get(axes.model);
    if (model === undefined) continue;
    const { request, changes } = fitRequest(wish, model, tools.models, policy);
    const run = runOf(axes);
    const quoted = await quote(request, tools);
    if (!('resolution' in quoted)) {
      refused.push({ axes, error: toErrorRecord(quoted) });
      continue;
    }
    const { resolution, estimate } = quoted;
    const cell_id = cellId({ ...resolution, run });
    const same = cells.get(cell_id);
    if (same !== undefined) {
      notes.add(sameCell(same, place));
      continue;
    }
    cells.set(cell_id, {
      cell_id,
      axes,
      endpoint_id: resolution.endpoint_id,
      model_alias: resolution.model_alias,
      request: { ...request, cell: cell_id },
      arguments: resolution.arguments,
      fields: withAdjustments(resolution, changes, model),
      estimate,
      parity: parityNotes(resolution, changes, model, inMatrix.without, content),
    });
    comparable.push({ model: axes.model, facts: clipFacts(model, resolution.arguments) });
    for (const note of resolution.notes) notes.add(`${axes.model}: ${note}`);
  }
  return { cells: [...cells.values()], refused, comparable, notes: [...notes] };
}

/** The price, or why the model does not do it. What is no fault of the cell ends the plan. */
async function quote(request: JobRequest, { jobs }: PlanTools): Promise<Quoted | FalVideoError> {
  try {
    return await jobs.quote(request);
  } catch (thrown) {
    const error = asFalVideoError(thrown);
    if (error.fault !== 'input') throw error;
    return error;
  }
}

/** Nobody pays twice for what comes to the same. */
function sameCell({ axes }: PlannedCell, { axes: other }: Place): string {
  const differing = (Object.keys(axes) as (keyof typeof axes)[])
    .filter((name) => axes[name] !== other[name])
    .map((name) => `${name.replace('_seconds', '')} ${axes[name]} and ${other[name]}`);
  return `${axes.model}: ${differing.join(', ')} come to the same arguments, and are one cell.`;
}
