import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../util/clock.ts';
import type { Reply } from './reply.ts';

/** Writes a reply to the wire, broken where it says so. A client that goes early is no error. */
export async function sendReply(response: ServerResponse, reply: Reply, clock: Clock): Promise<void> {
  if (reply.broken === 'silent') {
    response.socket?.destroy();
    return;
  }
  const { body, length, type } = encode(reply);
  response.writeHead(reply.status, {
    ...(type === null ? {} : { 'content-type': type }),
    date: clock.now().toUTCString(),
    ...(length === null ? {} : { 'content-length': String(length) }),
    ...reply.headers,
  });
  // What a stream has to say may be long in coming.
  if (reply.chunks !== undefined) response.flushHeaders();
  try {
    const end = { end: reply.broken === undefined };
    if (reply.trickleMs === undefined) await pipeline(body, response, end);
    else await pipeline(body, byteByByte(reply.trickleMs, clock), response, end);
    if (reply.broken === 'after-body') response.socket?.destroySoon();
  } catch {
    response.destroy();
  }
}

function encode(reply: Reply): { body: Readable; length: number | null; type: string | null } {
  if (reply.file !== undefined) {
    const { path, start, end } = reply.file;
    const body = end < start ? Readable.from([]) : createReadStream(path, { start, end });
    return { body, length: end - start + 1, type: null };
  }
  if (reply.chunks !== undefined) return { body: Readable.from(reply.chunks), length: null, type: null };
  const text = reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json);
  const bytes = Buffer.from(text);
  return {
    body: Readable.from(bytes.length === 0 ? [] : [bytes]),
    length: bytes.length,
    type: reply.json === undefined ? null : 'application/json',
  };
}

const byteByByte = (ms: number, clock: Clock) =>
  // Node gives a second argument, which its types do not say.
  async function* (source: AsyncIterable<Uint8Array>, gone?: { signal: AbortSignal }) {
    for await (const chunk of source) {
      for (const byte of chunk) {
        yield Buffer.of(byte);
        await clock.sleep(ms, gone?.signal);
      }
    }
  };
