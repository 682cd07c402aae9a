import { appendFile, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
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
export async function putLedgerRows(paths: LedgerPaths, rows: readonly LedgerRow[]): Promise<void> {
  const known = await rowsSoFar(paths.ledgerJsonl);
  const changed = rows.filter((row) => canonicalJson(known.get(row.job_id)) !== canonicalJson(row));
  const revises = changed.some((row) => known.has(row.job_id));
  if (changed.length > 0) {
    await ownFolder(dirname(paths.ledgerJsonl));
    await appendFile(paths.ledgerJsonl, changed.map((row) => `\n${JSON.stringify(row)}`).join('')).catch(
      naming(paths.ledgerJsonl),
    );
    for (const row of changed) known.set(row.job_id, row);
  }
  await putCsv(paths.ledgerCsv, [...known.values()], changed, revises);
}

/**
 * Appended to for new runs; written anew for a revised one, or where a crash or another process left it
 * otherwise than this process did. Under a lock that others wait for: what is known to be right is not read.
 */
async function putCsv(
  path: string,
  all: readonly LedgerRow[],
  changed: readonly LedgerRow[],
  revises: boolean,
): Promise<void> {
  const isOurs = (await markOf(path)) === written.get(path);
  if (isOurs && changed.length === 0) return;
  if (isOurs && !revises) {
    await appendFile(path, csv(changed, false)).catch(naming(path));
  } else {
    const whole = csv(all, true);
    if ((await readIfExists(path)) !== whole) await writeAtomic(path, whole);
  }
  written.set(path, await markOf(path));
}

/** How this process left each table. */
const written = new Map<string, string>();

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

/** What this process has read of a ledger: it only grows, so that each time just what is new is read. */
interface SoFar {
  inode: number;
  bytes: number;
  rows: Map<string, LedgerRow>;
}
const read = new Map<string, SoFar>();

/**
 * The newest row of each run, read as far as it was not before; of a ledger without `ledger.jsonl`, from the table
 * for spreadsheets. For who needs them often, and may look while another process appends.
 */
export async function ledgerSoFar(paths: LedgerPaths): Promise<ReadonlyMap<string, LedgerRow>> {
  const rows = await rowsSoFar(paths.ledgerJsonl);
  if (rows.size > 0) return rows;
  return new Map((await readLedgerTable(paths)).map((row) => [row.job_id, row]));
}

/** The rows of `ledger.csv`: for where a row cannot be read elsewhere. */
export async function readLedgerTable({ ledgerCsv }: Pick<LedgerPaths, 'ledgerCsv'>): Promise<LedgerRow[]> {
  const table = readCsv((await readIfExists(ledgerCsv)) ?? '');
  return table.flatMap(rowOfTable).map((row) => ({ ...older(row), ...row }));
}

async function rowsSoFar(path: string): Promise<Map<string, LedgerRow>> {
  const file = await open(path, 'r').catch(() => null);
  try {
    const { ino: inode, size } = (await file?.stat()) ?? { ino: 0, size: 0 };
    const before = read.get(path);
    const goesOn = before?.inode === inode && before.bytes <= size;
    const soFar = goesOn ? before : { inode, bytes: 0, rows: new Map<string, LedgerRow>() };
    const added = Buffer.alloc(size - soFar.bytes);
    await file?.read(added, 0, added.length, soFar.bytes);
    for (const [jobId, row] of newest(added.toString())) soFar.rows.set(jobId, row);
    // A last line that is no row may be one that another process is just writing.
    const lastLine = added.lastIndexOf(0x0a) + 1;
    const isWhole = parseRow(added.subarray(lastLine).toString()).length > 0;
    read.set(path, { ...soFar, bytes: isWhole ? size : soFar.bytes + lastLine });
    return soFar.rows;
  } finally {
    await file?.close();
  }
}

const newest = (text: string) =>
  new Map(
    text
      .split('\n')
      .flatMap(parseRow)
      .map((row) => [row.job_id, row]),
  );

/** Columns that rows of before they existed do not have. */
const older = ({ billed_cost, verified_cost }: Partial<LedgerRow>) => ({
  verified_cost: null,
  verified_source: null,
  disputed: false,
  told_cost: null,
  counted_cost: verified_cost ?? billed_cost ?? null,
  revision: null,
});

function parseRow(line: string): LedgerRow[] {
  try {
    const row = JSON.parse(line.replace(/^\uFEFF/, '')) as LedgerRow;
    return typeof row?.job_id === 'string' ? [{ ...older(row), ...row }] : [];
  } catch {
    return [];
  }
}
