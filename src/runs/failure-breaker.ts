import { type NextStep } from '../next-step.ts';
import type { ErrorRecord } from '../errors.ts';
import type { Job } from '../store/job.ts';

/** Why a run began no more steps, though some were left. */
export interface StopReason {
  /** `ACCOUNT_LOCKED`, `FAILURES_IN_A_ROW`, `LEFT`, or the code of the error that stood in the way. */
  code: string;
  message: string;
  next: string | NextStep;
  /** ISO time. */
  at: string;
}

/** Whether it makes sense to go on, judged by how the jobs end. */
export class FailureBreaker {
  readonly #most: number;
  readonly #now: () => Date;
  #inARow = 0;
  #reason: StopReason | null = null;

  constructor(mostFailures: number, now: () => Date) {
    this.#most = mostFailures;
    this.#now = now;
  }

  /** Why no more cells may be started; `null` while they may. */
  get reason(): StopReason | null {
    return this.#reason;
  }

  /** Takes in how a cell stands once nothing more can be done with it for the moment. */
  judge({ state, error }: Pick<Job, 'state' | 'error'>, problem: ErrorRecord | null = null): void {
    if (state === 'collected') {
      this.#inARow = 0;
    } else if (state !== 'cancelled') {
      this.fail(error ?? problem);
    }
  }

  /** A cell that failed, or could not even be started. */
  fail(error: ErrorRecord | null): void {
    this.#inARow += 1;
    if (error !== null && STOPS_ALL.includes(error.fault)) {
      this.stop(error.code, error.message, error.next ?? 'Fix it, then run the same command again.');
    } else if (this.#inARow >= this.#most) {
      const last = error === null ? '' : ` The last one: ${error.message}`;
      this.stop(
        'FAILURES_IN_A_ROW',
        `${this.#inARow} cells failed one after the other.${last}`,
        'Look at the errors of the cells; the same command goes on with the rest.',
      );
    }
  }

  /** The first reason stays. */
  stop(code: string, message: string, next: StopReason['next']): void {
    this.#reason ??= { code, message, next, at: this.#now().toISOString() };
  }
}

/** A locked account, a bad key, a cap or a damaged journal is no single cell's trouble: the next one would meet it, too. */
const STOPS_ALL: readonly ErrorRecord['fault'][] = [
  'account',
  'configuration',
  'budget',
  'record',
  'internal',
];
