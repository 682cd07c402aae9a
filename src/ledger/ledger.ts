import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { readIfExists, writeAtomic } from '../util/atomic-file.ts';
import { canonicalJson } from '../util/canonical-json.ts';
import { LEDGER_COLUMNS, type LedgerRow } from './ledger-row.ts';

export interface LedgerPaths {
  ledgerJsonl: string;
  ledgerCsv: string;
}

/** The newest row of each run, in the order in which the runs first came. */
export async function readLedger(paths: LedgerPaths): Promise<LedgerRow[]> {
  return [...(await newestRows(paths)).values()];
}

/**
 * Brings the ledger up to these rows: a row that stands there already is left, a changed one is appended
 * and replaces it when read. Both files are made from the journal, so a damaged line is written again, not
 * mourned. The caller holds the journal's lock.
 */
export async function putLedgerRows(paths: LedgerPaths, rows: readonly LedgerRow[]): Promise<void> {
  const known = await newestRows(paths);
  const changed = rows.filter((row) => canonicalJson(known.get(row.job_id)) !== canonicalJson(row));
  const revises = changed.some((row) => known.has(row.job_id));
  if (changed.length > 0) {
    await mkdir(dirname(paths.ledgerJsonl), { recursive: true });
    await appendFile(paths.ledgerJsonl, changed.map((row) => `\n${JSON.stringify(row)}`).join(''));
    for (const row of changed) known.set(row.job_id, row);
  }
  await putCsv(paths.ledgerCsv, [...known.values()], changed, revises);
}

/** Appended to for new runs; written anew for a revised one, or where a crash left it behind. */
async function putCsv(
  path: string,
  all: readonly LedgerRow[],
  changed: readonly LedgerRow[],
  revises: boolean,
): Promise<void> {
  const before = await readIfExists(path);
  const whole = csv(all, true);
  if (before === whole) return;
  const added = csv(changed, false);
  if (!revises && before !== null && before + added === whole) await appendFile(path, added);
  else await writeAtomic(path, whole);
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

async function newestRows(paths: LedgerPaths): Promise<Map<string, LedgerRow>> {
  const text = (await readIfExists(paths.ledgerJsonl)) ?? '';
  const rows = text.split('\n').flatMap((line) => parseRow(line));
  return new Map(rows.map((row) => [row.job_id, row]));
}

function parseRow(line: string): LedgerRow[] {
  try {
    const row = JSON.parse(line) as LedgerRow;
    return typeof row?.job_id === 'string' ? [row] : [];
  } catch {
    return [];
  }
}
