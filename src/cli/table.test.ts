import { describe, expect, it } from 'vitest';
import { paintFor } from './paint.ts';
import { type Column, cut, table, wrap } from './table.ts';

interface Row {
  name: string;
  price: string;
  about: string;
}

const plainPaint = paintFor({ isTTY: false }, {});
const colours = paintFor({ isTTY: true }, {});
const rows: Row[] = [
  { name: 'kling', price: '$0.67', about: 'six seconds without sound' },
  { name: 'veo', price: '$10.00', about: '' },
];
const columns = (narrow: 'cut' | 'wrap'): Column<Row>[] => [
  { title: 'NAME', text: ({ name }) => name },
  { title: 'PRICE', text: ({ price }) => price, align: 'right' },
  { title: 'ABOUT', text: ({ about }) => about, narrow },
];

describe('a table', () => {
  it('aligns names at the left and numbers at the right, without blanks at the end of a line', () => {
    expect(table(rows, columns('cut'), 80, plainPaint)).toBe(
      ['NAME    PRICE  ABOUT', 'kling   $0.67  six seconds without sound', 'veo    $10.00'].join('\n'),
    );
  });

  it('is cut where it is too wide', () => {
    expect(table(rows, columns('cut'), 28, plainPaint).split('\n')[1]).toBe('kling   $0.67  six seconds…');
  });

  it('or goes on in the next line', () => {
    expect(table(rows, columns('wrap'), 28, plainPaint).split('\n').slice(1, 3)).toEqual([
      'kling   $0.67  six seconds',
      '               without sound',
    ]);
  });

  it('does not count colours as width', () => {
    const coloured = table([{ ...rows[0], name: colours.red('kling') } as Row], columns('cut'), 80, colours);
    expect(coloured.split('\n')[1]).toBe('\u001b[31mkling\u001b[39m  $0.67  six seconds without sound');
  });

  it('never grows narrower than can be read', () => {
    expect(table(rows, columns('cut'), 1, plainPaint).split('\n')[1]).toBe('kling   $0.67  six sec…');
  });
});

describe('a column of money', () => {
  const priced = (prices: string[], width = 80) =>
    table(
      prices.map((price) => ({ name: 'a', price, about: 'b' })),
      [
        { title: 'NAME', text: ({ name }) => name },
        { title: 'PRICE', text: ({ price }) => price, align: 'point' },
        { title: 'ABOUT', text: ({ about }) => about },
      ],
      width,
      plainPaint,
    ).split('\n');

  it('has its points under each other, however many decimals there are, and the title where amounts end', () => {
    expect(priced(['$0.02', '$0.100833', '$12.30', 'unknown', '-'])).toEqual([
      'NAME       PRICE  ABOUT',
      'a      $0.02      b',
      'a      $0.100833  b',
      'a     $12.30      b',
      'a        unknown  b',
      'a              -  b',
    ]);
    expect(priced(['$0.02', '$0.30'])).toEqual(['NAME  PRICE  ABOUT', 'a     $0.02  b', 'a     $0.30  b']);
  });

  it('keeps the point where a guess is told as one', () => {
    expect(priced(['$0.02', 'about $0.40'])).toEqual([
      'NAME        PRICE  ABOUT',
      'a           $0.02  b',
      'a     about $0.40  b',
    ]);
  });

  it('lets what stands behind an amount hang over', () => {
    expect(priced(['$10.02 to $10.160186', '$0.30'])).toEqual([
      'NAME   PRICE                ABOUT',
      'a     $10.02 to $10.160186  b',
      'a      $0.30                b',
    ]);
  });
});

describe('a column that says nothing when it is narrow', () => {
  const all: Column<Row>[] = [
    { title: 'NAME', text: ({ name }) => name },
    { title: 'PRICE', text: ({ price }) => price, least: Infinity },
    { title: 'ABOUT', text: ({ about }) => about, narrow: 'cut', least: 12 },
  ];
  const shown = (width: number) => table(rows, all, width, plainPaint).split('\n').slice(0, 2);

  it('is left out rather than squeezed, the last one first, and the others have its room', () => {
    expect(shown(40)).toEqual(['NAME   PRICE   ABOUT', 'kling  $0.67   six seconds without sound']);
    expect(shown(27)).toEqual(['NAME   PRICE   ABOUT', 'kling  $0.67   six seconds…']);
    expect(shown(26)).toEqual(['NAME   PRICE', 'kling  $0.67']);
    expect(shown(12)).toEqual(['NAME', 'kling']);
  });
});

describe('a text', () => {
  it('is cut by what is seen as characters', () => {
    expect(cut('a👩‍🚀bc', 3)).toBe('a👩‍🚀…');
    expect(cut('abc', 3)).toBe('abc');
  });

  it('is wrapped between words, and a long word is left whole', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('experiments/fal/x', 5)).toEqual(['experiments/fal/x']);
    expect(wrap('a\n\nb', 9)).toEqual(['a', '', 'b']);
    expect(wrap('run `fal-video job x` now', 10)).toEqual(['run', '`fal-video job x`', 'now']);
  });
});
