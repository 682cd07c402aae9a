import type { UploadMemory } from '../fal/types.ts';
import type { JournalProblem } from '../ledger/journal-line.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import type { Claim } from './claims.ts';
import type { Gap } from './gaps.ts';
import type { Job, JobEvent } from './job.ts';
import type { Records } from './records.ts';
import type { ReservationEvent } from './reservations.ts';

/** Jobs and money of a project: events that are appended and never changed, and what follows from them. */
export interface Store extends Omit<Records, 'get'> {
  /** Throws where there is none, and where something of it is lost. */
  get(jobId: string): Promise<Job>;
  /** The same of several; an error names all that are not there. */
  getAll(jobIds: readonly string[]): Promise<Job[]>;
  /**
   * Appends the event if it still applies, decided under the lock: of many processes, one wins. The job is given
   * as its caller knows it: what was learned of a request that is no longer the job's does not apply.
   * Durable unless fal would tell it again (queue states).
   */
  record(known: KnownJob, event: JobEvent, beside?: Beside): Promise<{ applied: boolean; job: Job }>;
  /** Decides over all that is recorded while nobody else can append, and appends. */
  transact<Result>(work: Decide<Result>): Promise<Result>;
  /** Runs `work` while nobody else can write: for the files that are made from the record, of jobs that are whole in it. */
  withLock<Result>(work: (records: Records) => Promise<Result>): Promise<Result>;
  /** Brings the ledger up to these rows, which are made from the record. The caller holds the lock. */
  putRows(rows: readonly LedgerRow[]): Promise<void>;
  /** The jobs of which the record has lost something that its witnesses know. While there are any, nothing is spent. */
  gaps(): Promise<readonly Gap[]>;
  /** Why nothing is spent; `null` where all is well, and where this process has not looked. */
  trouble(): Promise<JournalTrouble | null>;
  /** Reads every line of the journal anew: whatever was changed in it, this notices. */
  reread(): Promise<void>;
  /** The damaged lines of the journal, and how many are whole. */
  damage(): Promise<{ entries: number; problems: JournalProblem[] }>;
  /** Notes damage as seen, so that spending may go on. */
  noteDamage(): Promise<void>;
  /** Writes events anew that were lost, each with its own time, where they still apply. */
  restore(lost: readonly Restored[]): Promise<void>;
  /** Which files this storage has already: the same picture goes up once. `rest` is its origin. */
  uploads(rest: string): UploadMemory;
  /** Waits for those that ask. Whoever asks later opens it anew. */
  close(): Promise<void>;
}

/** A decision that needs more than one job: caps, reservations, owners of request ids. Both appends throw where an event does not follow. */
export type Decide<Result> = (
  records: Records,
  append: (jobId: string, event: JobEvent) => Promise<Job>,
  reserve: (event: ReservationEvent) => Promise<void>,
) => Promise<Result>;

export type KnownJob = Pick<Job, 'job_id' | 'handle'>;

export interface Beside {
  evidence?: EvidenceLine;
  /** The event applies only while nobody has claimed the same since: for an intent to act. What fal answered counts always. */
  claim?: Claim;
}

/** A line for the job's own `status.jsonl`, written together with the event. */
export interface EvidenceLine {
  path: string;
  line: unknown;
}

export interface JournalTrouble {
  /** In one line. */
  message: string;
  next: string;
}

export interface Restored {
  job_id: string;
  at: string;
  event: JobEvent;
}
