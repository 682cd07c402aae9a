/** What SQLite refuses is thrown with its name as `code` (`SQLITE_BUSY`); a connection that is closed throws a `TypeError`. */
export interface Connection {
  exec(text: string): void;
  prepare(text: string): Statement;
  close(): void;
}

export interface Statement {
  /** The first row, or nothing. */
  get(values: readonly unknown[]): unknown;
  all(values: readonly unknown[]): unknown[];
  run(values: readonly unknown[]): void;
}

export type Connect = (path: string) => Connection;
