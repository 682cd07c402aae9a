import { serviceError } from '../../errors.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import { member, textMember } from '../http/answer.ts';
import { ask, bodyOf } from '../calls/ask.ts';
import type { PlatformList } from '../platform-types.ts';
import type { Wire } from '../wire.ts';

/** Parameters of a GET; a list is sent as repeated keys, what is undefined is not sent. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One GET of the platform API that answers in pages. */
export interface PagedGet {
  /** `/v1/models/usage`. */
  path: string;
  query: Query;
  /** In words, for errors. */
  what: string;
}

/** Beyond that the window is wrong, or the paging is. */
const MOST_PAGES = 200;

/** The bodies of all pages, one after the other; ends where the paging ends, or turns in a circle. */
export async function* pages(wire: Wire, { path, query, what }: PagedGet): AsyncGenerator {
  const url = new URL(path, wire.hosts.api);
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) url.searchParams.append(name, String(one));
    }
  }
  const seen = new Set<string>();
  for (let page = 1; page <= MOST_PAGES; page++) {
    const body = bodyOf(await ask(wire, { kind: 'read', method: 'GET', url: url.href, what }), what);
    yield body;
    const cursor = nextCursor(body);
    if (cursor === null || seen.has(cursor)) return;
    seen.add(cursor);
    url.searchParams.set('cursor', cursor);
  }
}

/** fal sends both; either may say that it is over. */
export function nextCursor(body: unknown): string | null {
  return member(body, 'has_more') === false ? null : textMember(body, 'next_cursor');
}

export interface ListedGet extends PagedGet {
  /** The members of the answer that hold rows. */
  lists: readonly string[];
  /** Rows wanted; pages are followed until there are as many. */
  limit: number;
  /** The most that fal gives at once. */
  pageSize: number;
}

/**
 * The rows of as many pages as are wanted. fal counts pages by their size, so all are asked for in one size,
 * and a few rows more than wanted may come. A row that comes again with another page counts once.
 */
export async function readList(wire: Wire, get: ListedGet): Promise<PlatformList> {
  const size = Math.ceil(get.limit / Math.ceil(get.limit / get.pageSize));
  const rows = new Map(get.lists.map((name) => [name, new Map<string, Record<string, unknown>>()]));
  let cursor: string | null = null;
  for await (const body of pages(wire, { ...get, query: { ...get.query, limit: size } })) {
    if (!get.lists.some((name) => Array.isArray(member(body, name)))) throw noList(get);
    for (const [name, known] of rows) {
      for (const row of listMember(body, name)) known.set(canonicalJson(row), row);
    }
    cursor = nextCursor(body);
    if (count(rows) >= get.limit) break;
  }
  return { rows: Object.fromEntries(mapRows(rows)), next_cursor: cursor };
}

function listMember(body: unknown, name: string): Record<string, unknown>[] {
  const list = member(body, name);
  return Array.isArray(list) ? list.filter((row) => typeof row === 'object' && row !== null) : [];
}

type Rows = ReadonlyMap<string, ReadonlyMap<string, Record<string, unknown>>>;

const count = (rows: Rows) => [...rows.values()].reduce((sum, { size }) => sum + size, 0);

const mapRows = (rows: Rows) => [...rows].map(([name, known]): RowsEntry => [name, [...known.values()]]);

type RowsEntry = [name: string, rows: Record<string, unknown>[]];

const noList = ({ what, lists }: ListedGet) =>
  serviceError({
    code: 'BAD_ANSWER',
    message: `fal's answer to ${what} holds no ${lists.join(' and no ')}.`,
    next: 'Try again in a moment.',
  });
