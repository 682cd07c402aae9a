import { describe, expect, it } from 'vitest';
import { page } from './page.ts';

const items = Array.from({ length: 5 }, (_, index) => ({ id: `i${index}` }));
const idOf = ({ id }: { id: string }) => id;

describe('a page', () => {
  it('follows the one before, without gaps or repeats, to the end', () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 3; pages++) {
      const { items: shown, next_cursor, left } = page(items, idOf, { cursor, limit: 2 });
      seen.push(...shown.map(idOf));
      expect(left).toBe(5 - seen.length);
      cursor = next_cursor ?? undefined;
    }
    expect(seen).toEqual(['i0', 'i1', 'i2', 'i3', 'i4']);
    expect(cursor).toBeUndefined();
  });

  it('goes on at the same place when newer items came in front', () => {
    const grown = [{ id: 'new' }, ...items];
    expect(page(grown, idOf, { cursor: 'i1', limit: 1 }).items).toEqual([{ id: 'i2' }]);
  });

  it('ends early rather than growing too long, and always shows one', () => {
    const heavy = items.map(({ id }) => ({ id, text: 'x'.repeat(15_000) }));
    expect(page(heavy, idOf, { limit: 5 })).toMatchObject({ left: 4, next_cursor: 'i0' });
  });

  it('is empty where there is nothing', () => {
    expect(page([], idOf, { limit: 5 })).toEqual({ items: [], next_cursor: null, left: 0 });
  });

  it('names a cursor that is not in the list', () => {
    expect(() => page(items, idOf, { cursor: 'i9', limit: 5 })).toThrow('The cursor i9 is not in this list.');
  });
});
