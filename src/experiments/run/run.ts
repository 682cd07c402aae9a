import { asFalVideoError, type ErrorRecord, inputError, toErrorRecord } from '../../errors.ts';
import type { Hold } from '../../jobs/start/hold-plan.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Planned } from '../../jobs/start/prepare.ts';
import type { Job, JobState } from '../../jobs/types.ts';
import type { Project } from '../../project/index.ts';
import type { Clock } from '../../util/clock.ts';
import { acquire, type Lock } from '../../util/lock.ts';
import type { ExperimentPlan } from '../types.ts';
import { readBatchFile, writeBatchFile } from './batch-file.ts';
import { cellsToStart, jobsOfCells } from './cell-jobs.ts';
import { Luck } from './luck.ts';
import { planCells } from './plan-cells.ts';
import type { LiveRun } from './records.ts';
import { runCells } from './run-cells.ts';
import type { BatchFile, NewCell, StopReason } from './types.ts';
import { whatIsNew } from './what-is-new.ts';

export interface RunTools {
  jobs: Jobs;
  project: Project;
  clock: Clock;
}

/** How long a start waits for the lock: others take it for a moment to see whether a run lives. */
const LOCK_MS = 1_000;
/** How long jobs that a dead run was about to send are waited for: to see that is a matter of milliseconds. */
const SETTLE_LOOKS = 40;

/** The experiment's lock, or an error: no two processes run the same experiment. */
export async function lockExperiment(slug: string, { project }: Pick<RunTools, 'project'>): Promise<Lock> {
  const lock = await acquire(project.places.experimentLock(slug), LOCK_MS);
  if (lock !== null) return lock;
  throw inputError({
    code: 'EXPERIMENT_RUNNING',
    message: `Another process is running the experiment ${slug}. Nothing was started.`,
    next: `get_experiment {"experiment":"${slug}"} follows it.`,
  });
}

/** What a run would do now: the cells to start as priced jobs, and the jobs that are under way from before. */
export interface Prepared {
  plan: ExperimentPlan;
  new_cells: NewCell[];
  planned: Planned[];
  underWay: string[];
  /** What the folder says of the run before; `null` at the first. */
  before: BatchFile | null;
}

/** Takes up what earlier runs left, and prepares the rest. The caller holds the experiment's lock. */
export async function prepareRun(
  given: ExperimentPlan,
  retryFailed: boolean,
  { jobs, project }: RunTools,
): Promise<Prepared> {
  const money = await jobs.moneyOf(given.slug);
  const plan = { ...given, batch: money?.batch ?? given.batch };
  await settleLeft(plan.slug, jobs);
  const known = await jobs.list();
  const before = await readBatchFile(plan.batch, project);
  const planned = await planCells(plan, cellsToStart(plan, known, { retryFailed }), jobs);
  const cells = [...plan.cells, ...(before?.cells ?? []), ...(before?.former_cells ?? [])];
  const ids = new Set(cells.map(({ cell_id }) => cell_id));
  const underWay = [...jobsOfCells(plan.slug, known)]
    .filter(([cellId, { job }]) => ids.has(cellId) && OPEN.includes(job.state))
    .map(([, { job }]) => job.job_id);
  const wasThere = before !== null && money !== null;
  return {
    plan,
    planned,
    underWay,
    before,
    new_cells: wasThere ? whatIsNew(plan, { ...before.plan, cells: before.cells }) : [],
  };
}

const OPEN: readonly JobState[] = ['submitting', 'queued', 'running', 'completed', 'unknown'];
const SENDING: readonly JobState[] = ['planned', 'submitting'];

/** Jobs that a killed run had not sent yet are free again, and those it was sending become unknown and are looked for. */
async function settleLeft(slug: string, jobs: Jobs): Promise<void> {
  await jobs.recover();
  for (let look = 0; look < SETTLE_LOOKS; look++) {
    const sending = (await jobs.list()).filter(
      ({ plan, state }) => plan.experiment === slug && SENDING.includes(state),
    );
    if (sending.length === 0) return;
    const ids = sending.map(({ job_id }) => job_id);
    await jobs.wait(ids, { ms: 100, until: 'change' });
  }
}

/** A run whose money is held. It goes on by itself; `done` resolves when nothing more can be done. */
export class Run implements LiveRun {
  readonly troubles = new Map<string, ErrorRecord>();
  readonly new_cells: NewCell[];
  readonly #stopping = new AbortController();
  readonly #luck: Luck;
  isOver = false;
  done: Promise<void> = Promise.resolve();

  constructor(prepared: Prepared, { project, clock }: RunTools) {
    this.new_cells = prepared.new_cells;
    this.#luck = new Luck(project.config.stop_after_failures, () => clock.now());
  }

  get stopped(): StopReason | null {
    return this.#luck.reason;
  }

  /** Starts no more cells. */
  stop(): void {
    this.#luck.stop(
      'LEFT',
      'The run was left before it had started every cell; those at fal are not cancelled.',
      'The same command goes on with the rest.',
    );
    this.#stopping.abort(new Error('the run was left'));
  }

  /** Everything up to the first job, then the jobs in the background. The lock is given back at the end. */
  async begin(prepared: Prepared, hold: Hold | null, lock: Lock, tools: RunTools, onEnd: (job: Job) => void) {
    const { plan, planned, underWay, before } = prepared;
    const { jobs, project, clock } = tools;
    const end = async () => {
      try {
        if (hold !== null) await jobs.release(plan.slug, hold.hold_id);
      } finally {
        await lock.release();
        this.isOver = true;
      }
    };
    try {
      await writeBatchFile(plan, before, await jobs.list(), project, clock.now());
    } catch (thrown) {
      await end();
      throw thrown;
    }
    this.done = runCells(planned, underWay, {
      jobs,
      config: project.config,
      clock,
      luck: this.#luck,
      signal: this.#stopping.signal,
      onTrouble: (cellId, thrown) => this.troubles.set(cellId, toErrorRecord(asFalVideoError(thrown))),
      onEnd,
    })
      .catch((thrown: unknown) => this.#luck.fail(toErrorRecord(asFalVideoError(thrown))))
      .then(end);
  }
}
