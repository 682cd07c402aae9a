import { type Allowance, allowance, type Scope } from '../budget/caps.ts';
import { quoteSecret } from '../budget/quote.ts';
import { budgetError, type FalVideoError } from '../errors.ts';
import type { JournalProblem } from '../ledger/journal-line.ts';
import { formatUsd, type Micros } from '../util/money.ts';
import type { JobRequest } from './plan/job-request.ts';
import type { PlannedStep } from './plan/plan-step.ts';
import { createPlanner, type Plan, type Planner } from './plan/planner.ts';
import { inputReader } from './plan/read-input.ts';
import { release, releaseDead, reserve, type Reservation } from './plan/reserve.ts';
import { reconcile, type Reconciled, type ReconcileOptions } from './reconcile/reconcile.ts';
import { resolveUnknown, type UsersWord } from './reconcile/resolve-unknown.ts';
import { settle } from './reconcile/settle.ts';
import { tellCost } from './reconcile/tell-cost.ts';
import { askToCancel } from './run/cancel.ts';
import type { SubmitContext } from './run/run-context.ts';
import { createRunner } from './run/runner.ts';
import { startJob, type StartJobOptions } from './run/start.ts';
import { wait, type WaitOptions } from './run/wait.ts';
import type { JobUpdate } from './run/watch.ts';
import { commitmentsOfReservations } from '../store/reservations.ts';
import { hasEnded } from '../store/fold.ts';
import type { Job } from '../store/job.ts';
import type { JournalTrouble } from '../store/store.ts';
import type { Elsewhere } from '../store/elsewhere.ts';
import { pagesOf } from '../store/pages-of.ts';
import type { CellJob, JobQuery, Records } from '../store/records.ts';
import type { ReservationAccount } from '../store/reservations.ts';
import { carryOutRepair, planRepair, type RepairPlan } from '../store/repair.ts';
import { sayGaps } from '../store/gaps.ts';

export type { JobRequest } from './plan/job-request.ts';
export type { PlannedStep } from './plan/plan-step.ts';
export type { Plan, Planner, PlanPrice, PlanQuote } from './plan/planner.ts';
export type { Reservation } from './plan/reserve.ts';
export type { Reconciled, ReconcileOptions } from './reconcile/reconcile.ts';
export type { WaitOptions } from './run/wait.ts';
export type { RepairPlan } from '../store/repair.ts';

/** Everything that can be done with jobs; tools, commands and the library are thin over this. */
export interface Jobs {
  /** Makes plans, for the questions of one call: each file and the record are read once. Sends nothing. */
  planner(): Planner;
  /** Requests as one plan: what would be sent, what it costs together, what stands in the way. Sends nothing. */
  plan(requests: readonly JobRequest[], whole?: Scope): Promise<Plan>;
  /**
   * Begins the job of a plan of one and carries it on in the background; or gives the job that the idempotency key names.
   * `null`: its price has to be seen first, and `plan.quote.quote_id` begins it. Throws what a cap refuses.
   */
  start(plan: Plan, quoteId?: string): Promise<Job | null>;
  /**
   * Reserves the money of a plan of an experiment, at once and before its first job. `null`: it needs its quote first.
   * The caller has claimed the experiment, until it has released. `batch` names its folder, unless it has one.
   */
  reserve(plan: Plan, batch: string, quoteId?: string): Promise<Reservation | null>;
  /** Begins a job that draws on a reservation. */
  begin(step: PlannedStep, scope: Scope, mayBegin: StartJobOptions['mayBegin']): Promise<Job>;
  release(reservation: Reservation): Promise<void>;
  /** What an experiment has reserved, and the name of its folder; `null` for one that never ran. */
  accountOf(experiment: string): Promise<ReservationAccount | null>;
  /** Tells of every change of every job that this process carries on, until the returned function is called. */
  listen(listener: (update: JobUpdate) => void): () => void;
  wait(jobIds: readonly string[], options: WaitOptions): Promise<Job[]>;
  get(jobId: string): Promise<Job>;
  /** The jobs that fit: asked for, never loaded whole. */
  list(query?: JobQuery): Promise<Job[]>;
  /** The same a page at a time, in the order in which they were planned: all of many. */
  pages(query: JobQuery): AsyncIterable<readonly Job[]>;
  count(query?: JobQuery): Promise<number>;
  /** Of each cell of an experiment that has one, the job that speaks for it. */
  cells(experiment: string): Promise<CellJob[]>;
  /** Endpoints that jobs were made with, by name. */
  endpoints(): Promise<string[]>;
  /** Experiments that jobs belong to, the newest first. */
  experiments(limit: number): Promise<string[]>;
  /** Runs that are over, and what they cost. */
  ledger: Pick<Records, 'runs' | 'countRuns' | 'totals' | 'totalsBy'>;
  /** How many are not looked at: simulated ones beside real work, real ones beside simulated. */
  countElsewhere(): Promise<number>;
  cancel(jobId: string): Promise<Job>;
  /** The last thing that stood in a job's way in this process, if it still does. */
  problem(jobId: string): FalVideoError | null;
  /** The same, and what is being tried again at this moment. */
  obstacle(jobId: string): FalVideoError | null;
  /** Takes up what earlier processes left: watches, collects, looks up, files. Never sends. */
  recover(): Promise<Job[]>;
  /** Tries to learn bills that are not known yet. */
  settleBills(which?: Pick<JobQuery, 'ids' | 'experiment'>): Promise<Job[]>;
  /** Brings the record up to what fal knows, and reports the drift. Sends nothing. */
  reconcile(options: ReconcileOptions): Promise<Reconciled>;
  resolveUnknown(jobId: string, word: UsersWord): Promise<Job>;
  /** Settles a disputed or unknown bill by the word of the user. */
  tellCost(jobId: string, micros: Micros): Promise<Job>;
  /** What is left of the caps, after everything reserved and billed. */
  allowance(scope?: Scope): Promise<Allowance>;
  /**
   * Reads the journal. Damage is noted as seen, so that spending may go on, where no witness knows more than the journal:
   * else it says in one line what is missing.
   */
  verify(): Promise<{
    entries: number;
    jobs: number;
    problems: JournalProblem[];
    missing: string | null;
  }>;
  /** Why nothing is spent: damage that nobody has looked at, or something lost. `null` where all is well. */
  trouble(): Promise<JournalTrouble | null>;
  /** What can be written into the journal anew from the files beside it. Writes nothing. */
  planRepair(): Promise<RepairPlan>;
  /** Writes it, and notes the damage. Says in one line what is missing even then. For the user alone, never an agent. */
  repair(plan: RepairPlan): Promise<string | null>;
  /** Stops watching; the jobs go on at fal. Waits until what is being written is written. */
  close(): Promise<void>;
}

export function createJobs(context: SubmitContext, elsewhere: Pick<Elsewhere, 'count'>): Jobs {
  const { store, project, clock } = context;
  const runner = createRunner(context);
  const secret = () => quoteSecret(project.paths.quoteKey);
  const readInput = inputReader(context);
  const planner = () => createPlanner(context, readInput, secret);
  const run = (jobId: string) => runner.run(jobId, { maySend: false });
  /** fal's answer to one job may take from another what that one had by a guess: its files follow, and it is looked for. */
  const takeUpReopened = async () => {
    for (const { job_id } of await store.find({ lost_request: true, unfinalized: true })) void run(job_id);
  };
  const noteUnlessMissing = async () => {
    const gaps = await store.gaps();
    if (gaps.length > 0) return sayGaps(gaps);
    await store.noteDamage();
    return null;
  };
  const startStep = async (step: PlannedStep, startOptions: StartJobOptions) => {
    // What a dead run has reserved must not stand in the way of others.
    await releaseDead(context);
    const started = await startJob(context, step, await secret(), startOptions);
    if (started === null) return null;
    const { job, sent } = started;
    void runner.run(job.job_id, { maySend: true, after: sent });
    void sent.then(takeUpReopened).catch(() => undefined);
    return job;
  };

  return {
    planner,
    async plan(requests, whole) {
      const one = planner();
      const steps: PlannedStep[] = [];
      for (const request of requests) steps.push(await one.step(request));
      return await one.plan(steps, whole);
    },
    async start({ steps, scope }, quote_id) {
      const [step, ...more] = steps;
      if (step === undefined || more.length > 0)
        throw new RangeError(`a plan of ${steps.length} jobs, not one`);
      return await startStep(step, { scope, quote_id });
    },
    async reserve(plan, batch, quoteId) {
      const { experiment } = plan.scope;
      if (experiment === null) throw new RangeError('only an experiment reserves');
      await releaseDead(context);
      return await reserve(context, plan, experiment, batch, await secret(), quoteId);
    },
    async begin(step, scope, mayBegin) {
      const job = await startStep(step, { scope, ...(mayBegin === undefined ? {} : { mayBegin }) });
      if (job !== null) return job;
      throw budgetError({
        code: 'NOT_RESERVED',
        message: `${step.plan.model_alias ?? step.plan.endpoint_id} now needs ${formatUsd(step.reserved)}, more than was agreed to. Nothing was sent.`,
        next: 'Run the same command again: it shows the price of now.',
      });
    },
    release: (reservation) => release(context, reservation),
    accountOf: async (experiment) => (await store.account(experiment)) ?? null,
    listen: (listener) => runner.listen(listener),

    wait: (jobIds, waitOptions) => wait(context, runner, jobIds, waitOptions),
    get: (jobId) => store.get(jobId),
    list: (query = {}) => store.find(query),
    pages: (query) => pagesOf(store, query),
    count: (query = {}) => store.count(query),
    cells: (experiment) => store.cells(experiment),
    endpoints: () => store.endpoints(),
    experiments: (limit) => store.experiments(limit),
    ledger: store,
    countElsewhere: () => elsewhere.count(),
    problem: (jobId) => runner.problem(jobId),
    obstacle: (jobId) => runner.obstacle(jobId),

    async cancel(jobId) {
      const job = await askToCancel(context, await store.get(jobId));
      const ending = run(jobId);
      if (hasEnded(job)) await ending;
      return await store.get(jobId);
    },

    async recover() {
      // While nobody can plan a job: those that were never planned or are over.
      await store.withLock((records) =>
        context.claims.sweep(async (jobId) => (await records.get(jobId))?.finalized !== false),
      );
      await releaseDead(context);
      const left = await store.find({ unfinished: true });
      for (const { job_id } of left) void run(job_id);
      return left;
    },

    async settleBills(which) {
      const settled = await settle(context, which);
      await Promise.all(settled.map(run));
      return await Promise.all(settled.map((jobId) => store.get(jobId)));
    },

    reconcile: (reconcileOptions) => reconcile(context, runner, reconcileOptions),

    async resolveUnknown(jobId, word) {
      const job = await resolveUnknown(context, jobId, word);
      const ending = run(jobId);
      if (hasEnded(job)) await ending;
      return await store.get(jobId);
    },

    async tellCost(jobId, micros) {
      const job = await tellCost(context, jobId, micros);
      await run(job.job_id);
      return await store.get(jobId);
    },

    async allowance(scope = { experiment: null }) {
      const now = clock.now();
      const reserved = commitmentsOfReservations(await store.openAccounts(), now);
      return allowance([...(await store.commitments(scope, now)), ...reserved], project.config, now, scope);
    },
    async verify() {
      await store.reread();
      const { entries, problems } = await store.damage();
      const missing = await noteUnlessMissing();
      return { entries, jobs: await store.count({}), problems, missing };
    },
    trouble: () => store.trouble(),
    planRepair: () => planRepair(context),
    async repair(repairPlan) {
      await carryOutRepair(context, repairPlan);
      return await noteUnlessMissing();
    },

    close: () => runner.close(),
  };
}
