import { asFalVideoError, type FalVideoError, toErrorRecord } from '../../errors.ts';
import type { JobRequest, PlannedStep } from '../../jobs/jobs.ts';
import { clipFacts } from '../../models/clip-facts.ts';
import { makes } from '../../models/makes.ts';
import { dearerHistory, historyNote } from '../../jobs/plan/price-history.ts';
import type { ModelDetail } from '../../models/types.ts';
import type { MatrixPoint } from './expand.ts';
import { type Change, fitRequest } from './fit-request.ts';
import { parityNotes, withAdjustments } from './parity.ts';
import type { PlanTools } from './plan-tools.ts';
import type { PlanSource } from './read-plan-file.ts';
import { sha256OfJson } from '../../util/hash.ts';
import type { CellAxes, PlannedCell, RefusedCell } from '../types.ts';
import type { Comparable } from './warnings.ts';

/** A point of the matrix and the job that it asks for. */
export interface AskedPoint {
  point: MatrixPoint;
  request: JobRequest;
}

export interface PricedCells {
  cells: PlannedCell[];
  refused: RefusedCell[];
  comparable: Comparable[];
  /** What is worth knowing of single cells, each once. */
  notes: string[];
}

/**
 * Each point as a priced cell, or as one that its model refuses. Points that come to the same are one cell. What is
 * `said` of the pictures already is not said of each model again.
 */
export async function priceCells(
  { content }: PlanSource,
  asked: readonly AskedPoint[],
  models: ReadonlyMap<string, ModelDetail>,
  said: readonly string[],
  tools: PlanTools,
): Promise<PricedCells> {
  const cells = new Map<string, PlannedCell>();
  const refused: RefusedCell[] = [];
  const comparable: Comparable[] = [];
  const notes = new Set<string>();
  /** By model: cells of other lengths would say the same in other figures. */
  const dearer = new Map<string, string>();
  const runOf = runNumbers(models);

  for (const { point, request: wish } of asked) {
    const { axes } = point;
    const model = models.get(axes.model);
    if (model === undefined) continue;
    const run = runOf(axes);
    const { request, changes } = fitRequest(wish, model, tools.models, content.when_unsupported ?? 'refuse');
    const step = await planned(request, tools);
    if (!('plan' in step)) {
      refused.push({ axes, error: toErrorRecord(step) });
      continue;
    }
    const { plan } = step;
    const cell_id = cellId({ ...plan, run });
    const same = cells.get(cell_id);
    if (same !== undefined) {
      notes.add(sameCell(same, point));
      continue;
    }
    const asks = { cell_id, point, request, changes, common: content };
    cells.set(cell_id, plannedCell(asks, step, model));
    comparable.push({ model: axes.model, facts: clipFacts(model, plan.arguments) });
    for (const note of plan.notes ?? []) if (!said.includes(note)) notes.add(`${axes.model}: ${note}`);
    if (makes(axes.model, tools.models) === 'image') notes.add(`${axes.model}: ${NO_CLIP}`);
    const history = dearerHistory(plan.estimate.high, step.history);
    if (history !== null) dearer.set(axes.model, historyNote(history, plan.estimate.high));
  }
  for (const [model, note] of dearer) notes.add(`${model}: ${note}`);
  return { cells: [...cells.values()], refused, comparable, notes: [...notes] };
}

/**
 * Which run of the same arguments a point is, from 1. A seed makes arguments of its own; for a model without one
 * each seed is one more run of the same, so that every model gets as many tries.
 */
function runNumbers(models: ReadonlyMap<string, ModelDetail>): (axes: CellAxes) => number {
  const counted = new Map<string, number>();
  return (axes) => {
    if (models.get(axes.model)?.words['seed'] !== undefined) return axes.repeat;
    const { model, prompt, picture, duration_seconds } = axes;
    const key = JSON.stringify([model, prompt, picture, duration_seconds]);
    const run = (counted.get(key) ?? 0) + 1;
    counted.set(key, run);
    return run;
  };
}

/** What makes a cell the one it is. A local file stands in the arguments as `file:<sha256>`. */
export interface CellIdentity {
  endpoint_id: string;
  arguments: Record<string, unknown>;
  /** Which one of several runs with the very same arguments, from 1. */
  run: number;
}

/** The same model, arguments, input bytes and run give the same id, in every plan and on every machine. */
export function cellId({ endpoint_id, arguments: args, run }: CellIdentity): string {
  const digest = sha256OfJson({ endpoint_id, arguments: args, repeat: run });
  return `cell_${digest.slice(0, 16)}`;
}

interface Asks {
  cell_id: string;
  point: MatrixPoint;
  request: JobRequest;
  changes: readonly Change[];
  /** The words of the file, for those that it takes away from the model. */
  common: PlanSource['content'];
}

function plannedCell(
  { cell_id, point, request, changes, common }: Asks,
  { plan }: PlannedStep,
  model: ModelDetail,
): PlannedCell {
  return {
    cell_id,
    axes: point.axes,
    endpoint_id: plan.endpoint_id,
    model_alias: plan.model_alias,
    request: { ...request, cell: cell_id },
    arguments: plan.arguments,
    fields: withAdjustments(plan, changes, model),
    estimate: plan.estimate,
    parity: parityNotes(plan, changes, model, point.model.without, common),
  };
}

/** The job and its price, or why the model does not do it. What is no fault of the cell ends the plan. */
async function planned(request: JobRequest, { planner }: PlanTools): Promise<PlannedStep | FalVideoError> {
  try {
    return await planner.step(request);
  } catch (thrown) {
    const error = asFalVideoError(thrown);
    if (error.fault !== 'input') throw error;
    return error;
  }
}

const NO_CLIP = 'it makes images and no videos: they are paid and kept, and stand in no comparison of clips.';

/** Nobody pays twice for what comes to the same. */
function sameCell({ axes }: PlannedCell, { axes: other }: MatrixPoint): string {
  const differing = (Object.keys(axes) as (keyof typeof axes)[])
    .filter((name) => axes[name] !== other[name])
    .map((name) => `${name.replace('_seconds', '')} ${axes[name]} and ${other[name]}`);
  return `${axes.model}: ${differing.join(', ')} come to the same arguments, and are one cell.`;
}
