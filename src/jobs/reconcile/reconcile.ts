import { asFalVideoError, FalVideoError } from '../../errors.ts';
import { eachOf } from '../../util/each-of.ts';
import { collect } from '../drive/collect.ts';
import { type DriftReport, driftReport } from './drift.ts';
import type { Drivers } from '../drive/drivers.ts';
import { hasEnded } from '../fold.ts';
import { lookUp } from '../drive/look-up.ts';
import { writeBatches } from '../run-files.ts';
import { settle } from './settle.ts';
import type { Job } from '../types.ts';
import { underLock } from '../under-lock.ts';
import { type Verification, verify } from './verify.ts';
import { wait } from '../drive/wait.ts';
import type { Workbench } from '../workbench.ts';

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
  /** What stood in the way, each once. */
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
  bench: Workbench,
  drivers: Drivers,
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
  const begun = new Map((await bench.book.all()).map((job) => [job.job_id, job]));
  const steps = new Steps(bench, drivers, over.signal);
  try {
    // What was asked of fal and comes after the time is written down all the same, by nobody waited for.
    const work = steps.run(waitMs);
    work.catch(() => undefined);
    await Promise.race([work, stopped]);
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
  }
  return reportOf(await bench.book.all(), begun, steps);
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
  readonly #bench: Workbench;
  readonly #drivers: Drivers;
  readonly #signal: AbortSignal;

  constructor(bench: Workbench, drivers: Drivers, signal: AbortSignal) {
    this.#bench = bench;
    this.#drivers = drivers;
    this.#signal = signal;
  }

  async run(waitMs: number): Promise<void> {
    const lookedUp = await this.#each(isUnknown, (job) => lookUp(this.#bench, job));
    const readAgain = await this.#each(mayStillBeRead(this.#bench.clock.now()), (job) =>
      this.#readAgain(job),
    );
    await this.#waitForOpen(waitMs);
    await settle(this.#bench, undefined, this.#signal);
    const { verified: _, ...verification } = await verify(this.#bench, this.#signal);
    this.verification = verification;
    await this.#fileChanged();
    this.complete = lookedUp && readAgain && verification.state !== 'out-of-time' && !this.#signal.aborted;
  }

  /** One job's trouble is noted and leaves the others alone. */
  async #each(which: (job: Job) => boolean, work: (job: Job) => Promise<unknown>): Promise<boolean> {
    const jobs = (await this.#bench.book.all()).filter(which);
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
    await underLock(this.#bench, job, this.#signal, (bench, now) => collect(bench, now, this.#signal));
  }

  /** An unknown job is not waited for: fal's history has been asked, and its driver would go on asking. */
  async #waitForOpen(ms: number): Promise<void> {
    const open = (await this.#bench.book.all()).filter((job) => !hasEnded(job) && !isUnknown(job));
    const ids = open.map(({ job_id }) => job_id);
    await wait(this.#bench, this.#drivers, ids, { ms, until: 'end', signal: this.#signal });
    for (const jobId of ids) this.#note(this.#drivers.problem(jobId));
  }

  /** Ledger and manifests follow the journal. */
  async #fileChanged(): Promise<void> {
    const changed = (await this.#bench.book.all()).filter((job) => hasEnded(job) && !job.filed);
    // The ledger for all of them at once: one by one, each would write the whole of it anew.
    await writeBatches(this.#bench, new Set(changed.map(({ plan }) => plan.batch)));
    await eachOf(changed, WIDTH, this.#signal, async ({ job_id }) => {
      await this.#drivers.carryOn(job_id, { maySend: false });
    });
    for (const { job_id } of changed) this.#note(this.#drivers.problem(job_id));
  }

  #note(thrown: unknown): void {
    if (thrown === null) return;
    const { code, message } = asFalVideoError(thrown);
    if (!this.problems.has(code)) this.problems.set(code, message);
  }
}

const isUnknown = (job: Job) => job.state === 'unknown';
const mayStillBeRead = (now: Date) => (job: Job) =>
  job.state === 'expired' && Date.parse(job.times.expired ?? '') > now.getTime() - KEPT_MS;

function reportOf(now: readonly Job[], begun: ReadonlyMap<string, Job>, steps: Steps): Reconciled {
  const idsOf = (which: (job: Job, before: Job | undefined) => boolean) =>
    now.filter((job) => which(job, begun.get(job.job_id))).map(({ job_id }) => job_id);
  return {
    found: idsOf((job, before) => before?.state === 'unknown' && job.handle !== null),
    ended: idsOf((job, before) => before !== undefined && !hasEnded(before) && hasEnded(job)),
    rescued: idsOf((job, before) => before?.state === 'expired' && job.state === 'collected'),
    settled: idsOf((job, before) => before?.bill?.micros === null && job.bill?.micros != null),
    verification: {
      ...steps.verification,
      verified: idsOf((job, before) => before?.verified == null && job.verified !== null),
    },
    still_unknown: idsOf(isUnknown),
    still_running: idsOf((job) => !hasEnded(job) && !isUnknown(job)),
    bill_unknown: idsOf((job) => hasEnded(job) && job.state !== 'not-sent' && job.bill?.micros == null),
    problems: [...steps.problems].map(([code, message]) => ({ code, message })),
    complete: steps.complete,
    drift: driftReport(now),
  };
}
