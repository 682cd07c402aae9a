import type { Layout } from '../command.ts';
import { type Column, table } from '../table.ts';

type Row = Record<string, unknown>;

/** Lists of rows as fal gave them, one table each; a row that holds rows of its own comes as those. */
export function showRows(lists: Record<string, Row[]>, nextCursor: string | null, page: Layout): string {
  const filled = Object.entries(lists).filter(([, rows]) => rows.length > 0);
  const tables = filled.map(([name, rows]) => {
    const flat = rows.flatMap(flatten);
    const title = filled.length > 1 ? `${page.paint.bold(name)}\n` : '';
    return `${title}${table(flat, columnsOf(flat), page.width, page.paint)}`;
  });
  const more = nextCursor === null ? [] : [page.paint.dim(`The next page: --cursor ${nextCursor}`)];
  return [...(tables.length === 0 ? ['fal has nothing to show for this.'] : tables), ...more].join('\n\n');
}

/** `{bucket, results: […]}` of a time series as one row a result. */
function flatten({ results, ...row }: Row): Row[] {
  return Array.isArray(results) ? results.map((result) => ({ ...row, ...(result as Row) })) : [row];
}

function columnsOf(rows: readonly Row[]): Column<Row>[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const isNumber = rows.every((row) => typeof (row[name] ?? 0) === 'number');
    return {
      title: name.toUpperCase().replaceAll('_', ' '),
      text: (row) => cell(row[name]),
      ...(isNumber ? { align: 'right' } : { narrow: 'cut' }),
    };
  });
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
