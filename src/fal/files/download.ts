import { open as openFile, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FalVideoError, networkError, serviceError } from '../../errors.ts';
import { putInPlace } from '../../util/atomic-file.ts';
import { openSha256 } from '../../util/hash.ts';
import { naming } from '../../util/naming.ts';
import { ownFolder } from '../../util/own-folder.ts';
import { safeText } from '../../util/safe-text.ts';
import { networkFailure } from '../http/network-error.ts';
import { openMedia } from '../calls/open-media.ts';
import { BodyLost, type HttpHeaders, type OpenAnswer } from '../http/request.ts';
import type { Tried } from '../http/retry.ts';
import { type FileType, fileTypeOf, SNIFF_BYTES } from './file-type.ts';
import type { DownloadedFile, DownloadRequest } from '../types.ts';
import { withRetry } from '../calls/with-retry.ts';
import type { Wire } from '../wire.ts';

/**
 * Brings a file of a result to disk: whole, hashed, named by its bytes, and under its name only when it is
 * on the disk. A lost connection or a busy host is tried again from the start; the part file goes with a failure. A try
 * waits for one of the slots of all downloads, and leaves it between two tries: one that hangs keeps it for a minute.
 */
export async function download(wire: Wire, request: DownloadRequest): Promise<DownloadedFile> {
  const part = `${request.destination}.part`;
  await ownFolder(dirname(part));
  try {
    const taken = await withRetry<Taken | FalVideoError>(
      wire,
      'read',
      request.signal,
      () => wire.downloads.use(() => attempt(wire, request, part), { signal: request.signal }),
      (value) => value instanceof FalVideoError && request.onTrouble?.(value),
    );
    if (taken instanceof FalVideoError) throw taken;
    request.onTrouble?.(null);
    const path = request.destination + taken.type.extension;
    await putInPlace(part, path);
    return { path, bytes: taken.bytes, sha256: taken.sha256, content_type: taken.type.content_type };
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

interface Taken {
  type: FileType;
  bytes: number;
  sha256: string;
}

/** One try. What another try may fix is a value; a wrong host, a full disk or an abort is thrown. */
async function attempt(
  wire: Wire,
  request: DownloadRequest,
  part: string,
): Promise<{ tried: Tried; value: Taken | FalVideoError }> {
  const what = `the download of ${safeText(request.url, 120)}`;
  const opened = await openMedia(wire, request.url, request.signal);
  if (opened.kind === 'failure') {
    return { tried: { kind: 'failure' }, value: networkFailure(opened, what) };
  }
  if (opened.status !== 200) {
    opened.close();
    const retryAfter = opened.headers['retry-after'] ?? null;
    return {
      tried: { kind: 'answer', status: opened.status, readable: true, retryAfter },
      value: refused(opened.status, what),
    };
  }
  try {
    return { tried: { kind: 'final' }, value: await take(wire, opened, request, part, what) };
  } catch (error) {
    if (error instanceof BodyLost) {
      // What was not at its end after the whole time will not be so the next time, either.
      const kind = error.failure.passed === 'whole' ? 'final' : 'failure';
      return { tried: { kind }, value: networkFailure(error.failure, what) };
    }
    // A page or half a file in place of the media is an accident on the way: worth another try.
    if (error instanceof FalVideoError && error.temporary)
      return { tried: { kind: 'failure' }, value: error };
    throw error;
  } finally {
    opened.close();
  }
}

async function take(
  { limits, timeouts }: Wire,
  opened: OpenAnswer,
  { url, content_type = null, maxBytes, onProgress }: DownloadRequest,
  part: string,
  what: string,
): Promise<Taken> {
  const typeOf = (first: Buffer) => {
    const type = fileTypeOf(first, { name: url, content_type });
    if (type === null) throw notAFile(first, what);
    return type;
  };
  const total = contentLength(opened.headers);
  if (total !== null && total > maxBytes) throw tooLarge(what, maxBytes);
  const hash = openSha256();
  let head: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let looked = { at: performance.now(), bytes };
  const file = await openFile(part, 'w', 0o644);
  try {
    for await (const piece of opened.body) {
      bytes += piece.length;
      if (bytes > maxBytes) throw tooLarge(what, maxBytes);
      if (head.length < SNIFF_BYTES) {
        head = Buffer.concat([head, piece.subarray(0, SNIFF_BYTES - head.length)]);
        // Seen early, so that an endless page does not fill the disk first.
        if (head.length === SNIFF_BYTES) typeOf(head);
      }
      hash.update(piece);
      await writeAll(file, piece).catch(naming(part));
      onProgress?.(bytes, total);
      if (performance.now() - looked.at < timeouts.transferIdle || bytes === total) continue;
      if (bytes - looked.bytes < limits.least)
        throw tooSlow(what, bytes - looked.bytes, timeouts.transferIdle);
      looked = { at: performance.now(), bytes };
    }
    const type = typeOf(head);
    if (total !== null && total !== bytes) throw cutShort(what, bytes, total);
    await file.sync().catch(naming(part));
    return { type, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    if (!(error instanceof BodyLost)) throw error;
    const came = `${bytes}${total === null ? '' : ` of ${total}`} bytes had come`;
    throw new BodyLost({ ...error.failure, message: `${error.failure.message}, ${came}` });
  } finally {
    await file.close();
  }
}

/** The declared length; `null` where there is none, or where it counts encoded bytes. */
function contentLength(headers: HttpHeaders): number | null {
  const declared = headers['content-length'];
  return declared === undefined || headers['content-encoding'] !== undefined ? null : Number(declared);
}

/** A write may take less than it was given. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
  }
}

function notAFile(head: Buffer, what: string): FalVideoError {
  const seen =
    head.length === 0 ? 'nothing' : /^\s*</.test(head.toString('latin1', 0, 100)) ? 'a web page' : 'text';
  return serviceError({
    code: 'NOT_MEDIA',
    message: `No file came with ${what}, but ${seen}.`,
    next: 'The result stays at fal for a while: collect the job again in a moment.',
  });
}

const cutShort = (what: string, bytes: number, total: number) =>
  serviceError({
    code: 'MEDIA_CUT_SHORT',
    message: `Only ${bytes} of the ${total} announced bytes came with ${what}.`,
    next: 'The result stays at fal for a while: collect the job again in a moment.',
  });

const tooSlow = (what: string, bytes: number, ms: number) =>
  networkError({
    code: 'TIMED_OUT',
    message: `Timed out waiting for ${what}: only ${bytes} bytes more within ${ms} ms.`,
    next: 'Collect the job again in a moment: reading costs nothing, and the result stays at fal for a while.',
  });

const tooLarge = (what: string, maxBytes: number) =>
  serviceError({
    code: 'MEDIA_TOO_LARGE',
    message: `The file is larger than ${maxBytes} bytes: ${what} was stopped.`,
    next: 'Open the URL by hand if a file of that size is expected: it is in final.json.',
    temporary: false,
  });

const refused = (status: number, what: string) =>
  serviceError({
    code: status === 404 || status === 410 ? 'MEDIA_GONE' : 'MEDIA_REFUSED',
    message: `HTTP ${status} was the answer to ${what}.`,
    next:
      status === 404 || status === 410
        ? 'fal deletes media after the time that the account sets; it cannot be had again.'
        : 'Collect the job again in a moment.',
    status,
    temporary: status === 429 || status >= 500,
  });
