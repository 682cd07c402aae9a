import { inputError } from '../../errors.ts';
import type { Jobs, Plan, PlannedStep, Planner } from '../../jobs/jobs.ts';
import type { JobState } from '../../store/job.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import type { ExperimentPlan } from '../types.ts';
import { readBatchFile } from './batch-file.ts';
import { type CellToStart, cellsToStart } from './cell-jobs.ts';
import type { BatchFile, NewCell, RunFiles } from './types.ts';
import { whatIsNew } from './what-is-new.ts';

/** What a run would do now: the cells to start as one plan, and the jobs that are under way from before. */
export interface PreparedRun {
  experiment: ExperimentPlan;
  plan: Plan;
  new_cells: NewCell[];
  underWay: string[];
  /** What the folder says of the run before; `null` at the first. */
  before: BatchFile | null;
}

/** Takes up what earlier runs left, and plans the rest. The caller has claimed the experiment. */
export async function prepareRun(
  given: ExperimentPlan,
  retryFailed: boolean,
  planner: Planner,
  { jobs, ...files }: RunFiles & { jobs: Jobs },
): Promise<PreparedRun> {
  const account = await jobs.accountOf(given.slug);
  const experiment = { ...given, batch: account?.batch ?? given.batch };
  await settleLeft(experiment.slug, jobs);
  const known = await jobs.cells(given.slug);
  const before = await readBatchFile(experiment.batch, files);
  const cells = [...experiment.cells, ...(before?.cells ?? []), ...(before?.former_cells ?? [])];
  const ids = new Set(cells.map(({ cell_id }) => cell_id));
  const underWay = known
    .filter(({ cell, state }) => ids.has(cell) && OPEN.includes(state))
    .map(({ job_id }) => job_id);
  const wasThere = before !== null && account !== null;
  return {
    experiment,
    plan: await planOfCells(experiment, cellsToStart(experiment, known, { retryFailed }), planner),
    underWay,
    before,
    new_cells: wasThere ? whatIsNew(experiment, { ...before.plan, cells: before.cells }) : [],
  };
}

/** These cells as one plan, read and priced as they would be sent now. */
export async function planOfCells(
  { slug, batch, budget }: Pick<ExperimentPlan, 'slug' | 'batch' | 'budget'>,
  cells: readonly CellToStart[],
  planner: Planner,
): Promise<Plan> {
  const steps: PlannedStep[] = [];
  for (const { cell, key } of cells) {
    const own = { experiment: slug, batch, cell: cell.cell_id, idempotency_key: key };
    const step = await planner.step({ ...cell.request, ...own });
    const isSame =
      step.plan.endpoint_id === cell.endpoint_id &&
      canonicalJson(step.plan.arguments) === canonicalJson(cell.arguments);
    if (!isSame) {
      throw inputError({
        code: 'PLAN_CHANGED',
        message: `An input of ${slug} is no longer what was planned for ${cell.axes.model} (${cell.cell_id}). Nothing was sent.`,
        next: 'Call again with the file of the experiment: it is planned anew, and what changed makes new cells.',
      });
    }
    // The experiment knows more: what a job asks may be an adjustment of what the experiment asks.
    steps.push({ ...step, plan: { ...step.plan, fields: cell.fields } });
  }
  return await planner.plan(steps, { experiment: slug, ...(budget === null ? {} : { budget }) });
}

const OPEN: readonly JobState[] = ['submitting', 'queued', 'running', 'completed', 'unknown'];
const SENDING: readonly JobState[] = ['planned', 'submitting'];

/** How long jobs that a dead run was about to send are waited for: to see that is a matter of milliseconds. */
const SETTLE_LOOKS = 40;

/** Jobs that a killed run had not sent yet are free again, and those it was sending become unknown and are looked for. */
async function settleLeft(slug: string, jobs: Jobs): Promise<void> {
  await jobs.recover();
  for (let look = 0; look < SETTLE_LOOKS; look++) {
    const sending = await jobs.list({ experiment: slug, states: SENDING });
    if (sending.length === 0) return;
    const ids = sending.map(({ job_id }) => job_id);
    await jobs.wait(ids, { ms: 100, until: 'change' });
  }
}
