import { setImmediate as pause } from 'node:timers/promises';
import { recordError } from '../../../errors.ts';
import {
  type DamageNoted,
  digestOf,
  isBlank,
  type JournalEntry,
  type JournalProblem,
  parseLine,
} from '../../../ledger/journal-line.ts';
import { parseRow } from '../../../ledger/ledger.ts';
import { acquire } from '../../../util/lock.ts';
import { orMoved, refuseIfMoved } from '../../../util/own-folder.ts';
import type { Job } from '../../job.ts';
import type { RequestOwners } from '../../requests.ts';
import type { StoreEvent } from '../../reservations.ts';
import { saysMore, type Testimony, testimonyOfRow } from '../witnesses/testimony.ts';
import { ACCOUNTS_TABLES } from './accounts.ts';
import { Database, isBroken, isBusy, isUnwritable, removeDatabase, type Sql, sql } from './database.ts';
import { FoldBatch } from './fold-batch.ts';
import { FoldedJobs } from './folded-jobs.ts';
import { type JobRow, JOBS_TABLE, ownerOf } from './job-rows.ts';
import { countNoted, isNoted, problemsIn, PROBLEMS_TABLES, putNoted, putProblem } from './problems.ts';
import { Runs, RUNS_TABLES } from './runs.ts';
import { POSITIONS_TABLE, Replaced, Tail, type TakeLine, withFile } from './tail.ts';
import { putUpload, UPLOADS_TABLE } from './uploads.ts';
import { rememberJobs, setDoubted, WITNESSED_TABLES } from './witnessed.ts';

/** Asks the index at the end of the journal, and of another file where that is asked for. */
export type AskIndex = <Answer>(
  question: (index: JournalIndex) => Answer | Promise<Answer>,
  of?: 'ledger' | 'uploads',
) => Promise<Answer>;

export interface IndexPaths {
  journal: string;
  ledgerJsonl: string;
  uploads: string;
  index: string;
  /** Held while much is folded, so that others wait without standing still. */
  indexLock: string;
}

export interface IndexOptions {
  /** Told while much of a file is taken in: how many of its bytes are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Changes with the tables, and with what a fold makes of a line: an index of another version is made anew. */
const VERSION = 4;

const SCHEMA = [
  POSITIONS_TABLE,
  JOBS_TABLE,
  ACCOUNTS_TABLES,
  RUNS_TABLES,
  UPLOADS_TABLE,
  PROBLEMS_TABLES,
  WITNESSED_TABLES,
].join(';\n');

/** So little is taken in without the lock. */
const LITTLE_BYTES = 64 << 10;
type Take = (isLittle: boolean) => { bytes: number; size: number };
const LOCK_MS = 120_000;
const MOST_TRIES = 4;

/**
 * The journal and the ledger in tables, as far as any process has read them: derived, disposable, and shared by all of the
 * project.
 */
export class JournalIndex {
  readonly #paths: IndexPaths;
  readonly #options: IndexOptions;
  #database: Database;
  readonly journal: Tail;
  readonly #ledger: Tail;
  readonly #uploads: Tail;
  readonly runs: Runs;
  readonly #jobs: FoldedJobs;
  /** What rows of the ledger tell beyond what was folded when they were read. */
  readonly #doubtful: Testimony[] = [];
  /** One after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(paths: IndexPaths, options: IndexOptions, database: Database) {
    this.#paths = paths;
    this.#options = options;
    this.#database = database;
    const current = () => this.#database;
    this.journal = new Tail('journal', paths.journal, current);
    this.#ledger = new Tail('ledger', paths.ledgerJsonl, current);
    this.#uploads = new Tail('uploads', paths.uploads, current);
    this.#jobs = new FoldedJobs(this.journal, current);
    this.runs = new Runs(this.#ledger, current, () => this.#syncLedger());
  }

  static async open(paths: IndexPaths, options: IndexOptions = {}): Promise<JournalIndex> {
    return new JournalIndex(paths, options, await openDatabase(paths));
  }

  get #tails(): readonly Tail[] {
    return [this.journal, this.#ledger, this.#uploads];
  }

  /** Asked right after `sync`. */
  get database(): Database {
    return this.#database;
  }

  /** Brings the index up to the end of the journal. Costs what is new: one look at the file where nothing is. */
  sync(): Promise<void> {
    return this.#follow(this.journal, (isLittle) => this.#takeJournal(isLittle));
  }

  /** Reads every line anew, and asks the witnesses anew: whatever was changed, this notices it. */
  async reread(): Promise<void> {
    await this.#locked(() => this.#restart(this.journal, true));
    await this.sync();
  }

  /** Rows that tell more than the journal make the witnesses be asked once more. */
  async #syncLedger(): Promise<void> {
    await this.#follow(this.#ledger, () => this.#takeLedger());
    if (this.#doubtful.length === 0) return;
    // The journal may have been read just before the line that a row is made from.
    await this.sync();
    if (this.#doubtful.splice(0).some((testimony) => this.isBehind(testimony))) setDoubted(this.#database);
  }

  /**
   * A question about what the files hold now. Where they turn out to be others than those that were taken in, though they
   * looked the same, they are taken in anew, and it is asked once more.
   */
  readonly ask: AskIndex = async (question, of) => {
    const synced = async () => {
      await this.sync();
      if (of === 'ledger') await this.#syncLedger();
      if (of === 'uploads') await this.#follow(this.#uploads, () => this.#takeUploads());
      return await question(this);
    };
    try {
      return await synced();
    } catch (thrown) {
      await this.#recover(thrown, () => {
        for (const tail of this.#tails) this.#restart(tail, true);
      });
      return await synced();
    }
  };

  job(jobId: string): Job | undefined {
    return this.#jobs.get(jobId)?.job;
  }

  /** The query gives `job_id` and `lines`. */
  jobsWhere(query: Sql): Job[] {
    const rows = this.#database.all<Pick<JobRow, 'job_id' | 'lines'>>(query);
    return rows.map((row) => this.#jobs.of(row).job);
  }

  countJobs(): number {
    return this.#database.get<{ count: number }>(sql`SELECT count(*) AS count FROM jobs`)?.count ?? 0;
  }

  isKnown(jobId: string): boolean {
    return this.#database.get(sql`SELECT 1 FROM jobs WHERE job_id = ${jobId}`) !== undefined;
  }

  /** Whether the journal has less of the job than is told here. Nearly all say of how many events: no job is read for that. */
  isBehind(testimony: Testimony): boolean {
    const { job_id, revision } = testimony;
    if (revision === null) return saysMore(testimony, this.job(job_id));
    const known = this.#database.get<Pick<JobRow, 'revision'>>(
      sql`SELECT revision FROM jobs WHERE job_id = ${job_id}`,
    );
    return known === undefined || revision > known.revision;
  }

  /** For what is decided about jobs and the requests that they have. */
  get owners(): RequestOwners {
    return {
      jobs: { get: (jobId) => this.job(jobId) },
      requests: { get: (requestId) => ownerOf(this.#database, requestId) },
    };
  }

  problems(): JournalProblem[] {
    const found = problemsIn(this.#database);
    const rest = this.#rest();
    // A torn tail is a writer at work, or one that died: either way it never counted.
    if (rest?.kind !== 'bad' || rest.problem === 'torn') return found;
    const { problem, sha256 } = rest;
    const line = this.journal.position.lines + 1;
    return [...found, { line, problem, sha256, noted: isNoted(this.#database, sha256) }];
  }

  /** The digest of an unfinished last line, or `null`. */
  tornTail(): string | null {
    const rest = this.#rest();
    return rest?.kind === 'bad' && rest.problem === 'torn' ? rest.sha256 : null;
  }

  /** Lines that tell of jobs and money. */
  countEntries(): number {
    return this.journal.position.proven - countNoted(this.#database);
  }

  close(): void {
    this.#database.close();
  }

  #rest() {
    const text = this.journal.rest();
    return isBlank(text) ? null : parseLine<StoreEvent>(text);
  }

  async #follow(tail: Tail, take: Take): Promise<void> {
    if (tail.isAtEnd()) return;
    const mine = this.#turn.then(() => this.#catchUp(tail, take));
    this.#turn = mine.catch(() => undefined);
    await mine;
  }

  async #catchUp(tail: Tail, take: Take): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#catchUpOnce(tail, take);
      } catch (thrown) {
        // What was folded in memory and not written is not true.
        this.#jobs.clear();
        tail.forgetSeen();
        if (tries === MOST_TRIES) throw thrown;
        await this.#recover(thrown, (isForced) => this.#restart(tail, isForced));
      }
    }
  }

  /** Does away with what stood in the way; throws what is nothing of the kind. */
  async #recover(thrown: unknown, restart: (isForced: boolean) => void): Promise<void> {
    if (thrown instanceof Replaced) await this.#locked(() => restart(thrown.looksSame));
    else if (isUnwritable(thrown)) await this.#goOnInMemory();
    else if (isBroken(thrown)) await this.#locked(() => this.#makeAnew());
    // Whoever writes so long holds the lock.
    else if (isBusy(thrown)) await this.#locked(() => undefined);
    else throw await orMoved(thrown, this.#paths.journal);
  }

  async #catchUpOnce(tail: Tail, take: Take): Promise<void> {
    if (tail.isAtEnd()) return;
    const news = tail.news();
    if (news === null) return tail === this.journal ? await refuseIfMoved(tail.path) : undefined;
    if (news <= LITTLE_BYTES) {
      take(true);
      return;
    }
    await this.#locked(async () => {
      for (;;) {
        const { bytes, size } = take(false);
        this.#options.onProgress?.(bytes, size);
        if (bytes === size) return;
        await pause();
      }
    });
  }

  #takeJournal(isLittle: boolean) {
    return this.#takePiece(this.journal, () => {
      const { generation } = this.journal.position;
      const batch = new FoldBatch(this.#database, generation, (jobId) => this.#jobs.get(jobId));
      const takeLine: TakeLine = (text, span, position, isLast) => {
        if (isBlank(text)) return 'taken';
        const parsed = parseLine<StoreEvent>(text);
        if (parsed.kind === 'entry') {
          position.proven++;
          const { entry } = parsed;
          if (isDamageNoted(entry)) putNoted(this.#database, entry.event.line_sha256);
          else if (!batch.take(entry as JournalEntry<StoreEvent>, span) && entry.event.type === 'submitted') {
            const problem = {
              line: position.lines + Number(isLast),
              problem: 'unowned',
              sha256: digestOf(text),
            } as const;
            putProblem(this.#database, problem, entry.event.handle.request_id);
          }
          return 'taken';
        }
        if (isLast) return 'left';
        putProblem(this.#database, { ...parsed, line: position.lines });
        return 'taken';
      };
      const finish = () => {
        // Of a history only what goes on will be asked for.
        for (const one of batch.finish()) if (isLittle || !one.job.finalized) this.#jobs.keep(one);
      };
      return { takeLine, finish };
    });
  }

  #takeLedger() {
    return this.#takePiece(this.#ledger, () => {
      const takeLine: TakeLine = (text, span) => {
        const [row] = parseRow(text);
        if (row === undefined) return 'left';
        this.runs.put(row, span);
        const testimony = testimonyOfRow(row);
        if (this.isBehind(testimony)) this.#doubtful.push(testimony);
        return 'taken';
      };
      return { takeLine, finish: () => undefined };
    });
  }

  #takeUploads() {
    return this.#takePiece(this.#uploads, () => ({
      takeLine: (text) => putUpload(this.#database, text),
      finish: () => undefined,
    }));
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

  /** The file is another: begins again, and remembers what was known of the one before. Forced, though it looks the same. */
  #restart(tail: Tail, isForced: boolean): void {
    this.#jobs.clear();
    this.#database.transaction(() => {
      // Another process may have been faster.
      if (!isForced && tail.isSame()) return;
      tail.restart();
      if (tail === this.#ledger) this.runs.clear();
      if (tail === this.#uploads) this.#database.run(sql`DELETE FROM uploads`);
      if (tail !== this.journal) return;
      rememberJobs(this.#database);
      for (const query of EMPTY) this.#database.run(query);
    });
  }

  async #makeAnew(): Promise<void> {
    this.#database.close();
    await removeDatabase(this.#paths.index);
    this.#begin(await openDatabase(this.#paths));
  }

  /** No file can be written: as far as this process goes, without one. */
  async #goOnInMemory(): Promise<void> {
    this.#database.close();
    this.#begin(await Database.open(':memory:', VERSION, SCHEMA));
  }

  #begin(database: Database): void {
    this.#database = database;
    this.#jobs.clear();
    for (const tail of this.#tails) tail.forgetSeen();
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

/** What is broken is removed while nobody else opens it; where nothing can be written, it is in memory. */
async function openDatabase({ index, indexLock }: IndexPaths): Promise<Database> {
  const open = (at: string) => Database.open(at, VERSION, SCHEMA);
  try {
    return await open(index);
  } catch (thrown) {
    if (!isBroken(thrown)) return await open(':memory:');
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
