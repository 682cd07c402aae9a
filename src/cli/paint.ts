import { once } from '../util/once.ts';

/** Colours for a terminal, or none: `paint.red('text')`. */
export type Paint = Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', (text: string) => string>;

/** `NO_COLOR` with any value turns colours off (no-color.org); so does a terminal that says it is dumb. */
export function paintFor(screen: { isTTY?: boolean | undefined }, env: NodeJS.ProcessEnv): Paint {
  const colours = screen.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const style = (on: number, off: number) => (text: string) =>
    colours && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    cyan: style(36, 39),
  };
}

/** How many columns a text takes, colours not counted. */
export function widthOf(text: string): number {
  return characters(text).length;
}

/** What a reader sees as one character each, without the colours. In pieces: the segmenter slows down over long texts. */
export const characters = (text: string): string[] =>
  (plain(text).match(/\s+|\S{1,256}/gu) ?? []).flatMap((piece) =>
    /^[\s!-~]*$/.test(piece)
      ? Array.from(piece)
      : Array.from(graphemes().segment(piece), ({ segment }) => segment),
  );
/** Takes eight milliseconds to make, and no server lays out a table. */
const graphemes = once(() => new Intl.Segmenter());

// eslint-disable-next-line no-control-regex
const plain = (text: string) => text.replaceAll(/\u001b\[[0-9;]*m/g, '');
