import { createParser } from 'eventsource-parser';
import { readAnswer } from '../http/answer.ts';
import { isApiUrl } from '../hosts.ts';
import { authorization } from '../key.ts';
import { open, type OpenAnswer } from '../http/request.ts';
import { queueStatus, withLogs } from './status.ts';
import type { QueueHandle, QueueStatus, WatchOptions } from '../types.ts';
import type { Wire } from '../wire.ts';

/** A stream is not meant to live longer; polling goes on from there. */
const LONGEST_MS = 60 * 60 * 1000;
/** No status is longer than this, with all its logs. */
const MOST_EVENT_CHARACTERS = 4 * 1024 * 1024;

/**
 * The states that fal tells by itself (`/status/stream`, fal-js queue.ts), until COMPLETED. Whenever something
 * is not right (no stream, a broken one, an odd event) it ends without COMPLETED, and without an error: the caller
 * polls then, and polling finds out what is the matter. It may be silent for long. Only the caller's signal rejects.
 */
export async function* statusStream(
  wire: Wire,
  handle: QueueHandle,
  options: WatchOptions,
): AsyncGenerator<QueueStatus, void, undefined> {
  const url = streamUrl(handle.status_url, options.logs === true);
  if (!isApiUrl(url, wire.hosts)) return;
  let stream: OpenAnswer | null = null;
  try {
    stream = await openStream(wire, url, options.signal);
    if (stream === null) return;
    for await (const data of eventsOf(stream.body)) {
      const bytes = Buffer.from(data);
      const { answer } = readAnswer({ status: stream.status, headers: stream.headers, bytes });
      const status = queueStatus(answer, handle);
      yield status;
      if (status.state === 'COMPLETED') return;
    }
  } catch {
    options.signal?.throwIfAborted();
  } finally {
    stream?.close();
  }
}

function streamUrl(statusUrl: string, logs: boolean): string {
  const url = new URL(withLogs(statusUrl, logs));
  url.pathname = `${url.pathname}/stream`;
  return url.href;
}

async function openStream(
  wire: Wire,
  url: string,
  signal: AbortSignal | undefined,
): Promise<OpenAnswer | null> {
  const opened = await open(wire.route, {
    method: 'GET',
    url,
    headers: { ...authorization(wire.key), accept: 'text/event-stream' },
    timeoutMs: LONGEST_MS,
    signal,
  });
  if (opened.kind === 'failure') return null;
  if (opened.status === 200 && opened.headers['content-type']?.startsWith('text/event-stream') === true)
    return opened;
  opened.close();
  return null;
}

async function* eventsOf(body: AsyncIterable<Buffer>): AsyncGenerator<string, void, undefined> {
  const waiting: string[] = [];
  const parser = createParser({
    onEvent: ({ data }) => waiting.push(data),
    maxBufferSize: MOST_EVENT_CHARACTERS,
  });
  const decoder = new TextDecoder();
  for await (const piece of body) {
    parser.feed(decoder.decode(piece, { stream: true }));
    yield* waiting.splice(0);
  }
}
