import { json, type Reply } from '../reply.ts';

/** `a=1&a=2` and `a=1,2`: fal takes both. */
export function listParameter(url: URL, name: string): string[] {
  return url.searchParams.getAll(name).flatMap((value) => value.split(','));
}

/** One page of rows; the cursor is opaque to callers: base64, as fal's is (recorded 2026), of the next row's number. */
export function pageReply(
  url: URL,
  name: string,
  rows: readonly object[],
  defaultSize: number,
  most = Math.max(defaultSize, 100),
): Reply {
  const from = rowAt(url.searchParams.get('cursor'));
  const asked = Math.max(1, Number(url.searchParams.get('limit')) || defaultSize);
  const limit = Math.min(asked, most);
  const more = from + limit < rows.length;
  return json(200, {
    [name]: rows.slice(from, from + limit),
    next_cursor: more ? cursorOf(from + limit) : null,
    has_more: more,
  });
}

/** Makes every cursor hold a plus and a slash, which get lost where a client does not escape them. */
const PREFIX = Buffer.from([0xfb, 0xff, 0xfe]);

const cursorOf = (row: number) => Buffer.concat([PREFIX, Buffer.from(String(row))]).toString('base64');

/** The first row for anything that is no cursor. */
function rowAt(cursor: string | null): number {
  const bytes = Buffer.from(cursor ?? '', 'base64');
  return bytes.subarray(0, 3).equals(PREFIX) ? Number(bytes.subarray(3)) : 0;
}
