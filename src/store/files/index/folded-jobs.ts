import { type JournalEntry, parseLine } from '../../../ledger/journal-line.ts';
import { fold } from '../../fold.ts';
import type { Job, JobEvent } from '../../job.ts';
import { withoutRequest } from '../../requests.ts';
import { type Database, sql } from './database.ts';
import { type JobRow, spansOf } from './job-rows.ts';
import { type LineSpan, Replaced, type Tail } from './tail.ts';

/** A job, and the lines that tell it. */
export interface FoldedJob {
  job: Job;
  spans: readonly LineSpan[];
  /** As its row has them: where the row has others, somebody else has folded it further. */
  lines: string;
}

type Row = Pick<JobRow, 'job_id' | 'lines'>;

/** So many stay in memory. */
const MOST_KEPT = 2_000;

/** Jobs as their own lines tell them, read where they stand in the journal: each line proves itself each time. */
export class FoldedJobs {
  readonly #journal: Tail;
  readonly #database: () => Database;
  /** The one that was asked for last stands last. */
  readonly #kept = new Map<string, FoldedJob>();

  constructor(journal: Tail, database: () => Database) {
    this.#journal = journal;
    this.#database = database;
  }

  get(jobId: string): FoldedJob | undefined {
    const row = this.#database().get<Row>(sql`SELECT job_id, lines FROM jobs WHERE job_id = ${jobId}`);
    return row === undefined ? undefined : this.of(row);
  }

  of({ job_id, lines }: Row): FoldedJob {
    const kept = this.#kept.get(job_id);
    if (kept?.lines === lines) return this.keep(kept);
    const spans = spansOf(lines);
    let job: Job | undefined;
    for (const line of this.#journal.readLines(spans)) {
      const parsed = parseLine<JobEvent>(line);
      if (parsed.kind === 'bad') throw new Replaced();
      const entry = parsed.entry as JournalEntry<JobEvent>;
      // A line of another's is the one that took its request away.
      if (entry.job === job_id) job = fold(job, entry);
      else if (job !== undefined) job = withoutRequest(job, entry.job ?? '', entry.at);
    }
    if (job === undefined) throw new Replaced();
    return this.keep({ job, spans, lines });
  }

  keep(folded: FoldedJob): FoldedJob {
    this.#kept.delete(folded.job.job_id);
    this.#kept.set(folded.job.job_id, folded);
    if (this.#kept.size > MOST_KEPT) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    return folded;
  }

  clear(): void {
    this.#kept.clear();
  }
}
