import { FalVideoError, inputError } from '../../errors.ts';
import type { PlanQuote } from '../../jobs/start/hold-plan.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Media } from '../../media/types.ts';
import type { Project } from '../../project/index.ts';
import type { Clock } from '../../util/clock.ts';
import type { ExperimentPlan } from '../types.ts';
import { readBatchFile } from './batch-file.ts';
import { Looks } from './looks.ts';
import { Records } from './records.ts';
import { lockExperiment, prepareRun, Run } from './run.ts';
import type { ExperimentState } from './types.ts';

export interface RunOptions {
  /** The user's consent to the price of the whole plan. */
  quote_id?: string | undefined;
  /** Tries failed cells once more: each is a new, paid job. */
  retry_failed?: boolean | undefined;
}

/** A run that began, or the price that has to be agreed to first. */
export type Begun =
  | { kind: 'begun'; state: ExperimentState }
  | { kind: 'quote-needed'; plan: ExperimentPlan; quote: PlanQuote };

/** Running experiments, and seeing how they stand. An experiment is named by its file or its slug. */
export interface Experiments {
  /**
   * Starts or resumes it, and goes on with it in the background. Nothing is paid twice: finished cells stay,
   * unknown ones are looked for and never sent again, failed ones are kept unless they are to be tried anew.
   */
  run(given: string, options?: RunOptions): Promise<Begun>;
  /** How it stands, whoever runs it. */
  state(given: string): Promise<ExperimentState>;
  /** Waits until its run is over, here or elsewhere, or the time is. */
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
  project: Project;
  media: Media;
  clock: Clock;
  plan: (given: string) => Promise<ExperimentPlan>;
  /** Writes the page. */
  writeReport: (state: ExperimentState) => Promise<void>;
}

const BEAT_MS = 500;

export function createExperiments(options: ExperimentsOptions): Experiments {
  const { jobs, project, media, clock } = options;
  const runs = new Map<string, Run>();
  const looks = new Looks(media, project);
  const records = new Records({ ...options, looks, runHere: (slug) => runs.get(slug) ?? null });
  const unlisten = jobs.listen(({ job }) => {
    const slug = job.plan.experiment;
    if (slug === null) return;
    records.touch(slug);
    looks.add(job, () => records.touch(slug));
  });

  async function state(given: string): Promise<ExperimentState> {
    const found = await records.state(await slugOf(given));
    if (found !== null) return found;
    throw inputError({
      code: 'NEVER_RAN',
      message: `The experiment ${given} has not run in this project.`,
      next: `plan_experiment shows what it would cost, run_experiment {"file":"${given}"} starts it.`,
    });
  }

  /** The name under which the journal knows it. */
  async function slugOf(given: string): Promise<string> {
    if ((await jobs.moneyOf(given)) !== null) return given;
    return (await options.plan(given)).slug;
  }

  /** From its file; where that is gone, as it was last run. */
  async function planOf(given: string): Promise<ExperimentPlan> {
    try {
      return await options.plan(given);
    } catch (thrown) {
      const money = await jobs.moneyOf(given);
      const isGone = thrown instanceof FalVideoError && thrown.code === 'NO_SUCH_EXPERIMENT';
      const batch = isGone && money !== null ? await readBatchFile(money.batch, project) : null;
      if (batch === null) throw thrown;
      return { ...batch.plan, cells: batch.cells };
    }
  }

  async function run(given: string, { quote_id, retry_failed = false }: RunOptions = {}): Promise<Begun> {
    const asked = await planOf(given);
    const { slug } = asked;
    if (runs.get(slug)?.isOver === false) return { kind: 'begun', state: await state(slug) };
    const lock = await lockExperiment(slug, options);
    let isRunning = false;
    try {
      const prepared = await prepareRun(asked, retry_failed, options);
      const { plan, planned } = prepared;
      const request = { experiment: slug, batch: plan.batch, jobs: planned, quote_id };
      const quote = quote_id === undefined ? await jobs.quotePlan(request) : null;
      if (quote !== null) return { kind: 'quote-needed', plan, quote };
      const money = await jobs.moneyOf(slug);
      // The first hold names its folder, be there anything to start or not; a dead run's is replaced.
      const needsHold = planned.length > 0 || money === null || money.open !== null;
      const hold = needsHold ? await jobs.hold(request) : null;
      const live = new Run(prepared, options);
      isRunning = true;
      await live.begin(prepared, hold, lock, options, (job) => looks.add(job, () => records.touch(slug)));
      runs.set(slug, live);
      live.done = live.done
        .then(() => finish(slug, live))
        .then(() => {
          // From here on its files say it all, also what other processes add to them.
          if (runs.get(slug) === live) runs.delete(slug);
        });
      for (const job of await jobs.list()) {
        if (job.plan.experiment === slug) looks.add(job, () => records.touch(slug));
      }
      await records.write(slug);
      return { kind: 'begun', state: await state(slug) };
    } finally {
      if (!isRunning) await lock.release();
    }
  }

  /** Bills that came late, a look at every video, and the files as they stay. */
  async function finish(slug: string, { stopped }: Run): Promise<void> {
    // Whoever left is not kept waiting; the next run makes up for it.
    if (stopped?.code === 'LEFT') return await records.write(slug);
    const ofIt = (await jobs.list()).filter(({ plan }) => plan.experiment === slug);
    await jobs.settleBills(ofIt.map(({ job_id }) => job_id)).catch(() => undefined);
    await records.write(slug);
    await looks.finished();
    await records.write(slug);
  }

  return {
    run,
    state,
    async wait(given, { ms, signal }) {
      const slug = await slugOf(given);
      const over = new AbortController();
      const stop = AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])]);
      const time = clock.sleep(ms, stop).then(
        () => over.abort(),
        () => over.abort(),
      );
      const live = runs.get(slug);
      if (live !== undefined) await Promise.race([live.done, time]);
      while (!over.signal.aborted && (await state(slug)).running === 'elsewhere') {
        await clock.sleep(BEAT_MS, stop).catch(() => undefined);
      }
      over.abort();
      return await state(slug);
    },
    stop: async (given) => runs.get(await slugOf(given))?.stop(),
    write: async (given) => records.write(await slugOf(given)),
    async close() {
      unlisten();
      looks.close();
      const live = [...runs.values()].filter(({ isOver }) => !isOver);
      for (const one of live) one.stop();
      await Promise.allSettled([...runs.values()].map(({ done }) => done));
      await records.finished();
    },
  };
}
