import { asFalVideoError, type FalVideoError, toErrorRecord } from '../../errors.ts';
import type { Quoted } from '../../jobs/jobs.ts';
import type { JobRequest } from '../../jobs/start/prepare.ts';
import type { ModelDetail } from '../../models/types.ts';
import { cellId } from './cell-id.ts';
import { clipFacts } from './clip-facts.ts';
import type { Place } from './expand.ts';
import { type Change, fitRequest } from './fit-request.ts';
import { parityNotes, withAdjustments } from './parity.ts';
import type { PlanTools } from './plan-tools.ts';
import type { PlanSource } from './read-plan-file.ts';
import { runNumbers } from './run-numbers.ts';
import type { PlannedCell, RefusedCell } from '../types.ts';
import type { Comparable } from './warnings.ts';

/** A place of the matrix and the job that it asks for. */
export interface Asked {
  place: Place;
  request: JobRequest;
}

export interface PricedCells {
  cells: PlannedCell[];
  refused: RefusedCell[];
  comparable: Comparable[];
  /** What is worth knowing of single cells, each once. */
  notes: string[];
}

/** Each place as a priced cell, or as one that its model refuses. Places that come to the same are one cell. */
export async function priceCells(
  { content }: PlanSource,
  asked: readonly Asked[],
  models: ReadonlyMap<string, ModelDetail>,
  tools: PlanTools,
): Promise<PricedCells> {
  const cells = new Map<string, PlannedCell>();
  const refused: RefusedCell[] = [];
  const comparable: Comparable[] = [];
  const notes = new Set<string>();
  const runOf = runNumbers(models);

  for (const { place, request: wish } of asked) {
    const { axes } = place;
    const model = models.get(axes.model);
    if (model === undefined) continue;
    const run = runOf(axes);
    const { request, changes } = fitRequest(wish, model, tools.models, content.when_unsupported ?? 'refuse');
    const quoted = await quote(request, tools);
    if (!('resolution' in quoted)) {
      refused.push({ axes, error: toErrorRecord(quoted) });
      continue;
    }
    const cell_id = cellId({ ...quoted.resolution, run });
    const same = cells.get(cell_id);
    if (same !== undefined) {
      notes.add(sameCell(same, place));
      continue;
    }
    const asks = { cell_id, place, request, changes, common: content };
    cells.set(cell_id, plannedCell(asks, quoted, model));
    comparable.push({ model: axes.model, facts: clipFacts(model, quoted.resolution.arguments) });
    for (const note of quoted.resolution.notes) notes.add(`${axes.model}: ${note}`);
  }
  return { cells: [...cells.values()], refused, comparable, notes: [...notes] };
}

interface Asks {
  cell_id: string;
  place: Place;
  request: JobRequest;
  changes: readonly Change[];
  /** The words of the file, for those that it takes away from the model. */
  common: PlanSource['content'];
}

function plannedCell(
  { cell_id, place, request, changes, common }: Asks,
  { resolution, estimate }: Quoted,
  model: ModelDetail,
): PlannedCell {
  return {
    cell_id,
    axes: place.axes,
    endpoint_id: resolution.endpoint_id,
    model_alias: resolution.model_alias,
    request: { ...request, cell: cell_id },
    arguments: resolution.arguments,
    fields: withAdjustments(resolution, changes, model),
    estimate,
    parity: parityNotes(resolution, changes, model, place.model.without, common),
  };
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
