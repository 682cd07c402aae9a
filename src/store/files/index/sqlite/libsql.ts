import { createRequire } from 'node:module';
import type { Connect, Statement } from './connection.ts';

/**
 * The binary of `libsql`, by the package for this platform alone: `libsql` itself would have npm install those of every
 * libc (none of them names its own), and loads with them what tells one from another. So these are its native functions, as
 * the version that package.json names has them.
 */
export function libsql(): Connect {
  const native = createRequire(import.meta.url)(platformPackage()) as Native;
  return (path) => {
    const database = native.databaseOpen(path, '', 'aes256cbc', '', 0, '');
    return {
      exec: (text) => native.databaseExecSync.call(database, text),
      prepare: (text) => statementOf(native, native.databasePrepareSync.call(database, text)),
      close: () => native.databaseClose.call(database),
    };
  };
}

/** As package.json lists them. On Linux, the one for glibc: so are those of node-av. */
const platformPackage = () => `@libsql/${process.platform}-${process.arch}${ABI[process.platform] ?? ''}`;

const ABI: Partial<Record<NodeJS.Platform, string>> = { linux: '-gnu', win32: '-msvc' };

function statementOf(native: Native, statement: object): Statement {
  return {
    get: (values) => native.statementGet.call(statement, values),
    all: (values) => {
      const rows = native.statementRowsSync.call(statement, values);
      const found: unknown[] = [];
      for (;;) {
        const next = Array.from({ length: ROWS_AT_ONCE });
        native.rowsNext.call(rows, next);
        const end = next.findIndex((row) => row == null);
        if (end !== -1) return [...found, ...next.slice(0, end)];
        found.push(...next);
      }
    },
    run: (values) => native.statementRun.call(statement, values),
  };
}

const ROWS_AT_ONCE = 100;

interface Native {
  databaseOpen(
    path: string,
    authToken: string,
    cipher: string,
    key: string,
    timeout: number,
    remoteKey: string,
  ): object;
  databaseExecSync(this: object, text: string): void;
  databasePrepareSync(this: object, text: string): object;
  databaseClose(this: object): void;
  statementGet(this: object, values: readonly unknown[]): unknown;
  statementRun(this: object, values: readonly unknown[]): void;
  statementRowsSync(this: object, values: readonly unknown[]): object;
  /** Fills the list. */
  rowsNext(this: object, rows: unknown[]): void;
}
