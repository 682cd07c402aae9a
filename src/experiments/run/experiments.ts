import { callOf } from '../../next-step.ts';
import { FalVideoError, inputError } from '../../errors.ts';
import type { Jobs, Plan, Planner } from '../../jobs/jobs.ts';
import type { Media } from '../../media/types.ts';
import type { Project } from '../../project/index.ts';
import type { Clock } from '../../util/clock.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Claims } from '../../store/claims.ts';
import type { Job } from '../../store/job.ts';
import type { Micros } from '../../util/money.ts';
import { type ExperimentPlan, withBudget } from '../types.ts';
import { claimRun, Run } from '../../runs/run.ts';
import { readBatchFile, writeBatchFile } from './batch-file.ts';
import { cellsToStart } from './cell-jobs.ts';
import { Inspections } from './inspections.ts';
import { planOfCells, prepareRun } from './prepare-run.ts';
import { ExperimentFiles, type ExperimentLook, type LiveRun, type PickCells } from './experiment-files.ts';
import type { ExperimentProgress, ExperimentState } from './types.ts';

export interface RunExperimentOptions {
  /** The user's consent to the price of the whole plan. */
  quote_id?: string | undefined;
  /** Asked for the quote of a plan that needs one and has none: `null` shows the price instead. What it throws ends the run. */
  consent?: (experiment: ExperimentPlan, plan: Plan) => Promise<string | null>;
  /** At most this for all its jobs, where it is less than what the file says. */
  budget?: Micros | undefined;
  /** Tries failed cells once more: each is a new, paid job. */
  retry_failed?: boolean | undefined;
}

/** A run that began, or the price that has to be agreed to first. */
export type Begun =
  | { kind: 'begun'; state: ExperimentState }
  | { kind: 'quote-needed'; experiment: ExperimentPlan; plan: Plan };

/** Running experiments, and seeing how they stand. An experiment is named by its file or its slug. */
export interface Experiments {
  /**
   * Starts or resumes it, and goes on with it in the background. Nothing is paid twice: finished cells stay,
   * unknown ones are looked for and never sent again, failed ones are kept unless they are to be tried anew.
   */
  run(given: string, options?: RunExperimentOptions): Promise<Begun>;
  /** What a run would begin now, as one plan: the very figures that `run` goes by. Sends nothing. */
  price(experiment: ExperimentPlan, planner: Planner): Promise<Plan>;
  /** How far it is, whoever runs it. */
  progress(given: string): Promise<ExperimentProgress>;
  /** The same, with a look at the cells that `pick` names by it. */
  look(given: string, pick: PickCells): Promise<ExperimentLook>;
  /** The same, with a look at every cell. */
  state(given: string): Promise<ExperimentState>;
  /** Waits until its run is over, here or elsewhere, or the time is. */
  ended(given: string, options: { ms: number; signal?: AbortSignal }): Promise<void>;
  /** The same, and how it stands then. */
  wait(given: string, options: { ms: number; signal?: AbortSignal }): Promise<ExperimentState>;
  /** Starts no more cells of it; those at fal go on. */
  stop(given: string): Promise<void>;
  /** Brings its files up to the journal. */
  write(given: string): Promise<void>;
  /** Starts no more cells of any, gives back what was held for them, and writes what is known. */
  close(): Promise<void>;
}

export interface ExperimentsOptions {
  jobs: Jobs;
  claims: Claims;
  blobs: Blobs;
  project: Project;
  media: Media;
  clock: Clock;
  plan: (given: string, planner: Planner) => Promise<ExperimentPlan>;
  /** Writes the page. */
  writeReport: (state: ExperimentState) => Promise<void>;
}

const BEAT_MS = 500;

export function createExperiments(options: ExperimentsOptions): Experiments {
  const { jobs, clock } = options;
  const runs = new Map<string, LiveRun>();
  const inspections = new Inspections(options);
  const files = new ExperimentFiles({ ...options, inspections, runHere: (slug) => runs.get(slug) ?? null });
  const unlisten = jobs.listen(({ job }) => {
    const slug = job.plan.experiment;
    if (slug === null) return;
    files.touch(slug);
    inspections.add(job, () => files.touch(slug));
  });

  async function found<Found>(given: string, find: (slug: string) => Promise<Found | null>): Promise<Found> {
    const it = await find(await slugOf(given));
    if (it !== null) return it;
    throw inputError({
      code: 'NEVER_RAN',
      message: `The experiment ${given} has not run in this project.`,
      next: callOf('plan_experiment', { file: given }, 'shows what it would cost, and how it is started.'),
    });
  }

  const state = (given: string) => found(given, (slug) => files.state(slug));

  /** The name under which the journal knows it. */
  async function slugOf(given: string): Promise<string> {
    if ((await jobs.accountOf(given)) !== null) return given;
    return (await options.plan(given, jobs.planner())).slug;
  }

  /** From its file; where that is gone, as it was last run. */
  async function planOf(given: string, planner: Planner, budget?: Micros): Promise<ExperimentPlan> {
    try {
      return withBudget(await options.plan(given, planner), budget);
    } catch (thrown) {
      const account = await jobs.accountOf(given);
      const isGone = thrown instanceof FalVideoError && thrown.code === 'NO_SUCH_EXPERIMENT';
      const batch = isGone && account !== null ? await readBatchFile(account.batch, options) : null;
      if (batch === null) throw thrown;
      return withBudget({ ...batch.plan, cells: batch.cells }, budget);
    }
  }

  async function run(given: string, runOptions: RunExperimentOptions = {}): Promise<Begun> {
    const { quote_id, budget, retry_failed = false, consent } = runOptions;
    // The plan and its run are one call: what is read and priced once is what is run.
    const planner = jobs.planner();
    const asked = await planOf(given, planner, budget);
    const { slug } = asked;
    const last = runs.get(slug);
    if (last?.run.isOver === false) return { kind: 'begun', state: await state(slug) };
    // What it still has to look at, this one waits for at its end.
    last?.leave();
    await last?.done.catch(() => undefined);
    const claim = await claimRun(slug, options);
    let live: Run | undefined;
    try {
      const { experiment, plan, underWay, before, new_cells } = await prepareRun(
        asked,
        retry_failed,
        planner,
        options,
      );
      const account = await jobs.accountOf(slug);
      // The first reservation names its folder, be there anything to start or not; a dead run's is replaced.
      const reserves = plan.steps.length > 0 || account === null || account.open !== null;
      let reservation = reserves ? await jobs.reserve(plan, experiment.batch, quote_id) : null;
      if (reserves && reservation === null) {
        const agreed = (await consent?.(experiment, plan)) ?? null;
        if (agreed !== null) reservation = await jobs.reserve(plan, experiment.batch, agreed);
        if (reservation === null) return { kind: 'quote-needed', experiment, plan };
      }
      try {
        await writeBatchFile(experiment, before, await jobs.cells(slug), options, clock.now());
      } catch (thrown) {
        if (reservation !== null) await jobs.release(reservation);
        throw thrown;
      }
      const inspect = (job: Job) => inspections.add(job, () => files.touch(slug));
      const started = new Run(options, { plan, underWay, reservation, onEnd: inspect });
      live = started;
      let leave = () => {};
      const left = new Promise<void>((resolve) => (leave = resolve));
      const toTheEnd = async () => {
        // Another process may run it again meanwhile; that its videos are still looked at is seen by this claim.
        const inspecting = await options.claims.take({ experiment: slug, part: 'inspection' });
        try {
          try {
            await started.done;
          } finally {
            await claim.release();
          }
          await finish(slug, started, left);
        } finally {
          await inspecting?.release();
          // From here on its files say it all, also what other processes add to them.
          runs.delete(slug);
        }
      };
      const ours: LiveRun = {
        run: started,
        leave,
        new_cells,
        cells: new Map(plan.steps.map(({ plan: job }) => [job.idempotency_key ?? '', job.cell ?? ''])),
        done: toTheEnd(),
      };
      runs.set(slug, ours);
      for await (const page of jobs.pages({ experiment: slug, states: ['collected'] })) page.forEach(inspect);
      await files.write(slug);
      return { kind: 'begun', state: await state(slug) };
    } finally {
      if (live === undefined) await claim.release();
    }
  }

  /** Bills that came late, a look at every video, and the files as they stay. */
  async function finish(slug: string, { stopped }: Run, left: Promise<void>): Promise<void> {
    // Whoever left is not kept waiting; the next run makes up for it.
    if (stopped?.code === 'LEFT') return await files.write(slug);
    await jobs.settleBills({ experiment: slug }).catch(() => undefined);
    await files.write(slug);
    await Promise.race([inspections.finished(slug), left]);
    await files.write(slug);
  }

  async function ended(given: string, { ms, signal }: { ms: number; signal?: AbortSignal }): Promise<void> {
    const slug = await slugOf(given);
    const over = new AbortController();
    const stop = AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])]);
    const time = clock.sleep(ms, stop).then(
      () => over.abort(),
      () => over.abort(),
    );
    const live = runs.get(slug);
    if (live !== undefined) await Promise.race([live.done, time]);
    while (!over.signal.aborted && (await files.running(slug)) === 'elsewhere') {
      await clock.sleep(BEAT_MS, stop).catch(() => undefined);
    }
    over.abort();
  }

  return {
    run,
    async price(experiment, planner) {
      const batch = (await jobs.accountOf(experiment.slug))?.batch ?? experiment.batch;
      const known = await jobs.cells(experiment.slug);
      const cells = cellsToStart(experiment, known, { retryFailed: false });
      return await planOfCells({ ...experiment, batch }, cells, planner);
    },
    progress: (given) => found(given, (slug) => files.progress(slug)),
    look: (given, pick) => found(given, (slug) => files.look(slug, pick)),
    state,
    ended,
    async wait(given, waitOptions) {
      await ended(given, waitOptions);
      return await state(given);
    },
    stop: async (given) => runs.get(await slugOf(given))?.run.stop(),
    write: async (given) => files.write(await slugOf(given)),
    async close() {
      unlisten();
      inspections.close();
      for (const { run: one } of runs.values()) if (!one.isOver) one.stop();
      await Promise.allSettled([...runs.values()].map(({ done }) => done));
      await files.finished();
    },
  };
}
