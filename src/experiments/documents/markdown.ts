import { safeText } from '../../util/safe-text.ts';

/** Text from outside, set into Markdown so that it stays text: no markup, no table, no HTML comes out of it. */

/** One line, for a heading, a sentence or a cell of a table. */
export function inline(text: string, most = 500): string {
  return safeText(text.trim(), most)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(
      // An underscore inside a word, and an ampersand that begins no entity, mean themselves.
      /[\\`*[\]<>|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|^[#=-]/g,
      (mark) => ESCAPED[mark] ?? `\\${mark}`,
    );
}

const ESCAPED: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '|': '&#124;' };

/** Short code; backticks in it make the marks around it longer. */
export function code(text: string): string {
  const plain = safeText(text, 300).replaceAll(/\s+/g, ' ').replaceAll('|', '&#124;');
  const marks = '`'.repeat(longestRun(plain) + 1);
  return longestRun(plain) === 0 ? `${marks}${plain}${marks}` : `${marks} ${plain} ${marks}`;
}

/** Text word for word, in a fence that nothing in it can end. */
export function fenced(text: string, language = 'text'): string {
  const plain = safeText(text, 20_000);
  const fence = '`'.repeat(Math.max(3, longestRun(plain) + 1));
  return `${fence}${language}\n${plain}\n${fence}`;
}

const longestRun = (text: string) => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));

/** A table; the cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(rowOf).join('\n');
}

export const rowOf = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
