import type { JournalProblem } from '../../../ledger/journal-line.ts';
import { type Database, sql } from './database.ts';

/** Damaged lines of the journal, and those that somebody has looked at. `request_id`: it is one only while no job has that. */
export const PROBLEMS_TABLES = `
CREATE TABLE problems (line INTEGER NOT NULL, problem TEXT NOT NULL, sha256 TEXT NOT NULL, request_id TEXT);
CREATE TABLE noted (sha256 TEXT NOT NULL)`;

export function putProblem(
  database: Database,
  { line, problem, sha256 }: Omit<JournalProblem, 'noted'>,
  requestId: string | null = null,
): void {
  database.run(sql`INSERT INTO problems VALUES (${line}, ${problem}, ${sha256}, ${requestId})`);
}

export function putNoted(database: Database, sha256: string): void {
  database.run(sql`INSERT INTO noted VALUES (${sha256})`);
}

export const problemsIn = (database: Database): JournalProblem[] =>
  database
    .all<Omit<JournalProblem, 'noted'>>(
      sql`SELECT line, problem, sha256 FROM problems WHERE request_id IS NULL
        OR NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.request_id = problems.request_id) ORDER BY line`,
    )
    .map(({ line, problem, sha256 }) => ({ line, problem, sha256, noted: isNoted(database, sha256) }));

export const isNoted = (database: Database, sha256: string): boolean =>
  database.get(sql`SELECT 1 FROM noted WHERE sha256 = ${sha256}`) !== undefined;

export const countNoted = (database: Database): number =>
  database.get<{ count: number }>(sql`SELECT count(*) AS count FROM noted`)?.count ?? 0;
