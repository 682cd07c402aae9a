import { costOf, billedOf, isAboveQuote, isBelowQuote } from '../../cost-of.ts';
import { disputeOf } from '../../dispute.ts';
import { hasEnded, mayBeAskedAgain } from '../../fold.ts';
import type { Job, JobState } from '../../job.ts';
import { videoOf } from '../../outputs.ts';
import { hasLostRequest } from '../../requests.ts';
import type { Micros } from '../../../util/money.ts';
import { type Database, decoded, sql } from './database.ts';
import type { LineSpan } from './tail.ts';

/** What the index keeps of a job: what queries ask for, and where its lines stand. The job itself is in those lines. */
export interface JobRow {
  job_id: string;
  /** Of the line that planned it: the order of jobs. */
  first: number;
  /** As JSON the generation of the journal, then of each of its lines that apply the offset and length. */
  lines: string;
  state: JobState;
  /** ISO time; `null` for what goes on. */
  ended_at: string | null;
  /** 0 or 1, here and below. */
  finalized: number;
  ask_again: number;
  lost_request: number;
  retrying: number;
  planned_at: string;
  endpoint_id: string;
  /** Alias or endpoint id. */
  model: string;
  experiment: string | null;
  cell: string | null;
  batch: string;
  idempotency_key: string | null;
  quote_id: string | null;
  request_id: string | null;
  reserved: Micros;
  expected: Micros | null;
  billed: Micros | null;
  verified: Micros | null;
  /** The best that is known. */
  cost: Micros | null;
  /** What it takes of the caps. */
  counts: Micros;
  disputed: number;
  above_quote: number;
  below_quote: number;
  revision: number;
  was_sent: number;
  has_video: number;
}

export const JOBS_TABLE = `
CREATE TABLE jobs (
  job_id TEXT PRIMARY KEY, first INTEGER NOT NULL, lines TEXT NOT NULL, state TEXT NOT NULL,
  ended_at TEXT, finalized INTEGER NOT NULL, ask_again INTEGER NOT NULL, lost_request INTEGER NOT NULL,
  retrying INTEGER NOT NULL, planned_at TEXT NOT NULL, endpoint_id TEXT NOT NULL, model TEXT NOT NULL, experiment TEXT,
  cell TEXT, batch TEXT NOT NULL, idempotency_key TEXT, quote_id TEXT, request_id TEXT, reserved INTEGER NOT NULL, expected INTEGER,
  billed INTEGER, verified INTEGER, cost INTEGER, counts INTEGER NOT NULL, disputed INTEGER NOT NULL,
  above_quote INTEGER NOT NULL, below_quote INTEGER NOT NULL, revision INTEGER NOT NULL, was_sent INTEGER NOT NULL,
  has_video INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX jobs_by_time ON jobs (planned_at, job_id, counts, experiment);
CREATE INDEX jobs_by_state ON jobs (state, planned_at);
CREATE INDEX jobs_open ON jobs (first) WHERE ended_at IS NULL OR finalized = 0;
CREATE INDEX jobs_in_trouble ON jobs (first) WHERE ask_again = 1 OR retrying = 1;
CREATE INDEX jobs_unbilled ON jobs (first) WHERE billed IS NULL AND was_sent = 1;
CREATE INDEX jobs_unverified ON jobs (first) WHERE verified IS NULL AND ended_at IS NOT NULL AND request_id IS NOT NULL;
CREATE INDEX jobs_by_endpoint ON jobs (endpoint_id, state, planned_at);
CREATE INDEX jobs_disputed ON jobs (endpoint_id, first) WHERE disputed = 1;
CREATE INDEX jobs_strayed ON jobs (first) WHERE above_quote = 1 OR below_quote = 1;
CREATE INDEX jobs_by_experiment ON jobs (experiment, first) WHERE experiment IS NOT NULL;
CREATE INDEX jobs_by_batch ON jobs (batch, first);
CREATE INDEX jobs_by_key ON jobs (idempotency_key, first) WHERE idempotency_key IS NOT NULL;
CREATE INDEX jobs_by_quote ON jobs (quote_id) WHERE quote_id IS NOT NULL;
CREATE INDEX jobs_by_request ON jobs (request_id) WHERE request_id IS NOT NULL`;

export function rowOf(job: Job, spans: readonly LineSpan[], generation: number): JobRow {
  const { plan } = job;
  const cost = costOf(job);
  return {
    job_id: job.job_id,
    first: spans[0]?.[0] ?? 0,
    lines: JSON.stringify([generation, ...spans.flat()]),
    state: job.state,
    ended_at: hasEnded(job) ? (job.times[job.state] ?? job.updated_at) : null,
    finalized: Number(job.finalized),
    ask_again: Number(mayBeAskedAgain(job)),
    lost_request: Number(hasLostRequest(job)),
    retrying: Number(job.retry !== null),
    planned_at: job.times.planned ?? job.updated_at,
    endpoint_id: plan.endpoint_id,
    model: plan.model_alias ?? plan.endpoint_id,
    experiment: plan.experiment,
    cell: plan.cell,
    batch: plan.batch,
    idempotency_key: plan.idempotency_key,
    quote_id: plan.quote_id,
    request_id: job.handle?.request_id ?? null,
    reserved: job.reserved_micros,
    expected: plan.estimate.expected,
    billed: billedOf(job),
    verified: job.verified?.micros ?? null,
    cost,
    counts: cost ?? job.reserved_micros,
    disputed: Number(disputeOf(job) !== null),
    above_quote: Number(isAboveQuote(job)),
    below_quote: Number(isBelowQuote(job)),
    revision: job.revision,
    was_sent: Number(job.state !== 'planned' && job.state !== 'not-sent'),
    has_video: Number(videoOf(job) !== undefined),
  };
}

export const spansOf = (lines: string): LineSpan[] =>
  decoded(() => {
    const [, ...numbers] = JSON.parse(lines) as number[];
    if (numbers.length % 2 === 1 || !numbers.every(Number.isSafeInteger)) throw new RangeError(lines);
    return Array.from(
      { length: numbers.length / 2 },
      (_, at) => numbers.slice(at * 2, at * 2 + 2) as [number, number],
    );
  });

export function putRow(database: Database, row: JobRow): void {
  database.run(sql`INSERT OR REPLACE INTO jobs VALUES (
    ${row.job_id}, ${row.first}, ${row.lines}, ${row.state}, ${row.ended_at}, ${row.finalized}, ${row.ask_again},
    ${row.lost_request}, ${row.retrying}, ${row.planned_at}, ${row.endpoint_id}, ${row.model}, ${row.experiment},
    ${row.cell}, ${row.batch}, ${row.idempotency_key}, ${row.quote_id}, ${row.request_id}, ${row.reserved}, ${row.expected},
    ${row.billed}, ${row.verified}, ${row.cost}, ${row.counts}, ${row.disputed}, ${row.above_quote},
    ${row.below_quote}, ${row.revision},
    ${row.was_sent}, ${row.has_video})`);
}

/** The job that has the request. */
export const ownerOf = (database: Database, requestId: string): string | undefined =>
  database.get<{ job_id: string }>(sql`SELECT job_id FROM jobs WHERE request_id = ${requestId}`)?.job_id;
