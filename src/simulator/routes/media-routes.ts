import { type Exchange, header, type SimulatedRoute, type World } from '../exchange.ts';
import type { StoredFile } from '../files.ts';
import { detailReply, type Reply } from '../reply.ts';

/** Media as on `v3.fal.media`: public, with byte ranges. */
export const MEDIA_ROUTES: readonly SimulatedRoute[] = [
  { method: 'GET', path: /^\/files\/(?<name>[^/]+)$/, access: 'no-key', call: 'media', handle: download },
];

function download(exchange: Exchange, { files, books }: World): Reply {
  const file = files.find(exchange.params['name'] ?? '');
  if (file === null) return detailReply(404, 'File not found');
  const range = header(exchange, 'range');
  const part = range === null ? { start: 0, end: file.bytes - 1 } : partOf(range, file.bytes);
  if (part === null) return { status: 416, headers: { 'content-range': `bytes */${file.bytes}` } };
  if (file.request_id !== null && exchange.request.method === 'GET') books.recordDownload(file.request_id);
  const headers = { 'content-type': file.content_type, 'accept-ranges': 'bytes', etag: etag(file) };
  if (range === null) return { status: 200, headers, file: { path: file.path, ...part } };
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${part.start}-${part.end}/${file.bytes}` },
    file: { path: file.path, ...part },
  };
}

const etag = (file: StoredFile) => `"${file.name.slice(0, 24)}"`;

/** `bytes=0-99`, `bytes=100-`, `bytes=-100`; `null` for what the file does not have. */
function partOf(range: string, size: number): { start: number; end: number } | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (from === '' && to === '') return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start <= end ? { start, end } : null;
}
