import { type Paint, plain, widthOf } from './paint.ts';

export interface Column<Row> {
  title: string;
  text(row: Row): string;
  /** Numbers stand at the right. Default left. */
  align?: 'left' | 'right';
  /** Gives way when the table is wider than the screen. */
  shrinks?: boolean;
}

const GAP = '  ';
const NARROWEST = 8;

/** Rows under bold titles, columns aligned; the columns that may shrink are cut until the table fits. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number,
  paint: Paint,
): string {
  const cells = rows.map((row) => columns.map((column) => column.text(row)));
  const widths = fittedWidths(columns, cells, width);
  const line = (texts: readonly string[]) =>
    columns
      .map(({ align }, index) => pad(texts[index] ?? '', widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd();
  const head = line(columns.map(({ title }) => title));
  return [paint.bold(head), ...cells.map(line)].join('\n');
}

function fittedWidths<Row>(
  columns: readonly Column<Row>[],
  cells: readonly string[][],
  width: number,
): number[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map((texts) => widthOf(texts[index] ?? ''))),
  );
  const total = () => widths.reduce((sum, one) => sum + one, 0) + GAP.length * (columns.length - 1);
  while (total() > width) {
    // The widest of those that may shrink gives one column away.
    const widest = columns
      .map((column, index) => ({ index, room: column.shrinks === true ? (widths[index] ?? 0) : 0 }))
      .reduce((a, b) => (b.room > a.room ? b : a));
    if (widest.room <= NARROWEST) break;
    widths[widest.index] = widest.room - 1;
  }
  return widths;
}

function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fitted = cut(text, width);
  const blanks = ' '.repeat(Math.max(0, width - widthOf(fitted)));
  return align === 'right' ? blanks + fitted : fitted + blanks;
}

/** The text in at most `width` columns, with an ellipsis where it was longer. A cut text loses its colours. */
export function cut(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${[...plain(text)].slice(0, Math.max(0, width - 1)).join('')}…`;
}
