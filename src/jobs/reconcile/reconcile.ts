import { asFalVideoError, FalVideoError } from '../../errors.ts';
import { eachOf } from '../../util/each-of.ts';
import { collect } from '../run/collect.ts';
import { type BillProblem, billProblems } from './bill-problems.ts';
import { type DriftReport, driftReport } from './drift.ts';
import type { Runner } from '../run/runner.ts';
import { hasEnded } from '../../store/fold.ts';
import { findLost } from '../run/find-lost.ts';
import { isReported, writeBatches } from '../../store/job-files.ts';
import { settle } from './settle.ts';
import { keptSince } from './kept-at-fal.ts';
import type { Job, JobState } from '../../store/job.ts';
import { pagesOf } from '../../store/pages-of.ts';
import type { JobQuery } from '../../store/records.ts';
import { underClaim } from '../../store/under-claim.ts';
import { type Verification, verify } from './verify.ts';
import { wait } from '../run/wait.ts';
import type { JobContext } from '../../store/job-context.ts';

export interface ReconcileOptions {
  /** Milliseconds to wait for jobs that still run. */
  waitMs: number;
  /** When it is over; what is not done then is left for the next call. */
  signal?: AbortSignal;
}

/** What a reconciliation learned. Every list holds job ids. */
export interface Reconciled {
  /** Were unknown, and stand in fal's history. */
  found: string[];
  /** Ended since the call began: collected, failed, or whatever became of them. */
  ended: string[];
  /** Had counted as expired, and fal had the result after all. */
  rescued: string[];
  /** Their bill became known. */
  settled: string[];
  verification: Verification & { verified: string[] };
  still_unknown: string[];
  still_running: string[];
  bill_unknown: string[];
  /** Their bill is too far from its quote: billing events or the user settle it. */
  disputed: string[];
  /** What stood in the way, each once, and what models cost otherwise than quoted. */
  problems: BillProblem[];
  /** False where the time was over before the work was. */
  complete: boolean;
  drift: DriftReport;
}

/** So many jobs are asked about at once. */
const WIDTH = 4;

/**
 * Brings our record up to what fal knows: looks for unknown jobs in its history, collects what is ready, also
 * what seemed gone, settles bills by header × unit price, reads verified costs where the key may, and
 * reports how far estimates and costs are apart. Sends nothing, costs nothing, and may be repeated. Looks at jobs of
 * which something is open alone, a page of them at a time.
 */
export async function reconcile(
  context: JobContext,
  runner: Runner,
  { waitMs, signal }: ReconcileOptions,
): Promise<Reconciled> {
  const over = new AbortController();
  const stop = () => over.abort();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  const stopped = new Promise<void>((resolve) => {
    over.signal.addEventListener('abort', () => resolve(), { once: true });
    if (over.signal.aborted) resolve();
  });
  const begun = await openJobs(context);
  const steps = new Steps(context, runner, over.signal);
  try {
    // What was asked of fal and comes after the time is written down all the same, by nobody waited for.
    const work = steps.run(waitMs);
    work.catch(() => undefined);
    await Promise.race([work, stopped]);
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
  }
  return await reportOf(context, begun, steps);
}

/** Of a job of which something is open. */
interface Standing {
  state: JobState;
  /** Its result was read, and fal had not said its cost. */
  isUnbilled: boolean;
}

const standingOf = ({ state, bill }: Job): Standing => ({ state, isUnbilled: bill?.micros === null });

/** fal may have the result after all, or have a file again that was not to be had. */
const mayBeReadAgain = ({ clock }: JobContext): JobQuery => ({
  ask_again: true,
  ended_since: keptSince(clock.now()),
});

/** How the jobs stand that this may change. */
async function openJobs(context: JobContext): Promise<Map<string, Standing>> {
  const open = new Map<string, Standing>();
  for (const query of [{ open: true }, mayBeReadAgain(context), { bill_unknown: true }] as const)
    for await (const page of pagesOf(context.store, query))
      for (const job of page) open.set(job.job_id, standingOf(job));
  return open;
}

/** The steps in their order, and what came of them so far. */
class Steps {
  readonly problems = new Map<string, string>();
  readonly verified: string[] = [];
  verification: Verification = {
    state: 'out-of-time',
    not_shown: 0,
    reason: 'There was no time left.',
  };
  complete = false;
  readonly #context: JobContext;
  readonly #runner: Runner;
  readonly #signal: AbortSignal;

  constructor(context: JobContext, runner: Runner, signal: AbortSignal) {
    this.#context = context;
    this.#runner = runner;
    this.#signal = signal;
  }

  async run(waitMs: number): Promise<void> {
    const searched = await this.#each({ states: ['unknown'] }, (job) => findLost(this.#context, job));
    const readAgain = await this.#each(mayBeReadAgain(this.#context), (job) => this.#readAgain(job));
    await this.#waitForOpen(waitMs);
    await settle(this.#context, {}, this.#signal);
    this.verification = await verify(this.#context, this.#signal, (jobId) => this.verified.push(jobId));
    await this.#fileChanged();
    this.complete =
      searched && readAgain && this.verification.state !== 'out-of-time' && !this.#signal.aborted;
  }

  /** One job's trouble is noted and leaves the others alone. */
  async #each(query: JobQuery, work: (job: Job) => Promise<unknown>): Promise<boolean> {
    for await (const page of pagesOf(this.#context.store, query)) {
      const isDone = await eachOf(page, WIDTH, this.#signal, async (job) => {
        try {
          await work(job);
        } catch (thrown) {
          if (!(thrown instanceof FalVideoError)) throw thrown;
          this.#note(thrown);
        }
      });
      if (!isDone) return false;
    }
    return true;
  }

  async #readAgain(job: Job): Promise<void> {
    await underClaim(this.#context, job, this.#signal, (context, now) =>
      collect(context, now, { signal: this.#signal }),
    );
  }

  /** An unknown job is not waited for: fal's history has been asked, and its runner would go on asking. */
  async #waitForOpen(ms: number): Promise<void> {
    const ids = await this.#context.store.ids({ states: IN_FLIGHT });
    await wait(this.#context, this.#runner, ids, { ms, until: 'end', again: true, signal: this.#signal });
    for (const jobId of ids) this.#note(this.#runner.problem(jobId));
  }

  /** Ledger and manifests follow the journal. */
  async #fileChanged(): Promise<void> {
    for await (const page of pagesOf(this.#context.store, { unfinalized: true })) {
      const unfinalized = page.filter(isReported);
      await writeBatches(this.#context, unfinalized);
      const changed = unfinalized.filter(hasEnded);
      await eachOf(changed, WIDTH, this.#signal, async ({ job_id }) => {
        await this.#runner.run(job_id, { maySend: false });
      });
      for (const { job_id } of changed) this.#note(this.#runner.problem(job_id));
    }
  }

  #note(thrown: unknown): void {
    if (thrown === null) return;
    const { code, message } = asFalVideoError(thrown);
    if (!this.problems.has(code)) this.problems.set(code, message);
  }
}

const IN_FLIGHT: readonly JobState[] = ['planned', 'submitting', 'queued', 'running', 'completed'];

const isWithoutResult = ({ state }: Standing) => state === 'expired' || state === 'failed';

const MOST_REASONS = 20;

/** What stands in the way of single jobs, as far as it was not met just now. */
async function whyOpen({ store }: JobContext, { problems }: Steps): Promise<BillProblem[]> {
  const reasons: BillProblem[] = [];
  for await (const page of pagesOf(store, { in_trouble: true })) {
    for (const { job_id, error } of page) {
      if (error === null || problems.has(error.code)) continue;
      reasons.push({ code: error.code, message: `${job_id}: ${error.message}` });
      if (reasons.length === MOST_REASONS) return reasons;
    }
  }
  return reasons;
}

async function reportOf(
  context: JobContext,
  begun: ReadonlyMap<string, Standing>,
  steps: Steps,
): Promise<Reconciled> {
  const { store } = context;
  const found: string[] = [];
  const ended: string[] = [];
  const rescued: string[] = [];
  const settled: string[] = [];
  for await (const page of pagesOf(store, { ids: [...begun.keys()] })) {
    for (const job of page) {
      const { job_id, state, handle, bill } = job;
      const before = begun.get(job_id);
      if (before === undefined) continue;
      if (before.state === 'unknown' && handle !== null) found.push(job_id);
      if (!hasEnded(before) && hasEnded(job)) ended.push(job_id);
      if (isWithoutResult(before) && state === 'collected') rescued.push(job_id);
      if (before.isUnbilled && bill?.micros != null) settled.push(job_id);
    }
  }
  const costs = await store.modelCosts();
  return {
    found,
    ended,
    rescued,
    settled,
    verification: { ...steps.verification, verified: [...steps.verified] },
    still_unknown: await store.ids({ states: ['unknown'] }),
    still_running: await store.ids({ states: IN_FLIGHT }),
    bill_unknown: await store.ids({ bill_unknown: true, ended: true }),
    disputed: await store.ids({ disputed: true }),
    problems: [
      ...[...steps.problems].map(([code, message]) => ({ code, message })),
      ...(await whyOpen(context, steps)),
      ...(await billProblems(costs, store)),
    ],
    complete: steps.complete,
    drift: driftReport(costs),
  };
}
