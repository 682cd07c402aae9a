import { canonicalJson } from '../../util/canonical-json.ts';
import type { ExperimentPlan, PlannedCell } from '../types.ts';
import type { NewCell } from './types.ts';

type Compared = Pick<ExperimentPlan, 'cells' | 'prompts' | 'pictures'>;

/** The cells that the plan did not have before, each with the reason: a wider plan, or something in it that changed. */
export function whatIsNew(plan: Compared, before: Compared): NewCell[] {
  const known = new Set(before.cells.map(({ cell_id }) => cell_id));
  // The first of those that are alike.
  const byAxes = new Map(before.cells.toReversed().map((cell) => [canonicalJson(cell.axes), cell]));
  return plan.cells
    .filter(({ cell_id }) => !known.has(cell_id))
    .map((cell) => {
      const same = byAxes.get(canonicalJson(cell.axes));
      return { cell_id: cell.cell_id, why: whyNew(cell, same, plan, before) };
    });
}

function whyNew(cell: PlannedCell, same: PlannedCell | undefined, plan: Compared, before: Compared): string {
  const { axes } = cell;
  if (same !== undefined) return whatChanged(cell, same, plan, before);
  const wider = (Object.keys(axes) as (keyof typeof axes)[])
    .filter((axis) => !before.cells.some((other) => other.axes[axis] === axes[axis]))
    .map((axis) => `${axis.replace('_seconds', '')} ${axes[axis]}`);
  return wider.length === 0 ? 'a new combination' : `new: ${wider.join(', ')}`;
}

function whatChanged(cell: PlannedCell, same: PlannedCell, plan: Compared, before: Compared): string {
  const { prompt, picture } = cell.axes;
  const now = plan.pictures.find(({ id }) => id === picture);
  const then = before.pictures.find(({ id }) => id === picture);
  const words = (value: unknown) =>
    // The picture's own digest in the arguments is told as the picture.
    (canonicalJson(value) ?? '').replaceAll(now?.sha256 ?? '-', '').replaceAll(then?.sha256 ?? '-', '');
  const names = new Set([...Object.keys(cell.arguments), ...Object.keys(same.arguments)]);
  const others = [...names].filter(
    (name) => name !== 'prompt' && words(cell.arguments[name]) !== words(same.arguments[name]),
  );
  return [
    ...(cell.endpoint_id === same.endpoint_id ? [] : [`${cell.axes.model} is now ${cell.endpoint_id}`]),
    ...(now?.sha256 === then?.sha256 && now?.source === then?.source
      ? []
      : [`the picture ${now?.source ?? picture} changed`]),
    ...(cell.request.prompt === same.request.prompt ? [] : [`the words of the prompt ${prompt} changed`]),
    ...(others.length === 0 ? [] : [`changed arguments: ${others.join(', ')}`]),
  ].join('; ');
}
