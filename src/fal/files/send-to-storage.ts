import { Readable } from 'node:stream';
import { type FalVideoError, serviceError } from '../../errors.ts';
import { type ReadAnswer, readAnswer } from '../http/answer.ts';
import { networkFailure } from '../http/network-error.ts';
import { send } from '../http/request.ts';
import type { UploadOptions } from '../types.ts';
import { withRetry } from '../calls/with-retry.ts';
import type { Wire } from '../wire.ts';

/** A file on its way up. */
export interface Upload {
  path: string;
  bytes: number;
  contentType: string;
  options: UploadOptions;
}

export interface StorageCall {
  method: 'PUT' | 'POST';
  url: string;
  /** In words, for errors: "part 3 of an upload". */
  what: string;
  contentType?: string;
  bytes: number;
  /** The content from its beginning, anew for each try. */
  content: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  signal?: AbortSignal | undefined;
  /** Bytes handed to the network so far; falls back to 0 with a new try. */
  onSent?: (bytes: number) => void;
}

/** Streams content to an upload URL, up to three times. The URL carries its own permission: no key goes along. */
export async function sendToStorage(wire: Wire, call: StorageCall): Promise<ReadAnswer> {
  const { what, signal } = call;
  const result = await withRetry<ReadAnswer | FalVideoError>(wire, 'put', signal, async () => {
    const request = {
      method: call.method,
      url: call.url,
      headers: {
        'content-length': String(call.bytes),
        ...(call.contentType === undefined ? {} : { 'content-type': call.contentType }),
      },
      body: Readable.from(counted(call), { objectMode: false }),
      timeoutMs: wire.timeouts.transfer,
      idleMs: wire.timeouts.transferIdle,
      signal,
    };
    const outcome = await send(wire.route, request, wire.limits.answer);
    if (outcome.kind === 'failure')
      return { tried: { kind: 'failure' }, value: networkFailure(outcome, what) };
    const { status, headers } = outcome;
    const good = status >= 200 && status < 300;
    return {
      tried: { kind: 'answer', status, readable: true, retryAfter: headers['retry-after'] ?? null },
      value: good ? readAnswer(outcome) : refused(status, what),
    };
  });
  if (result instanceof Error) throw result;
  return result;
}

async function* counted({ content, onSent }: StorageCall): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const piece of content()) {
    sent += piece.length;
    yield piece;
    onSent?.(sent);
  }
}

const refused = (status: number, what: string) =>
  serviceError({
    code: 'UPLOAD_REFUSED',
    message: `fal's storage refused ${what} with HTTP ${status}.`,
    next: 'Try again: an upload costs nothing, and each try gets a fresh place.',
    status,
    temporary: status === 429 || status >= 500,
  });
