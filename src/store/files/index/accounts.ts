import type { Micros } from '../../../util/money.ts';
import type { ReservationAccount } from '../../reservations.ts';
import { type Database, decoded, sql } from './database.ts';

export const ACCOUNTS_TABLES = `
CREATE TABLE accounts (experiment TEXT PRIMARY KEY, is_open INTEGER NOT NULL, account TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX accounts_open ON accounts (experiment) WHERE is_open = 1;
CREATE TABLE agreed_quotes (quote_id TEXT PRIMARY KEY) WITHOUT ROWID`;

export function accountOf(database: Database, experiment: string): ReservationAccount | undefined {
  const row = database.get<{ account: string }>(
    sql`SELECT account FROM accounts WHERE experiment = ${experiment}`,
  );
  return row === undefined ? undefined : read(row.account);
}

export const openAccounts = (database: Database): ReservationAccount[] =>
  database
    .all<{ account: string }>(sql`SELECT account FROM accounts WHERE is_open = 1`)
    .map(({ account }) => read(account));

export function putAccount(database: Database, account: ReservationAccount): void {
  const { agreed, quotes, holds, open, ...rest } = account;
  const text = JSON.stringify({
    ...rest,
    agreed: [...agreed],
    quotes: [...quotes],
    holds: [...holds],
    open: open === null ? null : { hold_id: open.hold_id, parts: [...open.parts] },
  });
  database.run(
    sql`INSERT OR REPLACE INTO accounts VALUES (${account.experiment}, ${Number(open !== null)}, ${text})`,
  );
}

const read = (text: string): ReservationAccount =>
  decoded(() => {
    const { agreed, quotes, holds, open, ...rest } = JSON.parse(text) as Written;
    return {
      ...rest,
      agreed: new Map(agreed),
      quotes: new Set(quotes),
      holds: new Set(holds),
      open: open === null ? null : { hold_id: open.hold_id, parts: new Map(open.parts) },
    };
  });

interface Written extends Pick<ReservationAccount, 'experiment' | 'batch'> {
  agreed: [string, Micros][];
  quotes: string[];
  holds: string[];
  open: { hold_id: string; parts: [string, Micros][] } | null;
}
