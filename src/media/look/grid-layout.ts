import { CHARACTER_WIDTH, LINE_HEIGHT } from '../draw/bitmap-label.ts';
import type { Size } from '../../util/size.ts';
import type { Box } from '../seeing-types.ts';

export interface GridLayout extends Size {
  columns: number;
  /** How much the letters are enlarged. */
  scale: number;
  /** Lines of words below each picture. */
  lines: number;
  title: Box;
  cellAt(index: number): { frame: Box; words: Box };
}

export interface GridOptions {
  count: number;
  /** Width over height of the pictures. */
  aspect: number;
  /** The longest side. */
  side: number;
  columns: number | undefined;
  hasTitle: boolean;
  /** How many lines of words the longest caption takes, at so many characters a line. */
  linesAt: (characters: number) => number;
}

const GAP = 8;
export const MOST_LINES = 3;
/** Narrow pictures leave their words this much room all the same. */
const LEAST_WORDS = 300;

/** How many characters fit into a line of this width. */
export const charactersIn = (width: number, scale: number) =>
  Math.floor(width / (CHARACTER_WIDTH * scale)) - 1;

/** The arrangement in which the pictures are largest. */
export function layOutGrid(options: GridOptions): GridLayout {
  const choices =
    options.columns === undefined
      ? Array.from({ length: options.count }, (_, index) => index + 1)
      : [Math.min(options.columns, options.count)];
  const [first, ...others] = choices.map((columns) => layOut(options, columns));
  if (first === undefined) throw new RangeError('a grid has at least one cell');
  return others.reduce((best, one) => (one.shown > best.shown ? one : best), first);
}

function layOut(
  { count, aspect, side, hasTitle, linesAt }: GridOptions,
  columns: number,
): GridLayout & { shown: number } {
  const rows = Math.ceil(count / columns);
  // Letters of 14 pixels are the least that can be read; where there is room, 21.
  const scale = side / columns > 460 ? 3 : 2;
  const titleHeight = hasTitle ? LINE_HEIGHT * scale + GAP : 0;
  const widest = Math.floor((side - GAP) / columns) - GAP;
  const lines = linesAt(charactersIn(Math.min(widest, LEAST_WORDS), scale));
  const wordsHeight = lines * LINE_HEIGHT * scale;
  const highest = Math.floor((side - titleHeight - GAP) / rows) - GAP - wordsHeight;
  const width = Math.max(16, Math.min(widest, Math.round(highest * aspect)));
  const height = Math.max(16, Math.round(width / aspect));
  const cellWidth = Math.max(width, Math.min(widest, LEAST_WORDS));
  return {
    columns,
    scale,
    lines,
    width: columns * (cellWidth + GAP) + GAP,
    height: titleHeight + rows * (height + wordsHeight + GAP) + GAP,
    title: { left: GAP, top: GAP, width: columns * (cellWidth + GAP) - GAP, height: titleHeight },
    shown: highest < 16 ? 0 : width * height,
    cellAt(index) {
      const left = GAP + (index % columns) * (cellWidth + GAP);
      const top = titleHeight + GAP + Math.floor(index / columns) * (height + wordsHeight + GAP);
      return {
        frame: { left, top, width: cellWidth, height },
        words: { left, top: top + height, width: cellWidth, height: wordsHeight },
      };
    },
  };
}
