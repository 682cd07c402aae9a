/** Who may drive a job, run an experiment, or write its files: at most one at a time, of all processes. */
export interface Claims {
  /** `null` where somebody else has it still after `waitMs`; default: at once. */
  take(what: Claimed, waitMs?: number): Promise<Claim | null>;
  /** Whether nobody has claimed the same since. */
  isCurrent(claim: Claim): Promise<boolean>;
  /** Clears away what dead holders left of jobs that `isOver` knows to be over. */
  sweep(isOver: (jobId: string) => Promise<boolean>): Promise<void>;
}

export interface Claim {
  /** Greater than that of every claim of the same before. */
  readonly epoch: number;
  /** A second call does nothing. */
  release(): Promise<void>;
  /** Gives it up for good: only for what is over, where every holder looks first and finds nothing to do. */
  discard(): Promise<void>;
}

/**
 * A job; the run of an experiment, the look at its videos that goes on behind that, and the writing of its files;
 * `notes`: the documents of all experiments.
 */
export type Claimed = { job: string } | { experiment: string; part?: 'inspection' | 'files' } | 'notes';
