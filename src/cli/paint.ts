import { stripVTControlCharacters, styleText } from 'node:util';
import { once } from '../util/once.ts';

const STYLES = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;

/** Colours for a terminal, or none: `paint.red('text')`. */
export type Paint = Record<(typeof STYLES)[number], (text: string) => string>;

/** `NO_COLOR` with any value turns colours off (no-color.org); so does a terminal that says it is dumb. */
export function paintFor(screen: { isTTY?: boolean | undefined }, env: NodeJS.ProcessEnv): Paint {
  const colours = screen.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const paint = STYLES.map((style) => [
    style,
    // The stream was looked at above: here it is not known.
    (text: string) => (colours && text !== '' ? styleText(style, text, { validateStream: false }) : text),
  ]);
  return Object.fromEntries(paint) as Paint;
}

/** How many columns a text takes, colours not counted. */
export function widthOf(text: string): number {
  return characters(text).length;
}

/** What a reader sees as one character each, without the colours. In pieces: the segmenter slows down over long texts. */
export const characters = (text: string): string[] =>
  (stripVTControlCharacters(text).match(/\s+|\S{1,256}/gu) ?? []).flatMap((piece) =>
    /^[\s!-~]*$/.test(piece)
      ? Array.from(piece)
      : Array.from(graphemes().segment(piece), ({ segment }) => segment),
  );
/** Takes eight milliseconds to make, and no server lays out a table. */
const graphemes = once(() => new Intl.Segmenter());
