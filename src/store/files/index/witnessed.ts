import { type Database, sql } from './database.ts';

/** What the index knew of jobs of earlier journals, and whether the witnesses know no more than the present one. */
export const WITNESSED_TABLES = `
CREATE TABLE remembered (
  job_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, was_sent INTEGER NOT NULL, request_id TEXT, cost INTEGER,
  counts INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE witnessed (generation INTEGER NOT NULL)`;

export interface Remembered {
  job_id: string;
  revision: number;
  /** 0 or 1. */
  was_sent: number;
  request_id: string | null;
  cost: number | null;
  counts: number;
}

/** Of another journal nothing stays but this: of each job the most that was ever known. */
export function rememberJobs(database: Database): void {
  database.run(sql`INSERT INTO remembered
    SELECT job_id, revision, was_sent, request_id, cost, counts FROM jobs WHERE true
    ON CONFLICT (job_id) DO UPDATE SET revision = excluded.revision, was_sent = excluded.was_sent,
      request_id = excluded.request_id, cost = excluded.cost, counts = excluded.counts
    WHERE excluded.revision > remembered.revision`);
}

export const rememberedIn = (database: Database): Remembered[] => database.all(sql`SELECT * FROM remembered`);

export const isWitnessed = (database: Database, generation: number): boolean =>
  database.get(sql`SELECT 1 FROM witnessed WHERE generation = ${generation}`) !== undefined;

/** They know no more than the journal of this generation. */
export function setWitnessed(database: Database, generation: number): void {
  database.transaction(() => {
    database.run(sql`DELETE FROM remembered`);
    setDoubted(database);
    database.run(sql`INSERT INTO witnessed VALUES (${generation})`);
  });
}

/** One of them knows more: all are asked, until they do not. */
export function setDoubted(database: Database): void {
  database.run(sql`DELETE FROM witnessed`);
}
