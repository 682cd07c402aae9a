import { appendFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import { readIfExists, writeAtomic } from '../util/atomic-file.ts';
import { canonicalJson } from '../util/canonical-json.ts';
import { naming } from '../util/naming.ts';
import { ownFolder } from '../util/own-folder.ts';
import { LEDGER_COLUMNS, type LedgerRow } from './ledger-row.ts';
import { readCsv, rowOfTable } from './read-csv.ts';

export interface LedgerPaths {
  ledgerJsonl: string;
  ledgerCsv: string;
}

/** The newest row of each run, in the order in which the runs first came. */
export async function readLedger(paths: LedgerPaths): Promise<LedgerRow[]> {
  return [...newest((await readIfExists(paths.ledgerJsonl)) ?? '').values()];
}

/**
 * Brings the ledger up to these rows: a row that stands there already is left, a changed one is appended
 * and replaces it when read. Both files are made from the journal, so a damaged line is written again, not
 * mourned. The caller holds the journal's lock.
 */
export async function putLedgerRows(
  { ledgerJsonl, ledgerCsv }: LedgerPaths,
  rows: readonly LedgerRow[],
  runs: LedgerRuns,
): Promise<void> {
  await runs.sync();
  const known = new Map(runs.of(rows.map(({ job_id }) => job_id)).map((row) => [row.job_id, row]));
  const changed = rows.filter((row) => canonicalJson(known.get(row.job_id)) !== canonicalJson(row));
  if (changed.length > 0) {
    await ownFolder(dirname(ledgerJsonl));
    await appendFile(ledgerJsonl, changed.map((row) => `\n${JSON.stringify(row)}`).join('')).catch(
      naming(ledgerJsonl),
    );
    await runs.sync();
  }
  const isNew = changed.every(({ job_id }) => !known.has(job_id));
  await putCsv(ledgerCsv, isNew ? changed : null, runs);
}

/**
 * Appended to for new runs. Where a row is revised, or a crash or another program left the table otherwise, it is written
 * anew: at once while it is short, else when the project is closed.
 */
async function putCsv(path: string, added: readonly LedgerRow[] | null, runs: LedgerRuns): Promise<void> {
  const isOurs = runs.tableMark() === (await markOf(path));
  if (isOurs && added?.length === 0) return;
  if (isOurs && added !== null) {
    await appendFile(path, csv(added, false)).catch(naming(path));
    runs.setTableMark(await markOf(path));
  } else if (runs.count() <= SHORT_TABLE) {
    await rewriteCsv(path, runs);
  } else {
    runs.setTableMark(null);
  }
}

/** So many rows are written in some milliseconds. */
const SHORT_TABLE = 500;
/** Writes the table anew where it is not as it should be. The caller holds the journal's lock. */
export async function closeCsv(
  { ledgerCsv }: Pick<LedgerPaths, 'ledgerCsv'>,
  runs: LedgerRuns,
): Promise<void> {
  if (runs.count() > 0 && runs.tableMark() !== (await markOf(ledgerCsv))) await rewriteCsv(ledgerCsv, runs);
}

async function rewriteCsv(path: string, runs: LedgerRuns): Promise<void> {
  await writeAtomic(path, pieces(runs));
  runs.setTableMark(await markOf(path));
}

async function* pieces(runs: LedgerRuns): AsyncGenerator<string> {
  let isFirst = true;
  for (const rows of runs.inOrder()) {
    yield csv(rows, isFirst);
    isFirst = false;
    await pause();
  }
}

/** What the ledger's files are made with. */
export interface LedgerRuns {
  sync(): Promise<void>;
  /** The newest rows of these jobs. */
  of(jobIds: readonly string[]): LedgerRow[];
  /** The newest rows of all, some at a time, in the order in which the runs first came. */
  inOrder(): Iterable<LedgerRow[]>;
  count(): number;
  /** How the table was left; `null` where it has to be written anew. */
  tableMark(): string | null;
  setTableMark(mark: string | null): void;
}

/** Changes whenever somebody else writes the file. */
async function markOf(path: string): Promise<string> {
  const { ino, size, mtimeMs } = (await stat(path).catch(() => null)) ?? { ino: 0, size: 0, mtimeMs: 0 };
  return `${ino} ${size} ${mtimeMs}`;
}

function csv(rows: readonly LedgerRow[], header: boolean): string {
  return stringify([...rows], {
    columns: [...LEDGER_COLUMNS],
    header,
    cast: { boolean: String },
    // A cell that begins with `=` must stay text in a spreadsheet.
    escape_formulas: true,
  });
}

/** The rows of `ledger.csv`: for where a row cannot be read elsewhere. */
export async function readLedgerTable({ ledgerCsv }: Pick<LedgerPaths, 'ledgerCsv'>): Promise<LedgerRow[]> {
  const table = readCsv((await readIfExists(ledgerCsv)) ?? '');
  return table.flatMap(rowOfTable).map((row) => ({ ...older(row), ...row }));
}

const newest = (text: string) =>
  new Map(
    text
      .split('\n')
      .flatMap(parseRow)
      .map((row) => [row.job_id, row]),
  );

const ADDED = [
  'verified_cost',
  'verified_source',
  'disputed',
  'told_cost',
  'counted_cost',
  'revision',
] as const;

/** Columns that rows of before they existed do not have. */
const older = ({
  billed_cost,
  verified_cost,
}: Partial<LedgerRow>): Pick<LedgerRow, (typeof ADDED)[number]> => ({
  verified_cost: null,
  verified_source: null,
  disputed: false,
  told_cost: null,
  counted_cost: verified_cost ?? billed_cost ?? null,
  revision: null,
});

export function parseRow(line: string): LedgerRow[] {
  try {
    const row = JSON.parse(line.replace(/^\uFEFF/, '')) as LedgerRow;
    if (typeof row?.job_id !== 'string') return [];
    // A copy of every row of a long ledger would cost more than all that is read.
    return [ADDED.every((name) => row[name] !== undefined) ? row : { ...older(row), ...row }];
  } catch {
    return [];
  }
}
