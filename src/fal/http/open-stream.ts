import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { startDeadline } from './deadline.ts';
import {
  bodyOf,
  failureOf,
  flatten,
  type HttpFailure,
  type HttpRequest,
  type OpenAnswer,
} from './request.ts';

/**
 * Opens a GET whose body may be long and is read at the pace of the disk. By Node's own client, because
 * undici 7.30 throws where nobody can catch it when a server that closes its connection cuts short a body that
 * is being held back (client-h1.js, `assert(!this.paused)`; seen on Node 20 and 26).
 */
export async function openStream(
  request: Omit<HttpRequest, 'method' | 'body'>,
): Promise<OpenAnswer | HttpFailure> {
  request.signal?.throwIfAborted();
  const deadline = startDeadline(request.timeoutMs, request.signal);
  try {
    const response = await headOf(request, deadline.signal);
    const head = { status: response.statusCode ?? 0, headers: flatten(response.headers) };
    const close = () => {
      deadline.clear();
      response.on('error', () => {}).destroy();
    };
    return { kind: 'open', ...head, body: bodyOf(response, head, request, deadline), close };
  } catch (error) {
    deadline.clear();
    request.signal?.throwIfAborted();
    return failureOf(error, true, null, deadline, request);
  }
}

function headOf(
  { url, headers, idleMs, timeoutMs }: Omit<HttpRequest, 'method' | 'body'>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const get = url.startsWith('https:') ? httpsGet : httpGet;
  const silence = idleMs ?? timeoutMs;
  return new Promise((resolve, reject) => {
    const outgoing = get(url, { headers, signal, agent: false, timeout: silence }, resolve);
    outgoing.on('timeout', () =>
      outgoing.destroy(Object.assign(new Error(), { code: 'UND_ERR_BODY_TIMEOUT' })),
    );
    outgoing.on('error', reject);
  });
}
