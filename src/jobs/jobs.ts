import { setMaxListeners } from 'node:events';
import { type Allowance, allowance } from '../budget/caps.ts';
import { issueQuote, quoteSecret } from '../budget/quote.ts';
import { asFalVideoError, type FalVideoError, inputError, toErrorRecord } from '../errors.ts';
import type { JournalProblem } from '../ledger/journal.ts';
import { cancel } from './cancel.ts';
import { drive } from './drive.ts';
import { hasEnded } from './fold.ts';
import { claimsOf } from './job-book.ts';
import { type JobRequest, planOf, prepare, type Prepared } from './prepare.ts';
import { sweepLocks } from './sweep-locks.ts';
import { settle } from './settle.ts';
import { start } from './start.ts';
import type { Job } from './types.ts';
import type { JobUpdate } from './watch.ts';
import type { Workbench } from './workbench.ts';

export interface Quoted extends Prepared {
  quote_id: string;
  expires_at: string;
}

export interface WaitOptions {
  /** Milliseconds; a wait that ends is no failure and cancels nothing. */
  ms: number;
  /** `change`: back as soon as any of them enters another state. `end`: when nothing more can be done. */
  until: 'change' | 'end';
  signal?: AbortSignal;
  onUpdate?: (update: JobUpdate) => void;
}

/** Everything that can be done with jobs; tools, commands and the library are thin over this. */
export interface Jobs {
  /** What would be sent and what it costs. Sends nothing. */
  quote(request: JobRequest): Promise<Quoted>;
  /** Begins the job and carries it on in the background; or gives the job that the idempotency key names. */
  start(request: JobRequest): Promise<Job>;
  wait(jobIds: readonly string[], options: WaitOptions): Promise<Job[]>;
  get(jobId: string): Promise<Job>;
  list(): Promise<Job[]>;
  cancel(jobId: string): Promise<Job>;
  /** The last thing that stood in a job's way in this process, if it still does. */
  problem(jobId: string): FalVideoError | null;
  /** Takes up what earlier processes left: watches, collects, looks up, files. Never sends. */
  recover(): Promise<Job[]>;
  /** Tries to learn bills that are not known yet. */
  settleBills(jobIds?: readonly string[]): Promise<Job[]>;
  /** The user's word on an unknown job: its request id, or that it never arrived. */
  resolveUnknown(jobId: string, word: { request_id: string } | 'never-arrived'): Promise<Job>;
  allowance(): Promise<Allowance>;
  /** Reads the journal and notes damage as seen, so that spending may go on. */
  verify(): Promise<{ entries: number; jobs: number; problems: JournalProblem[] }>;
  /** Stops watching; the jobs go on at fal. Waits until what is being written is written. */
  close(): Promise<void>;
}

export interface JobsOptions {
  readProblems: () => Promise<{ entries: number; problems: JournalProblem[] }>;
  noteDamage: () => Promise<JournalProblem[]>;
}

export function createJobs(bench: Workbench, options: JobsOptions): Jobs {
  const { book, project, clock } = bench;
  const closing = new AbortController();
  // One listener for each wait of each job: many are no leak.
  setMaxListeners(0, closing.signal);
  const drivers = new Map<string, Promise<void>>();
  const problems = new Map<string, FalVideoError>();
  const listeners = new Set<(update: JobUpdate) => void>();
  const tell = (update: JobUpdate) => {
    for (const listener of listeners) listener(update);
  };

  /** One driver a job in this process, however many wait for it. */
  function carryOn(
    jobId: string,
    maySend: boolean,
    first: Promise<unknown> = Promise.resolve(),
  ): Promise<void> {
    const running = drivers.get(jobId);
    if (running !== undefined) return running;
    problems.delete(jobId);
    const driver = first
      .then(async () => tell({ job: await book.get(jobId), logs: [] }))
      .then(() => drive(bench, jobId, { signal: closing.signal, onUpdate: tell, maySend }))
      .then(
        () => undefined,
        (thrown: unknown) => {
          if (!closing.signal.aborted) problems.set(jobId, asFalVideoError(thrown));
        },
      )
      .finally(() => drivers.delete(jobId));
    drivers.set(jobId, driver);
    return driver;
  }

  const getAll = (jobIds: readonly string[]) => Promise.all(jobIds.map((jobId) => book.get(jobId)));

  return {
    async quote(request) {
      const prepared = await prepare(request, bench);
      const { resolution, estimate } = prepared;
      const subject = {
        endpoint_id: resolution.endpoint_id,
        arguments: resolution.arguments,
        high: estimate.high,
      };
      const secret = await quoteSecret(project.places.quoteKey);
      return { ...prepared, ...issueQuote(subject, secret, clock.now()) };
    },

    async start(request) {
      const planned = planOf(request, await prepare(request, bench), bench, clock.now());
      const secret = await quoteSecret(project.places.quoteKey);
      const started = await start(bench, planned, secret);
      void carryOn(started.job.job_id, true, started.sent);
      return started.job;
    },

    async wait(jobIds, { ms, until, signal, onUpdate }) {
      const before = await getAll(jobIds);
      const open = before.filter((job) => !hasEnded(job) || !job.filed);
      const over = new AbortController();
      const stop = () => over.abort();
      signal?.addEventListener('abort', stop, { once: true });
      if (signal?.aborted === true) stop();
      const listen = (update: JobUpdate) => {
        if (!jobIds.includes(update.job.job_id)) return;
        onUpdate?.(update);
        const known = before.find(({ job_id }) => job_id === update.job.job_id);
        if (until === 'change' && known?.state !== update.job.state) stop();
      };
      listeners.add(listen);
      try {
        await Promise.race([
          Promise.all(open.map(({ job_id }) => carryOn(job_id, false))),
          clock.sleep(ms, over.signal).catch(() => undefined),
        ]);
      } finally {
        stop();
        signal?.removeEventListener('abort', stop);
        listeners.delete(listen);
      }
      return await getAll(jobIds);
    },

    get: (jobId) => book.get(jobId),
    list: () => book.all(),
    problem: (jobId) => problems.get(jobId) ?? null,

    async cancel(jobId) {
      const job = await cancel(bench, await book.get(jobId));
      const driver = carryOn(jobId, false);
      if (hasEnded(job)) await driver;
      return await book.get(jobId);
    },

    async recover() {
      await sweepLocks(bench);
      const left = (await book.all()).filter((job) => !hasEnded(job) || !job.filed);
      for (const { job_id } of left) void carryOn(job_id, false);
      return left;
    },

    async settleBills(jobIds) {
      const settled = (await settle(bench, jobIds)).map(({ job_id }) => job_id);
      await Promise.all(settled.map((jobId) => carryOn(jobId, false)));
      return await getAll(settled);
    },

    async resolveUnknown(jobId, word) {
      const { plan, state } = await book.get(jobId);
      if (state !== 'unknown') {
        throw inputError({
          code: 'NOT_UNKNOWN',
          message: `${jobId} is ${state}; only an unknown job takes this.`,
          jobId,
        });
      }
      if (word === 'never-arrived') {
        const error = toErrorRecord(
          inputError({ code: 'NEVER_ARRIVED', message: 'The user says that fal never got the request.' }),
        );
        await book.record(jobId, { type: 'not-sent', error });
        await carryOn(jobId, false);
        return await book.get(jobId);
      }
      const handle = bench.fal.handleFor(plan.endpoint_id, word.request_id);
      const { job } = await book.record(jobId, {
        type: 'submitted',
        handle,
        queue_position: null,
        answer: null,
        found_by: 'user',
      });
      void carryOn(jobId, false);
      return job;
    },

    allowance: async () => allowance(claimsOf(await book.all()), project.config, clock.now()),

    async verify() {
      const { entries, problems: found } = await options.readProblems();
      await options.noteDamage();
      return { entries, jobs: (await book.all()).length, problems: found };
    },

    async close() {
      closing.abort(new Error('fal-video is closing'));
      await Promise.all(drivers.values());
    },
  };
}
