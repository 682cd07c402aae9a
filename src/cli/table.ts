import { characters, type Paint, widthOf } from './paint.ts';

export interface Column<Row> {
  title: string;
  text(row: Row): string;
  /** Numbers stand at the right, sums of money with their points under each other. Default left. */
  align?: 'left' | 'right' | 'point';
  /** How the column gives way when the table is wider than the screen. Default: not at all. */
  narrow?: 'cut' | 'wrap';
  /** Narrower than this it would say nothing, and is left out; `Infinity`: it is shown whole or not at all. */
  least?: number;
}

const GAP = '  ';
const NARROWEST = 8;

/** A column with its texts, the title first. */
interface Strip<Row> {
  column: Column<Row>;
  texts: readonly string[];
}

/** Rows under bold titles, columns aligned; those that may give way are cut, wrapped or left out until the table fits. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number,
  paint: Paint,
): string {
  const strips = columns.map((column) => {
    const texts = [column.title, ...rows.map((row) => column.text(row))];
    return { column, texts: column.align === 'point' ? onPoint(texts) : texts };
  });
  const { shown, widths } = fitted(strips, width);
  const line = (texts: readonly string[]) =>
    shown
      .map(({ column }, index) => pad(texts[index] ?? '', widths[index] ?? 0, column.align))
      .join(GAP)
      .trimEnd();
  const [titles = [], ...cells] = [null, ...rows].map((_, row) => shown.map(({ texts }) => texts[row] ?? ''));
  const kept = shown.map(({ column }) => column);
  const body = cells.flatMap((texts) => linesOf(texts, kept, widths).map(line));
  return [paint.bold(line(titles)), ...body].join('\n');
}

/** The columns that the screen has room for, and how wide each of them is. */
function fitted<Row>(
  strips: readonly Strip<Row>[],
  width: number,
): { shown: readonly Strip<Row>[]; widths: number[] } {
  const widths = strips.map(({ texts }) => Math.max(...texts.map(widthOf)));
  const total = () => widths.reduce((sum, one) => sum + one, 0) + GAP.length * (strips.length - 1);
  while (total() > width) {
    // The widest of those that may gives one column away; where none can any more, the last that may goes.
    const [widest] = strips
      .map(({ column }, index) => ({ column, index, room: widths[index] ?? 0 }))
      .filter(({ column, room }) => column.narrow !== undefined && room > (column.least ?? NARROWEST))
      .toSorted((a, b) => b.room - a.room);
    if (widest === undefined) {
      const last = strips.findLastIndex(({ column }) => column.least !== undefined);
      if (last < 0) break;
      return fitted(strips.toSpliced(last, 1), width);
    }
    widths[widest.index] = widest.room - 1;
  }
  return { shown: strips, widths };
}

/** A title and texts that begin with an amount or a guess at one, shifted so that the points stand under each other, and the others end where the amounts do. */
function onPoint(texts: readonly string[]): string[] {
  const parts = texts.map((text) => /^((?:about )?[^.\s]*)(\.\d+)/.exec(text));
  const after = Math.max(0, ...parts.map((part) => part?.[2]?.length ?? 0));
  const title = widthOf(texts[0] ?? '') - after;
  const before = Math.max(title, ...parts.map((part) => part?.[1]?.length ?? 0));
  return texts.map((text, index) => {
    const whole = parts[index]?.[1];
    return whole === undefined ? text.padStart(before + after) : ' '.repeat(before - whole.length) + text;
  });
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

function pad(text: string, width: number, align: Column<never>['align'] = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

/** The text in at most `width` columns, with an ellipsis where it was longer. A cut text loses its colours. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const kept = characters(text).slice(0, Math.max(0, width - 1));
  return `${kept.join('').trimEnd()}…`;
}

/** The text in lines of at most `width` columns, broken between words where it can be; a `command` stays in one piece. */
export function wrap(text: string, width: number): string[] {
  const held = text.replaceAll(/`[^`\n]+`/g, (command) => command.replaceAll(' ', HELD));
  return wrapWords(held, width).map((line) => line.replaceAll(HELD, ' '));
}

/** Stands where a line may not be broken; no text that is shown has it. */
const HELD = '\0';

function wrapWords(text: string, width: number): string[] {
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
