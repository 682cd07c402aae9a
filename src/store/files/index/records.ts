import type { Micros } from '../../../util/money.ts';
import type { JobQuery, KnownSum, PaidJob, Records, RunGroup, RunQuery, RunSums } from '../../records.ts';
import { accountOf, openAccounts } from './accounts.ts';
import { cellsOf } from './cells.ts';
import { empty, isIn, join, type Sql, sql } from './database.ts';
import { ownerOf } from './job-rows.ts';
import type { AskIndex } from './journal-index.ts';
import { modelCosts } from './model-costs.ts';

export function recordsOf(ask: AskIndex): Records {
  const all = <Row>(query: Sql) => ask(({ database }) => database.all<Row>(query));
  const first = async <Row>(query: Sql, of?: 'ledger') =>
    await ask(({ database }) => database.get<Row>(query), of);
  return {
    get: (jobId) => ask((index) => index.job(jobId)),
    find: (query) =>
      ask((index) => index.jobsWhere(sql`SELECT job_id, lines FROM jobs WHERE ${inOrder(query)}`)),
    async ids(query) {
      const rows = await all<{ job_id: string }>(sql`SELECT job_id FROM jobs WHERE ${inOrder(query)}`);
      return rows.map(({ job_id }) => job_id);
    },
    async count(query) {
      const row = await first<Count>(sql`SELECT count(*) AS count FROM jobs WHERE ${whereOf(query)}`);
      return row?.count ?? 0;
    },
    async commitments({ experiment }, now) {
      const today = now.toISOString().slice(0, 10);
      const isToday = sql`planned_at >= ${today} AND planned_at < ${`${today}U`}`;
      const ofToday = await all<{ experiment: string | null; reserved: Micros }>(
        sql`SELECT experiment, sum(counts) AS reserved FROM jobs WHERE ${isToday} GROUP BY experiment`,
      );
      const before = await all<{ reserved: Micros | null }>(
        sql`SELECT sum(counts) AS reserved FROM jobs WHERE experiment = ${experiment} AND NOT (${isToday})`,
      );
      return [
        ...ofToday.map((row) => ({ ...row, at: today, billed: null })),
        ...before.map(({ reserved }) => ({ at: '', experiment, reserved: reserved ?? 0, billed: null })),
      ];
    },
    account: (experiment) => ask((index) => accountOf(index.database, experiment)),
    openAccounts: () => ask(({ database }) => openAccounts(database)),
    async isAgreed(quoteId) {
      const found = await all(sql`SELECT 1 FROM jobs WHERE quote_id = ${quoteId}
        UNION ALL SELECT 1 FROM agreed_quotes WHERE quote_id = ${quoteId} LIMIT 1`);
      return found.length > 0;
    },
    ownerOf: (requestId) => ask(({ database }) => ownerOf(database, requestId)),
    async paid(endpointId, { compared, limit }) {
      const rows = await all<Omit<PaidJob, 'above_quote'> & { above_quote: number }>(
        sql`SELECT cost, expected, above_quote FROM jobs
            WHERE endpoint_id = ${endpointId} AND state = 'collected' AND cost IS NOT NULL AND disputed = 0
              AND ${compared ? sql`expected > 0` : sql`true`}
            ORDER BY planned_at DESC, first DESC LIMIT ${limit}`,
      );
      return rows.map((row) => ({ ...row, above_quote: row.above_quote === 1 }));
    },
    async disputed(endpointId) {
      const isDisputed = sql`endpoint_id = ${endpointId} AND disputed = 1`;
      const row = await first<Count>(sql`SELECT count(*) AS count FROM jobs WHERE ${isDisputed}`);
      const [newest] = await ask((index) =>
        index.jobsWhere(sql`SELECT job_id, lines FROM jobs WHERE ${isDisputed} ORDER BY first DESC LIMIT 1`),
      );
      return { count: row?.count ?? 0, newest };
    },
    modelCosts: () => ask(({ database }) => modelCosts(database)),
    async endpoints() {
      const rows = await all<{ endpoint_id: string }>(
        sql`SELECT DISTINCT endpoint_id FROM jobs ORDER BY endpoint_id`,
      );
      return rows.map(({ endpoint_id }) => endpoint_id);
    },
    async experiments(limit) {
      const rows = await all<{ experiment: string }>(
        sql`SELECT experiment FROM jobs WHERE experiment IS NOT NULL
            GROUP BY experiment ORDER BY max(planned_at) DESC LIMIT ${limit}`,
      );
      return rows.map(({ experiment }) => experiment);
    },
    cells: (experiment) => ask(({ database }) => cellsOf(database, experiment)),
    runs: (query, { limit, after }) =>
      ask(
        (index) =>
          index.runs.where(sql`SELECT span_at, length FROM runs WHERE ${runsWhere(query, after)}
            ORDER BY timestamp DESC, first LIMIT ${limit}`),
        'ledger',
      ),
    async countRuns(query, after) {
      const row = await first<Count>(
        sql`SELECT count(*) AS count FROM runs WHERE ${runsWhere(query, after)}`,
        'ledger',
      );
      return row?.count ?? 0;
    },
    async totals(query) {
      const row = await first<SumRow>(sql`SELECT ${SUMS} FROM runs WHERE ${runsWhere(query)}`, 'ledger');
      return sumsOf(row ?? ({} as SumRow));
    },
    async totalsBy(group, query) {
      const rows = await ask(
        ({ database }) =>
          database.all<SumRow & { name: string }>(sql`SELECT ${GROUPS[group]} AS name, ${SUMS} FROM runs
            WHERE ${runsWhere(query)} GROUP BY name ORDER BY name`),
        'ledger',
      );
      return rows.map((row) => ({ group: row.name, ...sumsOf(row) }));
    },
  };
}

interface Count {
  count: number;
}

const GROUPS: Record<RunGroup, Sql> = {
  model: sql`coalesce(model_alias, endpoint_id)`,
  day: sql`day`,
  status: sql`status`,
  experiment: sql`coalesce(experiment, 'none')`,
};

const DRIFT = sql`CASE WHEN disputed = 0 THEN counted - estimated END`;
const SUMS = sql`count(*) AS runs, sum(estimated) AS estimated, count(estimated) AS estimated_known, sum(billed) AS billed,
  count(billed) AS billed_known, sum(verified) AS verified, count(verified) AS verified_known, sum(counted) AS counted,
  count(counted) AS counted_known, sum(${DRIFT}) AS drift, count(${DRIFT}) AS drift_known, sum(disputed) AS disputed`;

type Summed = 'estimated' | 'billed' | 'verified' | 'counted' | 'drift';
type SumRow = { runs: number; disputed: number | null } & Record<Summed, number | null> &
  Record<`${Summed}_known`, number>;

function sumsOf(row: SumRow): RunSums {
  const of = (name: Summed): KnownSum => ({ sum: row[name] ?? 0, known: row[`${name}_known`] });
  return {
    runs: row.runs,
    estimated: of('estimated'),
    billed: of('billed'),
    verified: of('verified'),
    counted: of('counted'),
    drift: of('drift'),
    disputed: row.disputed ?? 0,
  };
}

function runsWhere({ ids, model, status, since, until, experiment }: RunQuery, after?: string): Sql {
  return and([
    ids && isIn(sql`job_id`, ids),
    model !== undefined && sql`(model_alias = ${model} OR endpoint_id = ${model})`,
    status !== undefined && sql`status = ${status}`,
    since !== undefined && sql`timestamp >= ${since}`,
    until !== undefined && sql`timestamp < ${`${until}U`}`,
    experiment !== undefined && sql`experiment = ${experiment}`,
    after !== undefined &&
      sql`timestamp <= (SELECT timestamp FROM runs WHERE job_id = ${after}) AND
        (timestamp < (SELECT timestamp FROM runs WHERE job_id = ${after}) OR
          first > (SELECT first FROM runs WHERE job_id = ${after}))`,
  ]);
}

function and(conditions: readonly (Sql | false | true | undefined)[]): Sql {
  const stated = conditions.filter((condition) => typeof condition === 'object');
  return stated.length === 0 ? sql`true` : join(stated, ' AND ');
}

function inOrder(query: JobQuery): Sql {
  const { newest = false, limit } = query;
  return sql`${whereOf(query)} ORDER BY ${newest ? sql`planned_at DESC, job_id DESC` : sql`first`} ${limit === undefined ? empty : sql`LIMIT ${limit}`}`;
}

function whereOf(query: JobQuery): Sql {
  const { ids, states, experiment, batch, endpoint, keys, newest, after } = query;
  return and([
    ids && isIn(sql`job_id`, ids),
    states && isIn(sql`state`, states),
    query.open && sql`ended_at IS NULL`,
    query.ended && sql`ended_at IS NOT NULL`,
    query.ended_since !== undefined && sql`ended_at >= ${query.ended_since}`,
    query.unfinalized && sql`finalized = 0`,
    query.unfinished && sql`(ended_at IS NULL OR finalized = 0)`,
    query.ask_again && sql`ask_again = 1`,
    query.lost_request && sql`lost_request = 1`,
    query.in_trouble && sql`(ask_again = 1 OR retrying = 1)`,
    query.bill_unknown && sql`billed IS NULL AND was_sent = 1`,
    query.disputed && sql`disputed = 1`,
    query.unverified_since !== undefined &&
      sql`verified IS NULL AND ended_at IS NOT NULL AND request_id IS NOT NULL AND
        (cost IS NOT 0 OR ended_at >= ${query.unverified_since})`,
    experiment === null && sql`experiment IS NULL`,
    typeof experiment === 'string' && sql`experiment = ${experiment}`,
    batch !== undefined && sql`batch = ${batch}`,
    endpoint !== undefined && sql`endpoint_id = ${endpoint}`,
    keys && isIn(sql`idempotency_key`, keys),
    after !== undefined &&
      (newest
        ? sql`(planned_at, job_id) < (SELECT planned_at, job_id FROM jobs WHERE job_id = ${after})`
        : sql`first > (SELECT first FROM jobs WHERE job_id = ${after})`),
  ]);
}
