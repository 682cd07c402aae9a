import { fold } from '../../fold.ts';
import type { Job } from '../../job.ts';
import type { StoreEvent } from '../../reservations.ts';
import { mayAppend, otherOwner, type RequestOwners, withoutRequest } from '../../requests.ts';
import { drawOn, foldReservation, isReservationEvent, type ReservationAccount } from '../../reservations.ts';
import type { JournalEntry } from '../../../ledger/journal-line.ts';
import { accountOf, putAccount } from './accounts.ts';
import { type Database, sql } from './database.ts';
import type { FoldedJob } from './folded-jobs.ts';
import { ownerOf, putRow, rowOf } from './job-rows.ts';
import type { LineSpan } from './tail.ts';

/** What a piece of the journal changes. Each row is written once, however many lines there are of it. */
export class FoldBatch {
  readonly #database: Database;
  readonly #generation: number;
  readonly #before: (jobId: string) => FoldedJob | undefined;
  readonly #jobs = new Map<string, Pick<FoldedJob, 'job' | 'spans'>>();
  readonly #requests = new Map<string, string>();
  readonly #accounts = new Map<string, ReservationAccount>();
  readonly #owners: RequestOwners = {
    jobs: { get: (jobId) => this.#get(jobId)?.job },
    requests: { get: (id) => this.#requests.get(id) ?? ownerOf(this.#database, id) },
  };

  constructor(database: Database, generation: number, before: (jobId: string) => FoldedJob | undefined) {
    this.#database = database;
    this.#generation = generation;
    this.#before = before;
  }

  /** Gives back whether it follows from what was before. */
  take(entry: JournalEntry<StoreEvent>, span: LineSpan): boolean {
    const { job: jobId, at, event } = entry;
    if (isReservationEvent(event)) {
      this.#loadAccount(event.experiment);
      foldReservation(this.#accounts, event);
      if (event.type === 'held' && event.quote_id !== null) {
        this.#database.run(sql`INSERT OR IGNORE INTO agreed_quotes VALUES (${event.quote_id})`);
      }
      return true;
    }
    if (jobId === null || !mayAppend(this.#owners, jobId, event)) return false;
    const loser = otherOwner(this.#owners, jobId, event);
    if (loser !== undefined) this.#put(withoutRequest(loser, jobId, at), span);
    const before = this.#get(jobId)?.job;
    const job = fold(before, { ...entry, event });
    if (job === undefined || job === before) return false;
    this.#put(job, span);
    if (event.type === 'planned' && job.plan.experiment !== null) {
      this.#loadAccount(job.plan.experiment);
      drawOn(this.#accounts, job.plan);
    }
    if (event.type === 'submitted') this.#requests.set(event.handle.request_id, jobId);
    return true;
  }

  /** Writes what has changed, and gives the jobs of it. */
  finish(): FoldedJob[] {
    for (const account of this.#accounts.values()) putAccount(this.#database, account);
    return [...this.#jobs.values()].map(({ job, spans }) => {
      const row = rowOf(job, spans, this.#generation);
      putRow(this.#database, row);
      return { job, spans, lines: row.lines };
    });
  }

  #get(jobId: string) {
    return this.#jobs.get(jobId) ?? this.#before(jobId);
  }

  #put(job: Job, span: LineSpan): void {
    this.#jobs.set(job.job_id, { job, spans: [...(this.#get(job.job_id)?.spans ?? []), span] });
  }

  #loadAccount(experiment: string): void {
    if (this.#accounts.has(experiment)) return;
    const known = accountOf(this.#database, experiment);
    if (known !== undefined) this.#accounts.set(experiment, known);
  }
}
