import type { Connect, Connection } from './connection.ts';

/** The SQLite that Node has itself, from 22.13 on; `null` in an older one. */
export function nodeSqlite(): Connect | null {
  const found = process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined;
  if (found === undefined) return null;
  const { DatabaseSync } = found;
  return (path) => connectionOf(named(() => new DatabaseSync(path)));
}

const connectionOf = (database: DatabaseSync): Connection => ({
  exec: (text) => named(() => database.exec(text)),
  prepare: (text) => {
    const statement = named(() => database.prepare(text));
    return {
      get: (values) => named(() => statement.get(...values)),
      all: (values) => named(() => statement.all(...values)),
      run: (values) => void named(() => statement.run(...values)),
    };
  },
  close: () => database.close(),
});

/** Its errors have a number where the others have a name. */
function named<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    const { code, errcode = 0, message } = thrown as Error & { code?: string; errcode?: number };
    if (code === 'ERR_INVALID_STATE') throw new TypeError(message, { cause: thrown });
    const name = NAMES[errcode & 0xff];
    throw name === undefined
      ? thrown
      : Object.assign(new Error(message, { cause: thrown }), { code: `SQLITE_${name}` });
  }
}

/** https://www.sqlite.org/rescode.html: what is more exact stands in the higher bits. */
const NAMES: Record<number, string> = {
  1: 'ERROR',
  3: 'PERM',
  5: 'BUSY',
  8: 'READONLY',
  10: 'IOERR',
  11: 'CORRUPT',
  13: 'FULL',
  14: 'CANTOPEN',
  24: 'FORMAT',
  26: 'NOTADB',
};

interface NodeSqlite {
  DatabaseSync: new (path: string) => DatabaseSync;
}

interface DatabaseSync {
  exec(text: string): void;
  prepare(text: string): {
    get(...values: unknown[]): unknown;
    all(...values: unknown[]): unknown[];
    run(...values: unknown[]): unknown;
  };
  close(): void;
}
