import { characters, type Paint, widthOf } from './paint.ts';

export interface Column<Row> {
  title: string;
  text(row: Row): string;
  /** Numbers stand at the right. Default left. */
  align?: 'left' | 'right';
  /** How the column gives way when the table is wider than the screen. Default: not at all. */
  narrow?: 'cut' | 'wrap';
}

const GAP = '  ';
const NARROWEST = 8;

/** Rows under bold titles, columns aligned; those that may give way are cut or wrapped until the table fits. */
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
  const body = cells.flatMap((texts) => linesOf(texts, columns, widths).map(line));
  return [paint.bold(line(columns.map(({ title }) => title))), ...body].join('\n');
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
    // The widest of those that may gives one column away.
    const widest = columns
      .map((column, index) => ({ index, room: column.narrow === undefined ? 0 : (widths[index] ?? 0) }))
      .reduce((a, b) => (b.room > a.room ? b : a));
    if (widest.room <= NARROWEST) break;
    widths[widest.index] = widest.room - 1;
  }
  return widths;
}

/** One row as the lines it takes on the screen. */
function linesOf<Row>(
  texts: readonly string[],
  columns: readonly Column<Row>[],
  widths: readonly number[],
): string[][] {
  const cells = columns.map(({ narrow }, index) => {
    const [text, width] = [texts[index] ?? '', widths[index] ?? 0];
    return narrow === 'wrap' ? wrap(text, width) : [cut(text, width)];
  });
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => cells.map((lines) => lines[line] ?? ''));
}

function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/** The text in at most `width` columns, with an ellipsis where it was longer. A cut text loses its colours. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const kept = characters(text).slice(0, Math.max(0, width - 1));
  return `${kept.join('').trimEnd()}…`;
}

/** The text in lines of at most `width` columns, broken between words where it can be. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    return [...lines, line];
  });
}
