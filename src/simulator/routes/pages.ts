import { json, type Reply } from '../reply.ts';

/** `a=1&a=2` and `a=1,2`: fal takes both. */
export function listParameter(url: URL, name: string): string[] {
  return url.searchParams.getAll(name).flatMap((value) => value.split(','));
}

/** One page of rows; the cursor is opaque to callers and simply the next row's number. */
export function page(
  url: URL,
  name: string,
  rows: readonly object[],
  defaultSize: number,
  most = Math.max(defaultSize, 100),
): Reply {
  const from = Number(Buffer.from(url.searchParams.get('cursor') ?? '', 'base64url').toString() || 0);
  const asked = Math.max(1, Number(url.searchParams.get('limit')) || defaultSize);
  const limit = Math.min(asked, most);
  const more = from + limit < rows.length;
  return json(200, {
    [name]: rows.slice(from, from + limit),
    next_cursor: more ? Buffer.from(String(from + limit)).toString('base64url') : null,
    has_more: more,
  });
}
