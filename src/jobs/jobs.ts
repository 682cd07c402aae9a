import { type Allowance, allowance } from '../budget/caps.ts';
import { issueQuote, quoteSecret } from '../budget/quote.ts';
import type { FalVideoError } from '../errors.ts';
import type { JournalProblem } from '../ledger/journal.ts';
import { cancel } from './drive/cancel.ts';
import { createDrivers } from './drive/drivers.ts';
import { hasEnded } from './fold.ts';
import { claimsOf, claimsOfHolds } from './start/claims.ts';
import type { ExperimentMoney } from './start/hold.ts';
import {
  type Hold,
  holdPlan,
  type HoldRequest,
  type PlanQuote,
  quotePlan,
  releaseDeadHolds,
  releaseHold,
} from './start/hold-plan.ts';
import { type JobRequest, type Planned, planOf, prepare, type Prepared } from './start/prepare.ts';
import { reconcile, type Reconciled, type ReconcileOptions } from './reconcile/reconcile.ts';
import { resolveUnknown, type UsersWord } from './reconcile/resolve-unknown.ts';
import { settle } from './reconcile/settle.ts';
import { type MayBegin, start } from './start/start.ts';
import { sweepLocks } from './reconcile/sweep-locks.ts';
import type { Job } from './types.ts';
import { wait, type WaitOptions } from './drive/wait.ts';
import type { JobUpdate } from './drive/watch.ts';
import type { Workbench } from './workbench.ts';

export type { Reconciled, ReconcileOptions } from './reconcile/reconcile.ts';
export type { WaitOptions } from './drive/wait.ts';

export interface Quoted extends Prepared {
  quote_id: string;
  expires_at: string;
}

/** Everything that can be done with jobs; tools, commands and the library are thin over this. */
export interface Jobs {
  /** What would be sent and what it costs. Sends nothing. */
  quote(request: JobRequest): Promise<Quoted>;
  /** Begins the job and carries it on in the background; or gives the job that the idempotency key names. */
  start(request: JobRequest): Promise<Job>;
  /** The request checked, resolved and priced, as it would be sent. */
  plan(request: JobRequest): Promise<Planned>;
  /** Begins a job that was planned before: for the jobs of a plan whose money is held. */
  startPlanned(planned: Planned, mayBegin?: MayBegin): Promise<Job>;
  /** Reserves the money of a whole plan at once. The caller holds the experiment's lock, until it has released. */
  hold(request: HoldRequest): Promise<Hold>;
  /** The quote that the plan needs before it can be held; `null` where it needs none. */
  quotePlan(request: HoldRequest): Promise<PlanQuote | null>;
  release(experiment: string, holdId: string): Promise<void>;
  /** What an experiment holds, and the name of its folder; `null` for one that never ran. */
  moneyOf(experiment: string): Promise<ExperimentMoney | null>;
  /** Tells of every change of every job that this process carries on, until the returned function is called. */
  listen(listener: (update: JobUpdate) => void): () => void;
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
  /** Brings the record up to what fal knows, and reports the drift. Sends nothing. */
  reconcile(options: ReconcileOptions): Promise<Reconciled>;
  resolveUnknown(jobId: string, word: UsersWord): Promise<Job>;
  /** What is left of the caps, after everything reserved, billed and held. */
  allowance(experiment?: string): Promise<Allowance>;
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
  const drivers = createDrivers(bench);
  const secret = () => quoteSecret(project.places.quoteKey);
  const carryOn = (jobId: string) => drivers.carryOn(jobId, { maySend: false });
  const plan = async (request: JobRequest) =>
    planOf(request, await prepare(request, bench), bench, clock.now());
  const startPlanned = async (planned: Planned, mayBegin?: MayBegin) => {
    // What a dead run holds must not stand in the way of others.
    await releaseDeadHolds(bench);
    const { job, sent } = await start(bench, planned, await secret(), mayBegin);
    void drivers.carryOn(job.job_id, { maySend: true, after: sent });
    return job;
  };

  return {
    async quote(request) {
      const prepared = await prepare(request, bench);
      const { resolution, estimate } = prepared;
      const subject = {
        endpoint_id: resolution.endpoint_id,
        arguments: resolution.arguments,
        high: estimate.high,
      };
      return { ...prepared, ...issueQuote(subject, await secret(), clock.now()) };
    },

    start: async (request) => await startPlanned(await plan(request)),
    plan,
    startPlanned,

    async hold(request) {
      await releaseDeadHolds(bench);
      return await holdPlan(bench, request, await secret());
    },
    quotePlan: async (request) => quotePlan(bench, request, await secret()),
    release: (experiment, holdId) => releaseHold(bench, experiment, holdId),
    moneyOf: async (experiment) => (await book.money()).get(experiment) ?? null,
    listen: (listener) => drivers.listen(listener),

    wait: (jobIds, waitOptions) => wait(bench, drivers, jobIds, waitOptions),
    get: (jobId) => book.get(jobId),
    list: () => book.all(),
    problem: (jobId) => drivers.problem(jobId),

    async cancel(jobId) {
      const job = await cancel(bench, await book.get(jobId));
      const driver = carryOn(jobId);
      if (hasEnded(job)) await driver;
      return await book.get(jobId);
    },

    async recover() {
      await sweepLocks(bench);
      await releaseDeadHolds(bench);
      const left = (await book.all()).filter((job) => !hasEnded(job) || !job.filed);
      for (const { job_id } of left) void carryOn(job_id);
      return left;
    },

    async settleBills(jobIds) {
      const settled = (await settle(bench, jobIds)).map(({ job_id }) => job_id);
      await Promise.all(settled.map(carryOn));
      return await Promise.all(settled.map((jobId) => book.get(jobId)));
    },

    reconcile: (reconcileOptions) => reconcile(bench, drivers, reconcileOptions),

    async resolveUnknown(jobId, word) {
      const job = await resolveUnknown(bench, jobId, word);
      const driver = carryOn(jobId);
      if (hasEnded(job)) await driver;
      return await book.get(jobId);
    },

    async allowance(experiment) {
      const now = clock.now();
      const held = claimsOfHolds((await book.money()).values(), now);
      return allowance([...claimsOf(await book.all()), ...held], project.config, now, experiment ?? null);
    },

    async verify() {
      const { entries, problems } = await options.readProblems();
      await options.noteDamage();
      return { entries, jobs: (await book.all()).length, problems };
    },

    close: () => drivers.close(),
  };
}
