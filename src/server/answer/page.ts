import { inputError } from '../../errors.ts';
import { jsonLength } from './fit.ts';

export interface Page<Item> {
  items: Item[];
  /** Gives the next page; `null` on the last. */
  next_cursor: string | null;
  /** How many come after this page. */
  left: number;
}

export interface PageRequest {
  /** The id of the last item of the page before. */
  cursor?: string | undefined;
  limit: number;
}

/** Leaves room for totals and words around the items. */
const PAGE_CHARACTERS = 20_000;

/** A page that begins after the cursor and ends at the limit, or earlier when the answer would grow too long. */
export function page<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  request: PageRequest,
): Page<Item> {
  const rest = behind(all, idOf, request.cursor);
  return fitted(rest.slice(0, request.limit), rest.length, idOf);
}

/** The same where the items of the page were asked for: `rest` counts all that stand behind the cursor. */
export function fitted<Item>(
  found: readonly Item[],
  rest: number,
  idOf: (item: Item) => string,
  room = PAGE_CHARACTERS,
): Page<Item> {
  const items: Item[] = [];
  let size = 0;
  for (const item of found) {
    size += jsonLength(item);
    if (items.length > 0 && size > room) break;
    items.push(item);
  }
  const last = items.at(-1);
  const left = rest - items.length;
  return { items, left, next_cursor: left === 0 || last === undefined ? null : idOf(last) };
}

/** All that stand behind the cursor. */
export function behind<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  cursor: string | undefined,
): readonly Item[] {
  if (cursor === undefined) return all;
  const index = all.findIndex((item) => idOf(item) === cursor);
  if (index >= 0) return all.slice(index + 1);
  throw badCursor(cursor);
}

export const badCursor = (cursor: string) =>
  inputError({
    code: 'BAD_CURSOR',
    message: `The cursor ${cursor} is not in this list.`,
    next: 'Use next_cursor of the answer before, with the same filters; or leave it out to begin at the top.',
  });
