import { setImmediate as pause } from 'node:timers/promises';
import { recordError } from '../../errors.ts';
import { fold } from '../fold.ts';
import type { Job, JobEvent } from '../job.ts';
import type { StoreEvent } from '../reservations.ts';
import { type RequestOwners, withoutRequest } from '../requests.ts';
import type { ReservationAccount } from '../reservations.ts';
import { type DamageNoted, isBlank, type JournalEntry, parseLine } from '../../ledger/journal-line.ts';
import type { JournalProblem } from '../../ledger/journal-line.ts';
import { saysMore, testimonyOfRow } from '../witnesses/testimony.ts';
import { parseRow } from '../../ledger/ledger.ts';
import type { LedgerRow } from '../../ledger/ledger-row.ts';
import { acquire } from '../../util/lock.ts';
import { orMoved, refuseIfMoved } from '../../util/own-folder.ts';
import { ACCOUNTS_TABLES, accountOf } from './accounts.ts';
import {
  Database,
  isBusy,
  isIn,
  isUnusable,
  isUnwritable,
  removeDatabase,
  type Sql,
  sql,
} from './database.ts';
import { type Folded, FoldBatch } from './fold-batch.ts';
import { type JobRow, JOBS_TABLE, ownerOf, spansOf } from './job-rows.ts';
import { LEDGER_TABLE, putRun } from './ledger-rows.ts';
import { POSITIONS_TABLE, Replaced, Tail, type TakeLine, Unusable, withFile } from './tail.ts';

/** Asks the index at the end of the journal, and of the ledger where that is asked for. */
export type AskIndex = <Answer>(
  question: (index: JournalIndex) => Answer | Promise<Answer>,
  of?: 'ledger',
) => Promise<Answer>;

export interface IndexPaths {
  journal: string;
  ledgerJsonl: string;
  index: string;
  /** Held while much is folded, so that others wait without standing still. */
  indexLock: string;
}

export interface IndexOptions {
  /** Told while much of a file is taken in: how many of its bytes are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What the index of an earlier journal knew of a job. */
export interface Remembered {
  job_id: string;
  revision: number;
  was_sent: number;
  request_id: string | null;
  cost: number | null;
  counts: number;
}

/** Changes with the tables, and with what a fold makes of a line: an index of another version is made anew. */
const VERSION = 1;

const SCHEMA = [
  POSITIONS_TABLE,
  JOBS_TABLE,
  ACCOUNTS_TABLES,
  LEDGER_TABLE,
  `CREATE TABLE problems (line INTEGER NOT NULL, problem TEXT NOT NULL, sha256 TEXT NOT NULL);
   CREATE TABLE noted (sha256 TEXT NOT NULL);
   CREATE TABLE remembered (
     job_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, was_sent INTEGER NOT NULL, request_id TEXT, cost INTEGER,
     counts INTEGER NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE witnessed (generation INTEGER NOT NULL)`,
].join(';\n');

/** So little is taken in without the lock. */
const LITTLE_BYTES = 64 << 10;
/** Rows of the ledger in memory. */
const RUNS_AT_ONCE = 1_000;
/** Jobs that stay folded in memory. */
const MOST_KEPT = 2_000;
const LOCK_MS = 120_000;
const MOST_TRIES = 4;

/**
 * The journal and the ledger in tables, as far as any process has read them: derived, disposable, and shared by all of the
 * project. A job itself is told by its own lines, which are read where they stand, and prove themselves each time.
 */
export class JournalIndex {
  readonly #paths: IndexPaths;
  readonly #options: IndexOptions;
  #database: Database;
  readonly journal: Tail;
  readonly ledger: Tail;
  readonly #kept = new Map<string, Folded>();
  /** Rows of the ledger that tell more than was folded when they were read. */
  readonly #doubtful: LedgerRow[] = [];
  #isClosed = false;
  /** One after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(paths: IndexPaths, options: IndexOptions, database: Database) {
    this.#paths = paths;
    this.#options = options;
    this.#database = database;
    this.journal = new Tail('journal', paths.journal, () => this.#database);
    this.ledger = new Tail('ledger', paths.ledgerJsonl, () => this.#database);
  }

  static async open(paths: IndexPaths, options: IndexOptions = {}): Promise<JournalIndex> {
    return new JournalIndex(paths, options, await openDatabase(paths));
  }

  /** Asked right after `sync`. */
  get database(): Database {
    return this.#database;
  }

  /** Brings the index up to the end of the journal. Costs what is new: one look at the file where nothing is. */
  sync(): Promise<void> {
    return this.#follow(this.journal, () => this.#takeJournal());
  }

  /** Reads every line anew, and asks the witnesses anew: whatever was changed, this notices it. */
  async reread(): Promise<void> {
    await this.#locked(() => this.#restart(this.journal, true));
    await this.sync();
  }

  /** The same of the ledger. Rows that tell more than the journal make the witnesses be asked once more. */
  async syncLedger(): Promise<void> {
    await this.#follow(this.ledger, () => this.#takeLedger());
    if (this.#doubtful.length === 0) return;
    // The journal may have been read just before the line that a row is made from.
    await this.sync();
    const still = this.#doubtful
      .splice(0)
      .filter((row) => saysMore(testimonyOfRow(row), this.job(row.job_id)));
    if (still.length > 0) this.#database.run(sql`DELETE FROM witnessed`);
  }

  /**
   * A question about what the files hold now. Where they turn out to be others than those that were taken in, though they
   * looked the same, they are taken in anew, and it is asked once more.
   */
  readonly ask: AskIndex = async (question, of) => {
    const synced = async () => {
      await this.sync();
      if (of === 'ledger') await this.syncLedger();
      return await question(this);
    };
    try {
      return await synced();
    } catch (thrown) {
      await this.#recover(thrown, () => {
        this.#restart(this.journal, true);
        this.#restart(this.ledger, true);
      });
      return await synced();
    }
  };

  job(jobId: string): Job | undefined {
    return this.#folded(jobId)?.job;
  }

  /** The query gives `job_id` and `lines`. */
  jobsWhere(query: Sql): Job[] {
    const rows = this.#database.all<Pick<JobRow, 'job_id' | 'lines'>>(query);
    return rows.map((row) => this.#fromRow(row).job);
  }

  /** For what is decided about jobs and the requests that they have. */
  get owners(): RequestOwners {
    return {
      jobs: { get: (jobId) => this.job(jobId) },
      requests: { get: (requestId) => ownerOf(this.#database, requestId) },
    };
  }

  account(experiment: string): ReservationAccount | undefined {
    return accountOf(this.#database, experiment);
  }

  /** The query gives `span_at` and `length`. */
  runsWhere(query: Sql): LedgerRow[] {
    const rows = this.#database.all<{ span_at: number; length: number }>(query);
    return this.ledger.readLines(rows.map(({ span_at, length }) => [span_at, length])).flatMap(parseRow);
  }

  runsOf(jobIds: readonly string[]): LedgerRow[] {
    return this.runsWhere(sql`SELECT span_at, length FROM runs WHERE ${isIn(sql`job_id`, jobIds)}`);
  }

  *runsInOrder(): Generator<LedgerRow[]> {
    for (let after = -1; ;) {
      const rows = this.#database.all<{ first: number; span_at: number; length: number }>(
        sql`SELECT first, span_at, length FROM runs WHERE first > ${after} ORDER BY first LIMIT ${RUNS_AT_ONCE}`,
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.first;
      yield this.ledger.readLines(rows.map(({ span_at, length }) => [span_at, length])).flatMap(parseRow);
    }
  }

  countRuns(): number {
    return this.#database.get<{ count: number }>(sql`SELECT count(*) AS count FROM runs`)?.count ?? 0;
  }

  tableMark(): string | null {
    return this.#database.get<{ mark: string | null }>(sql`SELECT mark FROM ledger_table`)?.mark ?? null;
  }

  setTableMark(mark: string | null): void {
    this.#database.run(sql`UPDATE ledger_table SET mark = ${mark}`);
  }

  problems(): JournalProblem[] {
    const found = this.#database
      .all<Omit<JournalProblem, 'noted'> & { noted: number }>(
        sql`SELECT line, problem, sha256, sha256 IN (SELECT sha256 FROM noted) AS noted FROM problems ORDER BY line`,
      )
      .map(({ line, problem, sha256, noted }): JournalProblem => ({
        line,
        problem,
        sha256,
        noted: noted === 1,
      }));
    const rest = this.#rest();
    // A torn tail is a writer at work, or one that died: either way it never counted.
    if (rest?.kind !== 'bad' || rest.problem === 'torn') return found;
    const { problem, sha256 } = rest;
    const noted = this.#database.get(sql`SELECT 1 FROM noted WHERE sha256 = ${sha256}`) !== undefined;
    return [...found, { line: this.journal.position.lines + 1, problem, sha256, noted }];
  }

  /** The digest of an unfinished last line, or `null`. */
  tornTail(): string | null {
    const rest = this.#rest();
    return rest?.kind === 'bad' && rest.problem === 'torn' ? rest.sha256 : null;
  }

  /** What earlier journals had. */
  remembered(): Remembered[] {
    return this.#database.all(sql`SELECT * FROM remembered`);
  }

  /** Whether the witnesses were asked about the present journal, and knew no more than it. */
  get isWitnessed(): boolean {
    const { generation } = this.journal.position;
    return this.#database.get(sql`SELECT 1 FROM witnessed WHERE generation = ${generation}`) !== undefined;
  }

  /** Lines that tell of jobs and money. */
  countEntries(): number {
    const noted = this.#database.get<{ count: number }>(sql`SELECT count(*) AS count FROM noted`)?.count ?? 0;
    return this.journal.position.proven - noted;
  }

  countJobs(): number {
    return this.#database.get<{ count: number }>(sql`SELECT count(*) AS count FROM jobs`)?.count ?? 0;
  }

  isKnown(jobId: string): boolean {
    return this.#database.get(sql`SELECT 1 FROM jobs WHERE job_id = ${jobId}`) !== undefined;
  }

  /** A witness knows more: all are asked again, until they do not. */
  setDoubted(): void {
    this.#database.run(sql`DELETE FROM witnessed`);
  }

  /** The witnesses know no more than the present journal. */
  setWitnessed(): void {
    const { generation } = this.journal.position;
    this.#database.transaction(() => {
      this.#database.run(sql`DELETE FROM remembered`);
      this.#database.run(sql`DELETE FROM witnessed`);
      this.#database.run(sql`INSERT INTO witnessed VALUES (${generation})`);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#database.close();
  }

  #rest() {
    const text = this.journal.rest();
    return isBlank(text) ? null : parseLine<StoreEvent>(text);
  }

  async #follow(tail: Tail, take: () => { bytes: number; size: number }): Promise<void> {
    if (tail.isAtEnd()) return;
    const mine = this.#turn.then(() => this.#catchUp(tail, take));
    this.#turn = mine.catch(() => undefined);
    await mine;
  }

  async #catchUp(tail: Tail, take: () => { bytes: number; size: number }): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#catchUpOnce(tail, take);
      } catch (thrown) {
        // What was folded in memory and not written is not true.
        this.#kept.clear();
        tail.forgetSeen();
        if (tries === MOST_TRIES) throw thrown;
        await this.#recover(thrown, (though) => this.#restart(tail, though));
      }
    }
  }

  /** Does away with what stood in the way; throws what is nothing of the kind. */
  async #recover(thrown: unknown, restart: (though: boolean) => void): Promise<void> {
    if (this.#isClosed) {
      // Whoever asks late, of a project that is closing, is answered all the same.
      this.#isClosed = false;
      await this.#begin(await openDatabase(this.#paths));
    } else if (thrown instanceof Replaced) await this.#locked(() => restart(thrown.though));
    else if (isUnwritable(thrown)) await this.#goOnInMemory();
    else if (isBroken(thrown)) await this.#locked(() => this.#makeAnew());
    // Whoever writes so long holds the lock.
    else if (isBusy(thrown)) await this.#locked(() => undefined);
    else throw await orMoved(thrown, this.#paths.journal);
  }

  async #catchUpOnce(tail: Tail, take: () => { bytes: number; size: number }): Promise<void> {
    if (tail.isAtEnd()) return;
    const news = tail.news();
    if (news === null) return tail === this.journal ? await refuseIfMoved(tail.path) : undefined;
    if (news <= LITTLE_BYTES) {
      take();
      return;
    }
    await this.#locked(async () => {
      for (;;) {
        const { bytes, size } = take();
        if (bytes === size) return;
        this.#options.onProgress?.(bytes, size);
        await pause();
      }
    });
  }

  #takeJournal() {
    return this.#takePiece(this.journal, () => {
      const { generation } = this.journal.position;
      const batch = new FoldBatch(this.#database, generation, (jobId) => this.#folded(jobId));
      const takeLine: TakeLine = (text, span, position, isLast) => {
        if (isBlank(text)) return 'taken';
        const parsed = parseLine<StoreEvent>(text);
        if (parsed.kind === 'entry') {
          position.proven++;
          const { entry } = parsed;
          if (isDamageNoted(entry)) this.#note(entry.event.line_sha256);
          else batch.take(entry as JournalEntry<StoreEvent>, span);
          return 'taken';
        }
        if (isLast) return 'left';
        const { problem, sha256 } = parsed;
        this.#database.run(sql`INSERT INTO problems VALUES (${position.lines}, ${problem}, ${sha256})`);
        return 'taken';
      };
      const finish = () => {
        for (const folded of batch.finish()) this.#keep(folded);
      };
      return { takeLine, finish };
    });
  }

  #takeLedger() {
    return this.#takePiece(this.ledger, () => {
      const takeLine: TakeLine = (text, span) => {
        const [row] = parseRow(text);
        if (row === undefined) return 'left';
        putRun(this.#database, row, span);
        if (saysMore(testimonyOfRow(row), this.job(row.job_id))) this.#doubtful.push(row);
        return 'taken';
      };
      return { takeLine, finish: () => undefined };
    });
  }

  #takePiece(tail: Tail, begin: () => { takeLine: TakeLine; finish: () => void }) {
    const end = withFile(tail.path, (file) =>
      this.#database.transaction(() => {
        const { takeLine, finish } = begin();
        const taken = tail.takePiece(file, takeLine);
        finish();
        return taken;
      }),
    );
    if (end === null) throw new Replaced();
    return end;
  }

  #note(sha256: string): void {
    this.#database.run(sql`INSERT INTO noted VALUES (${sha256})`);
  }

  #folded(jobId: string): Folded | undefined {
    const row = this.#database.get<Pick<JobRow, 'job_id' | 'lines'>>(
      sql`SELECT job_id, lines FROM jobs WHERE job_id = ${jobId}`,
    );
    return row === undefined ? undefined : this.#fromRow(row);
  }

  #fromRow({ job_id, lines }: Pick<JobRow, 'job_id' | 'lines'>): Folded {
    const known = this.#kept.get(job_id);
    if (known?.lines === lines) return this.#keep(known);
    const spans = spansOf(lines);
    let job: Job | undefined;
    for (const line of this.journal.readLines(spans)) {
      const parsed = parseLine<JobEvent>(line);
      if (parsed.kind === 'bad') throw new Replaced();
      const entry = parsed.entry as JournalEntry<JobEvent>;
      // A line of another's is the one that took its request away.
      if (entry.job === job_id) job = fold(job, entry);
      else if (job !== undefined) job = withoutRequest(job, entry.job ?? '', entry.at);
    }
    if (job === undefined) throw new Replaced();
    return this.#keep({ job, spans, lines });
  }

  #keep(folded: Folded): Folded {
    this.#kept.delete(folded.job.job_id);
    this.#kept.set(folded.job.job_id, folded);
    if (this.#kept.size > MOST_KEPT) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    return folded;
  }

  /** The file is another: begins again, and remembers what was known of the one before. */
  #restart(tail: Tail, whatever = false): void {
    this.#kept.clear();
    this.#database.transaction(() => {
      // Another process may have been faster.
      if (!whatever && tail.isSame()) return;
      tail.restart();
      if (tail === this.ledger) {
        this.#database.run(sql`DELETE FROM runs`);
        this.setTableMark(null);
        return;
      }
      this.#database.run(sql`INSERT INTO remembered
        SELECT job_id, revision, was_sent, request_id, cost, counts FROM jobs WHERE true
        ON CONFLICT (job_id) DO UPDATE SET revision = excluded.revision, was_sent = excluded.was_sent,
          request_id = excluded.request_id, cost = excluded.cost, counts = excluded.counts
        WHERE excluded.revision > remembered.revision`);
      for (const query of EMPTY) this.#database.run(query);
    });
  }

  async #makeAnew(): Promise<void> {
    this.#database.close();
    await removeDatabase(this.#paths.index);
    await this.#begin(await openDatabase(this.#paths));
  }

  /** No file can be written: as far as this process goes, without one. */
  async #goOnInMemory(): Promise<void> {
    this.#database.close();
    await this.#begin(await Database.open(':memory:', VERSION, SCHEMA));
  }

  #begin(database: Database): Promise<void> {
    this.#database = database;
    this.#kept.clear();
    this.journal.forgetSeen();
    this.ledger.forgetSeen();
    return Promise.resolve();
  }

  async #locked<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    if (this.#database.isInMemory) return await work();
    const lock = await acquire(this.#paths.indexLock, LOCK_MS).catch(async (thrown: unknown) => {
      throw await orMoved(thrown, this.#paths.journal);
    });
    if (lock === null) {
      throw recordError({
        code: 'LOCKED',
        message: `Another process has read the journal anew for ${LOCK_MS / 1000} seconds (${this.#paths.indexLock}).`,
        next: 'Wait for it or end it, then try again. Nothing was sent.',
        temporary: true,
      });
    }
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }
}

/** What no fold has written: SQLite says so, or what reads it. */
const isBroken = (thrown: unknown) =>
  thrown instanceof Unusable ||
  thrown instanceof SyntaxError ||
  thrown instanceof TypeError ||
  isUnusable(thrown);

/** What is broken is removed while nobody else opens it; where nothing can be written, it is in memory. */
async function openDatabase({ index, indexLock }: IndexPaths): Promise<Database> {
  const open = (at: string) => Database.open(at, VERSION, SCHEMA);
  try {
    return await open(index);
  } catch (thrown) {
    if (!isUnusable(thrown)) return await open(':memory:');
  }
  const lock = await acquire(indexLock, LOCK_MS).catch(() => null);
  try {
    // Another process may have been faster.
    return await open(index).catch(async () => {
      await removeDatabase(index);
      return await open(index);
    });
  } catch {
    return await open(':memory:');
  } finally {
    await lock?.release();
  }
}

/** Of another journal nothing stays. */
const EMPTY = [
  sql`DELETE FROM jobs`,
  sql`DELETE FROM accounts`,
  sql`DELETE FROM agreed_quotes`,
  sql`DELETE FROM problems`,
  sql`DELETE FROM noted`,
];

const isDamageNoted = (entry: JournalEntry<unknown>): entry is JournalEntry<DamageNoted> =>
  (entry.event as { type?: unknown }).type === 'damage-noted';
