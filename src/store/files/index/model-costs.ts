import type { ModelCosts, Strayed } from '../../records.ts';
import type { Micros } from '../../../util/money.ts';
import { type Database, sql } from './database.ts';

/** One look at the rows of all jobs; none is read. */
export function modelCosts(database: Database): ModelCosts[] {
  const strayed = strayedOf(database);
  const strayedBy = (model: string, direction: StrayedRow['direction']) => {
    const row = strayed.find((one) => one.model === model && one.direction === direction);
    return row === undefined ? null : { jobs: row.jobs, most: row.most };
  };
  return database.all<CostRow>(COSTS).map((row) => ({
    model: row.model,
    jobs: row.jobs,
    estimated: { sum: row.estimated ?? 0, known: row.estimated_known },
    billed: { sum: row.billed ?? 0, known: row.billed_known },
    verified: { sum: row.verified ?? 0, known: row.verified_known },
    cost: { sum: row.cost ?? 0, known: row.cost_known },
    disputed: row.disputed ?? 0,
    compared: {
      jobs: row.compared,
      estimated: row.compared_estimated ?? 0,
      cost: row.compared_cost ?? 0,
    },
    disagreeing: { jobs: row.disagreeing, by: row.disagreement ?? 0 },
    paid: row.paid,
    above_quote: strayedBy(row.model, 'above'),
    below_quote: strayedBy(row.model, 'below'),
  }));
}

interface CostRow {
  model: string;
  jobs: number;
  estimated: Micros | null;
  estimated_known: number;
  billed: Micros | null;
  billed_known: number;
  verified: Micros | null;
  verified_known: number;
  cost: Micros | null;
  cost_known: number;
  disputed: number | null;
  compared: number;
  compared_estimated: Micros | null;
  compared_cost: Micros | null;
  disagreeing: number;
  disagreement: Micros | null;
  paid: number;
}

const IS_OVER = sql`(ended_at IS NOT NULL OR state = 'unknown')`;
const IS_COMPARED = sql`(state = 'collected' AND disputed = 0 AND expected IS NOT NULL AND cost IS NOT NULL)`;
const DISAGREES = sql`(billed <> verified AND ${IS_OVER})`;

const COSTS = sql`SELECT model,
    count(*) FILTER (WHERE ${IS_OVER}) AS jobs,
    sum(expected) FILTER (WHERE ${IS_OVER}) AS estimated, count(expected) FILTER (WHERE ${IS_OVER}) AS estimated_known,
    sum(billed) FILTER (WHERE ${IS_OVER}) AS billed, count(billed) FILTER (WHERE ${IS_OVER}) AS billed_known,
    sum(verified) FILTER (WHERE ${IS_OVER}) AS verified, count(verified) FILTER (WHERE ${IS_OVER}) AS verified_known,
    sum(cost) FILTER (WHERE ${IS_OVER}) AS cost, count(cost) FILTER (WHERE ${IS_OVER}) AS cost_known,
    sum(disputed) FILTER (WHERE ${IS_OVER}) AS disputed,
    count(*) FILTER (WHERE ${IS_COMPARED}) AS compared, sum(expected) FILTER (WHERE ${IS_COMPARED}) AS compared_estimated,
    sum(cost) FILTER (WHERE ${IS_COMPARED}) AS compared_cost,
    count(*) FILTER (WHERE ${DISAGREES}) AS disagreeing,
    sum(verified - billed) FILTER (WHERE ${DISAGREES}) AS disagreement,
    count(cost) AS paid
  FROM jobs WHERE was_sent = 1 GROUP BY model ORDER BY model`;

interface StrayedRow extends Strayed {
  model: string;
  direction: 'above' | 'below';
}

/** What a disputed bill counts as is not what it says. */
const TIMES = sql`coalesce(1.0 * CASE disputed WHEN 1 THEN billed ELSE cost END / coalesce(expected, reserved), 9e999)`;

const strayedOf = (database: Database) =>
  database.all<StrayedRow>(sql`SELECT model, direction, jobs, job_id AS most FROM (
    SELECT model, direction, job_id, count(*) OVER (PARTITION BY model, direction) AS jobs,
      row_number() OVER (PARTITION BY model, direction ORDER BY distance DESC, first) AS place
    FROM (
      SELECT model, job_id, first, 'above' AS direction, ${TIMES} AS distance FROM jobs WHERE above_quote = 1
      UNION ALL SELECT model, job_id, first, 'below', -${TIMES} FROM jobs WHERE below_quote = 1
    )
  ) WHERE place = 1`);
