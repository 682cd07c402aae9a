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

describe('a text', () => {
  it('is cut by what is seen as characters', () => {
    expect(cut('a👩‍🚀bc', 3)).toBe('a👩‍🚀…');
    expect(cut('abc', 3)).toBe('abc');
  });

  it('is wrapped between words, and a long word is left whole', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('experiments/fal/x', 5)).toEqual(['experiments/fal/x']);
    expect(wrap('a\n\nb', 9)).toEqual(['a', '', 'b']);
  });
});
