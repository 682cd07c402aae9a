import type { LedgerRow } from './ledger-row.ts';

/** Columns that hold a figure or nothing. Everything else is text, and empty where it is not known. */
const FIGURES: readonly string[] = [
  'estimated_cost',
  'reserved_cost',
  'billed_cost',
  'drift',
  'queue_seconds',
  'work_seconds',
  'verified_cost',
  'told_cost',
  'counted_cost',
  'revision',
];
const SWITCHES: readonly string[] = ['simulated', 'disputed'];
/** Texts that are there, be it with nothing in them. */
const TEXTS: readonly string[] = ['output_files', 'output_urls'];

/** A row of `ledger.csv`, for where nothing else is left; none where it names no job. */
export function rowOfTable(cells: Record<string, string>): LedgerRow[] {
  if (cells['job_id'] === undefined || cells['job_id'] === '') return [];
  const values = Object.entries(cells).map(([column, cell]) => [column, valueOf(column, cell)]);
  return [Object.fromEntries(values) as LedgerRow];
}

function valueOf(column: string, cell: string): string | number | boolean | null {
  if (SWITCHES.includes(column)) return cell === 'true';
  if (FIGURES.includes(column)) return cell === '' || !Number.isFinite(Number(cell)) ? null : Number(cell);
  return cell === '' && !TEXTS.includes(column) ? null : cell;
}

/** A table as its program wrote it (RFC 4180, and a quote before what a spreadsheet would take for a formula). */
export function readCsv(text: string): Record<string, string>[] {
  const [header = [], ...rows] = records(text.replace(/^\uFEFF/, ''));
  return rows.map((cells) =>
    Object.fromEntries(
      header.map((column, index) => [column, (cells[index] ?? '').replace(/^'(?=[=+\-@\t\r])/, '')]),
    ),
  );
}

function records(text: string): string[][] {
  const all: string[][] = [];
  let cells: string[] = [];
  // A cell in quotes, or one up to the next comma or line end; and what stands behind it.
  for (const [, quoted, bare, behind] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    if (quoted === undefined && bare === '' && behind === '' && cells.length === 0) break;
    cells.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (behind === ',') continue;
    all.push(cells);
    cells = [];
  }
  return all;
}
