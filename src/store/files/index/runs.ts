import { parseRow } from '../../../ledger/ledger.ts';
import type { LedgerRow } from '../../../ledger/ledger-row.ts';
import { readMicros } from '../witnesses/testimony.ts';
import { type Database, isIn, type Sql, sql } from './database.ts';
import type { LineSpan, Tail } from './tail.ts';

/** What the index keeps of a run: what totals are drawn from, and where its newest line stands in `ledger.jsonl`. */
export const RUNS_TABLES = `
CREATE TABLE runs (
  job_id TEXT PRIMARY KEY, first INTEGER NOT NULL, span_at INTEGER NOT NULL, length INTEGER NOT NULL,
  timestamp TEXT NOT NULL, day TEXT NOT NULL, model_alias TEXT, endpoint_id TEXT NOT NULL, status TEXT NOT NULL,
  experiment TEXT, estimated INTEGER, billed INTEGER, verified INTEGER, counted INTEGER, disputed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX runs_by_time ON runs (timestamp);
CREATE INDEX runs_first ON runs (first);
CREATE INDEX runs_by_experiment ON runs (experiment, timestamp) WHERE experiment IS NOT NULL;
CREATE TABLE ledger_table (mark TEXT);
INSERT INTO ledger_table VALUES (NULL)`;

/** Rows in memory at a time. */
const ROWS_AT_ONCE = 100;

interface RunRow {
  first: number;
  span_at: number;
  length: number;
}

/** The runs of the ledger, each by its newest row. */
export class Runs {
  readonly #ledger: Tail;
  readonly #database: () => Database;
  /** Brings them up to the end of the ledger. */
  readonly sync: () => Promise<void>;

  constructor(ledger: Tail, database: () => Database, sync: () => Promise<void>) {
    this.#ledger = ledger;
    this.#database = database;
    this.sync = sync;
  }

  /** The query gives `span_at` and `length`. */
  where(query: Sql): LedgerRow[] {
    return this.#read(this.#database().all<RunRow>(query));
  }

  of(jobIds: readonly string[]): LedgerRow[] {
    return this.where(sql`SELECT span_at, length FROM runs WHERE ${isIn(sql`job_id`, jobIds)}`);
  }

  *inOrder(): Generator<LedgerRow[]> {
    for (let after = -1; ;) {
      const rows = this.#database().all<RunRow>(
        sql`SELECT first, span_at, length FROM runs WHERE first > ${after} ORDER BY first LIMIT ${ROWS_AT_ONCE}`,
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.first;
      yield this.#read(rows);
    }
  }

  count(): number {
    return this.#database().get<{ count: number }>(sql`SELECT count(*) AS count FROM runs`)?.count ?? 0;
  }

  tableMark(): string | null {
    return this.#database().get<{ mark: string | null }>(sql`SELECT mark FROM ledger_table`)?.mark ?? null;
  }

  setTableMark(mark: string | null): void {
    this.#database().run(sql`UPDATE ledger_table SET mark = ${mark}`);
  }

  clear(): void {
    this.#database().run(sql`DELETE FROM runs`);
    this.setTableMark(null);
  }

  /** Rows may have been edited by hand: what is no amount counts as not known. */
  put(row: LedgerRow, [at, length]: LineSpan): void {
    const { job_id, timestamp, model_alias, endpoint_id, status, experiment } = row;
    const wasSent = status !== 'not-sent';
    this.#database().run(sql`INSERT INTO runs VALUES (
      ${job_id}, ${at}, ${at}, ${length}, ${textOf(timestamp)}, ${textOf(timestamp).slice(0, 10)},
      ${textOrNull(model_alias)}, ${textOf(endpoint_id)}, ${textOf(status)}, ${textOrNull(experiment)},
      ${wasSent ? readMicros(row.estimated_cost) : 0}, ${wasSent ? readMicros(row.billed_cost) : 0},
      ${readMicros(row.verified_cost)}, ${readMicros(row.counted_cost)}, ${row.disputed ? 1 : 0})
      ON CONFLICT (job_id) DO UPDATE SET span_at = excluded.span_at, length = excluded.length, timestamp = excluded.timestamp,
        day = excluded.day, model_alias = excluded.model_alias, endpoint_id = excluded.endpoint_id, status = excluded.status,
        experiment = excluded.experiment, estimated = excluded.estimated, billed = excluded.billed,
        verified = excluded.verified, counted = excluded.counted, disputed = excluded.disputed`);
  }

  #read(rows: readonly RunRow[]): LedgerRow[] {
    const spans = rows.map(({ span_at, length }): LineSpan => [span_at, length]);
    return this.#ledger.readLines(spans).flatMap(parseRow);
  }
}

const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
