import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPieces } from './json-pieces.ts';

function* made<Item>(items: readonly Item[]): Generator<Item> {
  yield* items;
}

const written = (value: unknown) => [...jsonPieces(value)].join('');
const plain = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

it('is what JSON is, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(written(value)).toBe(plain(value));
    }),
  );
});

it('is the same where lists are made as they are written', () => {
  const lists = fc.dictionary(fc.string(), fc.array(fc.jsonValue()), { noNullPrototype: true });
  fc.assert(
    fc.property(lists, fc.jsonValue(), (members, first) => {
      const asWritten = Object.fromEntries(Object.entries(members).map(([name, list]) => [name, made(list)]));
      expect(written({ first, none: undefined, ...asWritten })).toBe(plain({ first, ...members }));
    }),
  );
});

it('makes no item before the pieces in front of it are taken', () => {
  let count = 0;
  function* long() {
    for (; count < 1_000; count++) yield 'x'.repeat(1_000);
  }
  const pieces = jsonPieces({ rows: long() });
  const [first] = pieces;
  expect(count).toBeLessThan(100);
  expect(first?.length).toBeLessThan(70_000);
});
