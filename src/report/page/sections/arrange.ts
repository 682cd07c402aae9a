import type { ReportCell, ReportData } from '../../report-data.ts';
import { cellStanding, STANDINGS } from './cell-state.ts';
import type { Naming } from './naming.ts';
import type { SortKey, ViewState } from '../view-state.ts';

/** The cells that pass the filter, in the order of the sort. Without a value they stand last, either way round. */
export function arrange(data: ReportData, state: ViewState, naming: Naming): ReportCell[] {
  const cells = data.cells.filter((cell) => isShown(cell, data, state, naming));
  if (state.blind) return cells.toSorted((a, b) => naming.blind(a).localeCompare(naming.blind(b)));
  const sign = state.descending ? -1 : 1;
  const value = (cell: ReportCell) => sortValue(cell, state, data);
  const order = (a: ReportCell, b: ReportCell) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return (
      sign * (typeof left === 'number' && typeof right === 'number' ? left - right : collate(left, right))
    );
  };
  return cells.toSorted(order);
}

const collate = (left: string | number, right: string | number) =>
  String(left).localeCompare(String(right), 'en', { numeric: true });

function isShown(cell: ReportCell, data: ReportData, state: ViewState, naming: Naming): boolean {
  // Without a clip there is nothing to judge, and a reason would name its model.
  if (state.blind) return cell.video_href !== null;
  const { models, prompts, standings } = state.hidden;
  const { model, prompt } = cell.axes;
  if (models.has(model) || prompts.has(prompt) || standings.has(cellStanding(cell))) return false;
  const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const told = data.prompts.find(({ id }) => id === prompt)?.text ?? '';
  const haystack = [
    naming.full(cell.axes),
    cell.endpoint_id,
    STANDINGS[cellStanding(cell)],
    cell.status,
    cell.job_id,
    cell.request_id,
    cell.cell_id,
    cell.error?.message,
    told,
  ];
  const text = haystack.join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

function sortValue(cell: ReportCell, { sort, measure }: ViewState, data: ReportData): string | number | null {
  const values: Record<SortKey, () => string | number | null> = {
    plan: () => data.cells.indexOf(cell),
    model: () => cell.axes.model,
    prompt: () => cell.axes.prompt,
    standing: () => Object.keys(STANDINGS).indexOf(cellStanding(cell)),
    estimated: () => cell.estimate.expected,
    billed: () => cell.billed,
    units: () => cell.billable_units,
    queue: () => cell.queue_seconds,
    work: () => cell.work_seconds,
    measure: () => cell.measures?.measures[measure]?.value ?? null,
  };
  return values[sort]();
}

export interface CellGroup {
  title: string;
  /** The prompt in full, under its name. */
  text: string | null;
  cells: ReportCell[];
}

/** Cells under a heading each. Blind, there are no models to group by. */
export function groupCells(cells: readonly ReportCell[], data: ReportData, state: ViewState): CellGroup[] {
  const by = state.blind ? 'prompt' : state.group;
  const onlyPrompt = data.prompts.length === 1 ? (data.prompts[0]?.text ?? null) : null;
  if (by === 'none') return [{ title: 'All cells', text: onlyPrompt, cells: [...cells] }];
  const groups = new Map<string, ReportCell[]>();
  for (const cell of cells) groups.set(cell.axes[by], [...(groups.get(cell.axes[by]) ?? []), cell]);
  const planned = [...new Set(data.cells.map(({ axes }) => axes[by]))];
  return planned
    .filter((name) => groups.has(name))
    .map((name) => ({
      title: name,
      text: by === 'prompt' ? (data.prompts.find(({ id }) => id === name)?.text ?? null) : null,
      cells: groups.get(name) ?? [],
    }));
}
