import { callOf } from '../next-step.ts';
import { asFalVideoError, type ErrorRecord, inputError, toErrorRecord } from '../errors.ts';
import type { Jobs, Plan, PlannedStep, Reservation } from '../jobs/jobs.ts';
import type { Claim, Claims } from '../store/claims.ts';
import type { Job } from '../store/job.ts';
import type { Project } from '../project/index.ts';
import type { Clock } from '../util/clock.ts';
import { execute } from './execute.ts';
import { FailureBreaker, type StopReason } from './failure-breaker.ts';

export interface RunContext {
  jobs: Jobs;
  claims: Claims;
  project: Project;
  clock: Clock;
}

/** How long a start waits for the claim: others take it for a moment to see whether a run lives. */
const CLAIM_MS = 1_000;

/** The claim to what is run under a name, or an error: no two processes run the same. */
export async function claimRun(name: string, { claims }: Pick<RunContext, 'claims'>): Promise<Claim> {
  const claim = await claims.take({ experiment: name }, CLAIM_MS);
  if (claim !== null) return claim;
  throw inputError({
    code: 'EXPERIMENT_RUNNING',
    message: `Another process is running the experiment ${name}. Nothing was started.`,
    next: callOf('get_experiment', { experiment: name }, 'follows it.'),
  });
}

export interface RunOptions {
  plan: Plan;
  /** Jobs of before that go on. */
  underWay: readonly string[];
  /** Given back at the end; `null` where nothing is left to begin. */
  reservation: Reservation | null;
  onEnd: (job: Job) => void;
}

/** A plan that is being carried out. It goes on by itself; `done` resolves when nothing more can be done. */
export class Run {
  /** Why steps could not be begun, by their idempotency key. */
  readonly troubles = new Map<string, ErrorRecord>();
  readonly done: Promise<void>;
  readonly #stopping = new AbortController();
  readonly #breaker: FailureBreaker;
  isOver = false;

  constructor({ jobs, project, clock }: RunContext, { plan, underWay, reservation, onEnd }: RunOptions) {
    this.#breaker = new FailureBreaker(project.config.stop_after_failures, () => clock.now());
    this.done = execute(plan.steps, underWay, {
      jobs,
      scope: plan.scope,
      config: project.config,
      clock,
      breaker: this.#breaker,
      signal: this.#stopping.signal,
      onTrouble: (step: PlannedStep, thrown) =>
        this.troubles.set(step.plan.idempotency_key ?? '', toErrorRecord(asFalVideoError(thrown))),
      onEnd,
    })
      .catch((thrown: unknown) => this.#breaker.fail(toErrorRecord(asFalVideoError(thrown))))
      .then(async () => {
        try {
          if (reservation !== null) await jobs.release(reservation);
        } finally {
          this.isOver = true;
        }
      });
  }

  get stopped(): StopReason | null {
    return this.#breaker.reason;
  }

  /** Begins no more steps. */
  stop(): void {
    this.#breaker.stop(
      'LEFT',
      'The run was left before it had started every cell; those at fal are not cancelled.',
      'The same command goes on with the rest.',
    );
    this.#stopping.abort(new Error('the run was left'));
  }
}
