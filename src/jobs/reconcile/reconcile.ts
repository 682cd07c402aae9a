import { asFalVideoError, FalVideoError } from '../../errors.ts';
import { eachOf } from '../../util/each-of.ts';
import { collect } from '../run/collect.ts';
import { billProblems } from './bill-problems.ts';
import { type DriftReport, driftReport } from './drift.ts';
import { disputeOf } from '../../store/dispute.ts';
import type { Runner } from '../run/runner.ts';
import { hasEnded, mayBeAskedAgain } from '../../store/fold.ts';
import { findLost } from '../run/find-lost.ts';
import { isReported, writeBatches } from '../../store/job-files.ts';
import { settle } from './settle.ts';
import type { Job } from '../../store/job.ts';
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
  verification: Omit<Verification, 'verified'> & { verified: string[] };
  still_unknown: string[];
  still_running: string[];
  bill_unknown: string[];
  /** Their bill is too far from its quote: billing events or the user settle it. */
  disputed: string[];
  /** What stood in the way, each once, and what models cost otherwise than quoted. */
  problems: { code: string; message: string }[];
  /** False where the time was over before the work was. */
  complete: boolean;
  drift: DriftReport;
}

/** So many jobs are asked about at once. */
const WIDTH = 4;
/** How long fal keeps a result whose payloads it stores (fal docs, data retention). */
const KEPT_MS = 30 * 86_400_000;

/**
 * Brings our record up to what fal knows: looks for unknown jobs in its history, collects what is ready, also
 * what seemed gone, settles bills by header × unit price, reads verified costs where the key may, and
 * reports how far estimates and costs are apart. Sends nothing, costs nothing, and may be repeated.
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
  const begun = new Map((await context.store.find({})).map((job) => [job.job_id, job]));
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
  return reportOf(await context.store.find({}), begun, steps);
}

/** The steps in their order, and what came of them so far. */
class Steps {
  readonly problems = new Map<string, string>();
  verification: Omit<Verification, 'verified'> = {
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
    const { store, clock } = this.#context;
    const unknown = await store.find({ states: ['unknown'] });
    const searched = await this.#each(unknown, (job) => findLost(this.#context, job));
    const again = (await store.find({ ask_again: true })).filter(mayStillBeRead(clock.now()));
    const readAgain = await this.#each(again, (job) => this.#readAgain(job));
    await this.#waitForOpen(waitMs);
    await settle(this.#context, undefined, this.#signal);
    const { verified: _, ...verification } = await verify(this.#context, this.#signal);
    this.verification = verification;
    await this.#fileChanged();
    this.complete = searched && readAgain && verification.state !== 'out-of-time' && !this.#signal.aborted;
  }

  /** One job's trouble is noted and leaves the others alone. */
  async #each(jobs: readonly Job[], work: (job: Job) => Promise<unknown>): Promise<boolean> {
    return await eachOf(jobs, WIDTH, this.#signal, async (job) => {
      try {
        await work(job);
      } catch (thrown) {
        if (!(thrown instanceof FalVideoError)) throw thrown;
        this.#note(thrown);
      }
    });
  }

  async #readAgain(job: Job): Promise<void> {
    await underClaim(this.#context, job, this.#signal, (context, now) =>
      collect(context, now, { signal: this.#signal }),
    );
  }

  /** An unknown job is not waited for: fal's history has been asked, and its runner would go on asking. */
  async #waitForOpen(ms: number): Promise<void> {
    const open = (await this.#context.store.find({ open: true })).filter((job) => !isUnknown(job));
    const ids = open.map(({ job_id }) => job_id);
    await wait(this.#context, this.#runner, ids, { ms, until: 'end', again: true, signal: this.#signal });
    for (const jobId of ids) this.#note(this.#runner.problem(jobId));
  }

  /** Ledger and manifests follow the journal. */
  async #fileChanged(): Promise<void> {
    const unfinalized = (await this.#context.store.find({ unfinalized: true })).filter(isReported);
    await writeBatches(this.#context, unfinalized);
    const changed = unfinalized.filter(hasEnded);
    await eachOf(changed, WIDTH, this.#signal, async ({ job_id }) => {
      await this.#runner.run(job_id, { maySend: false });
    });
    for (const { job_id } of changed) this.#note(this.#runner.problem(job_id));
  }

  #note(thrown: unknown): void {
    if (thrown === null) return;
    const { code, message } = asFalVideoError(thrown);
    if (!this.problems.has(code)) this.problems.set(code, message);
  }
}

const isWithoutResult = (job: Job | undefined) => job?.state === 'expired' || job?.state === 'failed';
const isUnknown = (job: Job) => job.state === 'unknown';
/** fal may have had the result after all, or have a file again that was not to be had. */
const mayStillBeRead = (now: Date) => (job: Job) =>
  hasEnded(job) && mayBeAskedAgain(job) && Date.parse(job.times[job.state] ?? '') > now.getTime() - KEPT_MS;

const MOST_REASONS = 20;

/** What stands in the way of single jobs, as far as it was not met just now. */
function whyOpen(now: readonly Job[], { problems }: Steps): Reconciled['problems'] {
  return now
    .filter((job) => job.retry !== null || mayBeAskedAgain(job))
    .flatMap(({ job_id, error }) =>
      error === null || problems.has(error.code)
        ? []
        : [{ code: error.code, message: `${job_id}: ${error.message}` }],
    )
    .slice(0, MOST_REASONS);
}

function reportOf(now: readonly Job[], begun: ReadonlyMap<string, Job>, steps: Steps): Reconciled {
  const idsOf = (which: (job: Job, before: Job | undefined) => boolean) =>
    now.filter((job) => which(job, begun.get(job.job_id))).map(({ job_id }) => job_id);
  return {
    found: idsOf((job, before) => before?.state === 'unknown' && job.handle !== null),
    ended: idsOf((job, before) => before !== undefined && !hasEnded(before) && hasEnded(job)),
    rescued: idsOf((job, before) => isWithoutResult(before) && job.state === 'collected'),
    settled: idsOf((job, before) => before?.bill?.micros === null && job.bill?.micros != null),
    verification: {
      ...steps.verification,
      verified: idsOf((job, before) => before?.verified == null && job.verified !== null),
    },
    still_unknown: idsOf(isUnknown),
    still_running: idsOf((job) => !hasEnded(job) && !isUnknown(job)),
    bill_unknown: idsOf((job) => hasEnded(job) && job.state !== 'not-sent' && job.bill?.micros == null),
    disputed: idsOf((job) => disputeOf(job) !== null),
    problems: [
      ...[...steps.problems].map(([code, message]) => ({ code, message })),
      ...whyOpen(now, steps),
      ...billProblems(now),
    ],
    complete: steps.complete,
    drift: driftReport(now),
  };
}
