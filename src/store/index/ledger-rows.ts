import { readMicros } from '../witnesses/testimony.ts';
import type { LedgerRow } from '../../ledger/ledger-row.ts';
import { type Database, sql } from './database.ts';
import type { LineSpan } from './tail.ts';

/** What the index keeps of a run: what totals are drawn from, and where its newest line stands in `ledger.jsonl`. */
export const LEDGER_TABLE = `
CREATE TABLE runs (
  job_id TEXT PRIMARY KEY, first INTEGER NOT NULL, span_at INTEGER NOT NULL, length INTEGER NOT NULL,
  timestamp TEXT NOT NULL, day TEXT NOT NULL, model_alias TEXT, endpoint_id TEXT NOT NULL, status TEXT NOT NULL,
  experiment TEXT, estimated INTEGER, billed INTEGER, verified INTEGER, counted INTEGER, disputed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX runs_by_time ON runs (timestamp);
CREATE TABLE ledger_table (mark TEXT);
INSERT INTO ledger_table VALUES (NULL);
CREATE INDEX runs_first ON runs (first);
CREATE INDEX runs_by_experiment ON runs (experiment, timestamp) WHERE experiment IS NOT NULL`;

/** Rows may have been edited by hand: what is no amount counts as not known. */
export function putRun(database: Database, row: LedgerRow, [at, length]: LineSpan): void {
  const { job_id, timestamp, model_alias, endpoint_id, status, experiment } = row;
  const wasSent = status !== 'not-sent';
  database.run(sql`INSERT INTO runs VALUES (
    ${job_id}, ${at}, ${at}, ${length}, ${textOf(timestamp)}, ${textOf(timestamp).slice(0, 10)},
    ${textOrNull(model_alias)}, ${textOf(endpoint_id)}, ${textOf(status)}, ${textOrNull(experiment)},
    ${wasSent ? readMicros(row.estimated_cost) : 0}, ${wasSent ? readMicros(row.billed_cost) : 0},
    ${readMicros(row.verified_cost)}, ${readMicros(row.counted_cost)}, ${row.disputed ? 1 : 0})
    ON CONFLICT (job_id) DO UPDATE SET span_at = excluded.span_at, length = excluded.length, timestamp = excluded.timestamp,
      day = excluded.day, model_alias = excluded.model_alias, endpoint_id = excluded.endpoint_id, status = excluded.status,
      experiment = excluded.experiment, estimated = excluded.estimated, billed = excluded.billed,
      verified = excluded.verified, counted = excluded.counted, disputed = excluded.disputed`);
}

const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
