import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { inputError, serviceError } from '../../errors.ts';
import { sha256OfFile } from '../../util/hash.ts';
import { safeText } from '../../util/safe-text.ts';
import { textMember } from '../http/answer.ts';
import { ask, bodyOf } from '../calls/ask.ts';
import { isUploadUrl } from '../hosts.ts';
import { sendToStorage, type Upload } from './send-to-storage.ts';
import type { UploadedFile, UploadOptions } from '../types.ts';
import { uploadParts } from './upload-parts.ts';
import type { Wire } from '../wire.ts';

/**
 * Puts a local file into fal's storage and answers with the URL that models can read. Bytes that
 * the memory knows by their hash do not go up again. Costs nothing and may be repeated.
 */
export async function upload(
  wire: Wire,
  path: string,
  contentType: string,
  options: UploadOptions = {},
): Promise<UploadedFile> {
  const bytes = await sizeOf(path);
  const sha256 = await sha256OfFile(path, options.signal);
  const known = await wire.uploads?.get(sha256);
  // A URL of a simulator is of no use at fal, and the other way round.
  if (known?.content_type === contentType && isUploadUrl(known.url, wire.hosts)) return known;
  const inParts = bytes > wire.limits.multipartAbove;
  // The name is ours: a local one may say more than its owner wants to tell.
  const name = `${sha256.slice(0, 16)}.${/^[a-z0-9]+/.exec(contentType.split('/')[1] ?? '')?.[0] ?? 'bin'}`;
  const { upload_url, file_url } = await initiate(wire, { contentType, name, inParts }, options.signal);
  const file: Upload = { path, bytes, contentType, options };
  await (inParts ? uploadParts(wire, upload_url, file) : uploadWhole(wire, upload_url, file));
  const uploaded: UploadedFile = { url: file_url, sha256, bytes, content_type: contentType };
  await wire.uploads?.put(uploaded);
  return uploaded;
}

async function uploadWhole(
  wire: Wire,
  url: string,
  { path, bytes, contentType, options }: Upload,
): Promise<void> {
  await sendToStorage(wire, {
    method: 'PUT',
    url,
    what: 'the upload of a file',
    contentType,
    bytes,
    content: () => createReadStream(path),
    signal: options.signal,
    onSent: (sent) => options.onProgress?.(sent, bytes),
  });
}

async function initiate(
  wire: Wire,
  { contentType, name, inParts }: { contentType: string; name: string; inParts: boolean },
  signal: AbortSignal | undefined,
): Promise<{ upload_url: string; file_url: string }> {
  const what = 'the start of an upload';
  const path = inParts ? 'initiate-multipart' : 'initiate';
  const url = `${wire.hosts.rest}/storage/upload/${path}?storage_type=fal-cdn-v3`;
  const body = { content_type: contentType, file_name: name };
  const answer = bodyOf(await ask(wire, { kind: 'put', method: 'POST', url, body, what, signal }), what);
  const upload_url = textMember(answer, 'upload_url');
  const file_url = textMember(answer, 'file_url');
  const good = (given: string | null): given is string => given !== null && isUploadUrl(given, wire.hosts);
  if (good(upload_url) && good(file_url)) return { upload_url, file_url };
  const odd = good(upload_url) ? file_url : upload_url;
  throw serviceError({
    code: 'BAD_UPLOAD_URL',
    message: `fal named no usable place for an upload: ${odd === null ? 'a URL is missing' : safeText(odd, 120)}.`,
    next: 'Try again in a moment, or give the model a public https URL of the file.',
  });
}

async function sizeOf(path: string): Promise<number> {
  const file = await stat(path).catch(() => null);
  if (file?.isFile() === true && file.size > 0) return file.size;
  throw inputError({
    code: 'BAD_UPLOAD_FILE',
    message: `${safeText(path, 200)} cannot be uploaded: ${file?.isFile() === true ? 'it is empty' : 'it is not a file'}.`,
    next: 'Give the path of a picture, video or sound that exists.',
  });
}
