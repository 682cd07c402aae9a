import { createReadStream } from 'node:fs';
import { serviceError } from '../../errors.ts';
import { textMember } from '../http/answer.ts';
import { sendToStorage, type Upload } from './send-to-storage.ts';
import type { Wire } from '../wire.ts';

interface Part {
  partNumber: number;
  etag: string;
}

/** A large file in parts, one after the other, each streamed from disk and tried three times (fal-js storage.ts). */
export async function uploadParts(wire: Wire, uploadUrl: string, file: Upload): Promise<void> {
  const parts: Part[] = [];
  for (let start = 0; start < file.bytes; start += wire.limits.part) {
    parts.push(await uploadPart(wire, uploadUrl, file, parts.length + 1, start));
  }
  const body = Buffer.from(JSON.stringify({ parts }));
  await sendToStorage(wire, {
    method: 'POST',
    url: below(uploadUrl, 'complete'),
    what: 'the end of an upload in parts',
    contentType: 'application/json',
    bytes: body.length,
    content: () => [body],
    signal: file.options.signal,
  });
}

async function uploadPart(
  wire: Wire,
  uploadUrl: string,
  { path, bytes, options }: Upload,
  partNumber: number,
  start: number,
): Promise<Part> {
  const size = Math.min(wire.limits.part, bytes - start);
  const what = `part ${partNumber} of an upload`;
  const { answer } = await sendToStorage(wire, {
    method: 'PUT',
    url: below(uploadUrl, String(partNumber)),
    what,
    bytes: size,
    content: () => createReadStream(path, { start, end: start + size - 1 }),
    signal: options.signal,
    onSent: (sent) => options.onProgress?.(start + sent, bytes),
  });
  const etag = textMember(answer.body, 'etag');
  if (etag !== null) return { partNumber, etag };
  throw serviceError({
    code: 'BAD_ANSWER',
    message: `fal's storage took ${what}, but gave no etag for it.`,
    next: 'Try the upload again: it costs nothing.',
  });
}

/** `{origin}{path}/{name}{query}`: the query carries the permission (fal-js storage.ts, multipartUpload). */
function below(uploadUrl: string, name: string): string {
  const url = new URL(uploadUrl);
  url.pathname = `${url.pathname}/${name}`;
  return url.href;
}
