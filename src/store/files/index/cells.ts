import type { CellJob } from '../../records.ts';
import { type Database, sql } from './database.ts';

type CellRow = Omit<CellJob, 'has_video'> & { has_video: number };

/** A paid video is never hidden by a later try, nor a try by one that was not sent. */
const FIRST_OF_CELL = sql`CASE state WHEN 'collected' THEN 0 WHEN 'not-sent' THEN 2 ELSE 1 END,
  CASE state WHEN 'collected' THEN first ELSE -first END`;

/** One look at the rows of the experiment's jobs; none is read. */
export const cellsOf = (database: Database, experiment: string): CellJob[] =>
  database
    .all<CellRow>(
      sql`SELECT cell, job_id, state, attempts, request_id, expected, cost, has_video FROM (
        SELECT cell, job_id, state, request_id, expected, cost, has_video, sum(state <> 'not-sent') OVER (PARTITION BY cell) AS attempts,
          min(first) OVER (PARTITION BY cell) AS began,
          row_number() OVER (PARTITION BY cell ORDER BY ${FIRST_OF_CELL}) AS place
        FROM jobs WHERE experiment = ${experiment} AND cell IS NOT NULL
      ) WHERE place = 1 ORDER BY began`,
    )
    .map((row) => ({ ...row, has_video: row.has_video === 1 }));
