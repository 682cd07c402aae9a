import { callOf, type NextStep, stepOf } from '../../next-step.ts';
import { nextStepSchema, safeStep } from '../answer/next-step.ts';
import { z } from 'zod';
import type { CellsSeen, ExperimentProgress } from '../../experiments/run/types.ts';
import { totalsOf } from '../../experiments/run/results-file.ts';
import type { CellState } from '../../experiments/types.ts';
import { MEASURES } from '../../media/measure-types.ts';
import { sumOfKnown, usdFromMicros, usdOrNull } from '../../util/money.ts';
import { safeText } from '../../util/safe-text.ts';
import type { Detail } from '../params.ts';
import { jsonLength, SHORT_CHARACTERS } from '../answer/fit.ts';
import { usdSchema } from '../answer/views.ts';

/** An experiment as agents and scripts see it: how far it is, and what each model came to. */

export const progressSchema = {
  experiment: z.string(),
  simulated: z.boolean(),
  status: z
    .string()
    .describe('running, complete, stopped (see stopped), partial (some cells failed, are unknown, or wait)'),
  summary: z.string(),
  cells_by_status: z.record(z.string(), z.number()),
  estimated_usd: usdSchema,
  billed_usd: z.number().describe('What is known so far'),
  stopped: z
    .object({ code: z.string(), message: z.string(), next: nextStepSchema })
    .nullable()
    .describe('Why no more cells are started'),
  new_cells: z
    .array(z.object({ cells: z.number(), why: z.string() }))
    .describe('Cells that the plan did not have when it ran before'),
  folder: z.string().describe('Relative to root, as are all paths'),
  report: z.string().describe('A page that opens from disk: videos side by side'),
  root: z.string(),
  next: nextStepSchema,
};
const progress = z.object(progressSchema);
export type ProgressView = z.output<typeof progress>;

export function progressView(state: ExperimentProgress, root: string): ProgressView {
  const { plan, cells, stopped, folder } = state;
  const totals = totalsOf(cells);
  return {
    experiment: plan.slug,
    simulated: plan.simulated,
    status: statusOf(state),
    summary: summaryOf(state),
    cells_by_status: totals.by_status,
    estimated_usd: totals.estimated_usd,
    billed_usd: totals.billed_usd,
    stopped:
      stopped === null
        ? null
        : {
            code: stopped.code,
            message: safeText(stopped.message, 600),
            next: safeStep(stopped.next, 300),
          },
    new_cells: newCells(state),
    folder,
    report: `${folder}/report.html`,
    root,
    next: nextOf(state),
  };
}

function statusOf({ running, stopped, cells }: ExperimentProgress): string {
  if (running !== 'no') return 'running';
  if (cells.every(({ status }) => status === 'collected')) return 'complete';
  return stopped === null ? 'partial' : 'stopped';
}

const OPEN: readonly CellState['status'][] = [
  'waiting',
  'planned',
  'submitting',
  'queued',
  'running',
  'completed',
];

function summaryOf(state: ExperimentProgress): string {
  const { cells, former, plan, running } = state;
  const { by_status, billed_usd, bill_unknown } = totalsOf([...cells, ...former]);
  const collected = cells.filter(({ status }) => status === 'collected');
  const done = collected.filter(({ has_video }) => has_video).length;
  const isOpen = cells.some(({ status }) => OPEN.includes(status));
  const others = Object.entries(by_status)
    .filter(([status]) => status !== 'collected')
    .map(([status, count]) => `${count} ${status}`);
  if (done < collected.length) others.unshift(`${collected.length - done} collected without one`);
  return [
    `${done} of ${cells.length} cells have their video${others.length === 0 ? '' : ` (${others.join(', ')})`}.`,
    `Billed so far: $${billed_usd.toFixed(2)}${plan.simulated ? ', simulated' : ''}${bill_unknown === 0 ? '' : `; ${bill_unknown} bills are not known yet`}.`,
    ...(former.length === 0 ? [] : [`${former.length} cells of earlier plans are kept.`]),
    ...(plan.refused.length === 0 ? [] : [`${plan.refused.length} cells cannot be done by their model.`]),
    ...(running === 'elsewhere' ? ['Another process runs it.'] : []),
    ...(running === 'no' || isOpen ? [] : ['The last videos are still to be looked at.']),
  ].join(' ');
}

function nextOf({ plan, running, cells, stopped, folder }: ExperimentProgress): NextStep {
  const { slug } = plan;
  if (running !== 'no')
    return callOf('get_experiment', { experiment: slug, wait_seconds: 45 }, 'follows it.');
  const again = (text: string, more = {}) =>
    callOf('run_experiment', { file: plan.file ?? slug, ...more }, text);
  const has = (...statuses: CellState['status'][]) => cells.some(({ status }) => statuses.includes(status));
  if (stopped !== null) {
    const { tool, text } = safeStep(stopped.next, 300);
    return again(`goes on; what is done costs nothing.${tool === undefined ? ` First: ${text}` : ''}`);
  }
  if (has('waiting', 'not-sent')) return again('starts what is left; what is done costs nothing.');
  if (has('unknown')) return again('looks for the unknown ones again, and sends none of them twice.');
  if (has('failed', 'expired', 'cancelled'))
    return again('makes the failed cells anew, as new paid jobs; else they stay as they are.', {
      retry_failed: true,
    });
  return stepOf(`Open ${folder}/report.html to compare, and keep the verdict as a learning of ${slug}.`);
}

function newCells({ new_cells }: ExperimentProgress): ProgressView['new_cells'] {
  const counts = new Map<string, number>();
  for (const { why } of new_cells) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].map(([why, cells]) => ({ cells, why: safeText(why, 300) }));
}

/** One cell in a row; `former`: no longer in the plan. */
export function cellView(
  cell: CellState,
  remarks: CellsSeen['remarks'],
  { detail, former = false }: { detail: Detail; former?: boolean },
) {
  const { axes, error, video, measures } = cell;
  const notes = remarks
    .filter(({ cell_id }) => cell_id === cell.cell_id)
    .map(({ text }) => safeText(text, 300));
  return {
    cell_id: cell.cell_id,
    model: axes.model,
    prompt: axes.prompt,
    ...(axes.picture === null ? {} : { picture: axes.picture }),
    ...(axes.seed === null ? {} : { seed: axes.seed }),
    ...(axes.duration_seconds === null ? {} : { duration: axes.duration_seconds }),
    ...(axes.repeat === 1 ? {} : { repeat: axes.repeat }),
    status: cell.status,
    ...(former ? { former: true } : {}),
    job_id: cell.job_id,
    estimated_usd: usdOrNull(cell.estimate.expected),
    billed_usd: usdOrNull(cell.billed),
    queue_seconds: cell.queue_seconds,
    work_seconds: cell.work_seconds,
    video: video?.path ?? null,
    ...(video === null ? {} : { size: `${video.width}x${video.height}`, seconds: video.seconds }),
    ...(measures === null || detail === 'concise'
      ? {}
      : {
          measures: Object.fromEntries(
            MEASURES.map((name) => [name, rounded(measures.measures[name]?.value ?? null)]),
          ),
          loop:
            measures.loop === null
              ? null
              : { frames: measures.loop.repeat - measures.loop.first, seam: rounded(measures.loop.seam) },
        }),
    ...(error === null ? {} : { error: { code: error.code, message: safeText(error.message, 300) } }),
    ...(cell.parity.length === 0 || detail === 'concise'
      ? {}
      : { parity: cell.parity.map(({ text }) => safeText(text, 200)) }),
    ...(notes.length === 0 ? {} : { remarks: notes }),
  };
}

/**
 * The comparison by model: counts, money, time and the middle of each measure. Of so many models that their measures would
 * fill a short answer, these are told where more than that is asked for.
 */
export function modelViews(models: readonly string[], cells: readonly CellState[], detail: Detail) {
  const views = models.map((model) => {
    const own = cells.filter(({ axes }) => axes.model === model);
    const collected = own.filter(({ status }) => status === 'collected');
    const values = MEASURES.map((name) => {
      const known = collected.flatMap(({ measures }) => measures?.measures[name]?.value ?? []);
      return [name, rounded(median(known))] as const;
    }).filter(([, value]) => value !== null);
    return {
      model,
      cells: own.length,
      collected: collected.length,
      billed_usd: usdFromMicros(sumOfKnown(own.map(({ billed }) => billed))),
      queue_seconds: rounded(median(own.flatMap(({ queue_seconds }) => queue_seconds ?? []))),
      work_seconds: rounded(median(own.flatMap(({ work_seconds }) => work_seconds ?? []))),
      ...(values.length === 0 ? {} : { median_measures: Object.fromEntries(values) }),
    };
  });
  if (detail === 'full' || jsonLength(views) <= SHORT_CHARACTERS / 2) return views;
  return views.map(({ model, cells: count, collected, billed_usd, queue_seconds, work_seconds }) => ({
    model,
    cells: count,
    collected,
    billed_usd,
    queue_seconds,
    work_seconds,
  }));
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

const rounded = (value: number | null) => (value === null ? null : Number(value.toPrecision(3)));
