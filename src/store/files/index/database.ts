import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import sql, { type Sql } from 'sql-template-tag';
import { ownFolder } from '../../../util/own-folder.ts';
import { connect } from './sqlite/connect.ts';
import type { Connection, Statement } from './sqlite/connection.ts';

export { default as sql, empty, join, type Sql } from 'sql-template-tag';

/** Whether the column is among these: any number of them. */
export const isIn = (column: Sql, values: readonly string[]) =>
  sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`;

/**
 * A SQLite file that may be thrown away at any time: what is corrupt or of another version is made anew, and where no file
 * can be written it lives in memory. Calls are synchronous and short.
 */
export class Database {
  readonly #connection: Connection;
  readonly #statements = new Map<string, Statement>();
  readonly isInMemory: boolean;

  private constructor(connection: Connection, isInMemory: boolean) {
    this.#connection = connection;
    this.isInMemory = isInMemory;
  }

  /** `schema` makes the tables of an empty database; those of another `version` are thrown away. Throws for a broken file. */
  static async open(path: string, version: number, schema: string): Promise<Database> {
    const isInMemory = path === ':memory:';
    if (!isInMemory) {
      await ownFolder(dirname(path));
      await refuseCut(path);
    }
    const connection = connect(path);
    try {
      // Only a checkpoint is fsynced: what a loss of power takes is taken in again.
      connection.exec(
        `PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cell_size_check = ON`,
      );
      const database = new Database(connection, isInMemory);
      database.#prepareSchema(version, schema);
      return database;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  #prepareSchema(version: number, schema: string): void {
    if (this.get<{ user_version: number }>(sql`PRAGMA user_version`)?.user_version === version) return;
    this.transaction(() => {
      // Another process may have been faster.
      if (this.get<{ user_version: number }>(sql`PRAGMA user_version`)?.user_version === version) return;
      const tables = this.all<{ name: string }>(sql`SELECT name FROM sqlite_master WHERE type = 'table'`);
      for (const { name } of tables) this.#connection.exec(`DROP TABLE "${name}"`);
      this.#connection.exec(`${schema}; PRAGMA user_version = ${version}`);
    });
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a row is what its query asks for
  get<Found>(query: Sql): Found | undefined {
    return (this.#prepared(query).get(query.values) as Found | null | undefined) ?? undefined;
  }

  all<Found>(query: Sql): Found[] {
    return this.#prepared(query).all(query.values) as Found[];
  }

  run(query: Sql): void {
    this.#prepared(query).run(query.values);
  }

  /** All of the work or nothing of it; the work is synchronous. Throws where another process writes for too long: `isBusy`. */
  transaction<Result>(work: () => Result): Result {
    this.#connection.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#connection.exec('COMMIT');
      return result;
    } catch (error) {
      try {
        this.#connection.exec('ROLLBACK');
      } catch {
        // After some errors SQLite has done so itself.
      }
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }

  #prepared({ sql: text }: Sql): Statement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

/** A short while: what takes longer holds the lock of the index, which is waited for without standing still. */
const BUSY_MS = 500;

export async function removeDatabase(path: string): Promise<void> {
  for (const end of ['', '-wal', '-shm', '-journal']) await rm(`${path}${end}`, { force: true });
}

const codeOf = (thrown: unknown) => (thrown as { code?: string } | undefined)?.code ?? '';

export const isBusy = (thrown: unknown) => codeOf(thrown).startsWith('SQLITE_BUSY');

/** The tables hold what nobody here writes. */
export class Unusable extends Error {}

/** What a column holds in a form of our own. */
export function decoded<Value>(decode: () => Value): Value {
  try {
    return decode();
  } catch (cause) {
    throw new Unusable('a column cannot be read', { cause });
  }
}

/** The file is no database, a broken one, or gone from under it. */
export const isBroken = (thrown: unknown) =>
  thrown instanceof Unusable || /^SQLITE_(CORRUPT|NOTADB|FORMAT|ERROR|IOERR)/.test(codeOf(thrown));

/** The disk takes no more, or nothing. */
export const isUnwritable = (thrown: unknown) => /^SQLITE_(FULL|READONLY|CANTOPEN|PERM)/.test(codeOf(thrown));

/** SQLite reads what is missing at the end of a file as zeros. */
async function refuseCut(path: string): Promise<void> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return;
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    // One that was never checkpointed is empty.
    if (bytesRead < HEADER_BYTES) return;
    const page = buffer.readUInt16BE(16) === 1 ? 65_536 : buffer.readUInt16BE(16);
    if (size % page === 0 && size >= buffer.readUInt32BE(28) * page) return;
  } finally {
    await file.close();
  }
  throw Object.assign(new Error(`${path} is cut`), { code: 'SQLITE_CORRUPT' });
}

const HEADER_BYTES = 100;
