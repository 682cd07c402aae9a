import { get as httpGet, type IncomingMessage, type RequestOptions } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { Socket } from 'node:net';
import { startDeadline } from './deadline.ts';
import { withOurs } from './own-headers.ts';
import {
  bodyChunks,
  failureOf,
  flatten,
  type HttpFailure,
  type HttpRequest,
  type OpenAnswer,
} from './request.ts';
import type { Route } from './route.ts';
import { openTunnel } from './tunnel.ts';

/**
 * Opens a GET whose body may be long and is read at the pace of the disk. By Node's own client, because
 * undici 7.30 throws where nobody can catch it when a server that closes its connection cuts short a body that
 * is being held back (client-h1.js, `assert(!this.paused)`; seen on Node 20 and 26).
 */
export async function openStream(
  route: Pick<Route, 'proxyFor' | 'connectMs'>,
  request: Omit<HttpRequest, 'method' | 'body'>,
): Promise<OpenAnswer | HttpFailure> {
  request.signal?.throwIfAborted();
  const target = new URL(request.url);
  const proxy = route.proxyFor(target);
  const deadline = startDeadline(request.timeoutMs, request.signal);
  try {
    const tunnel = proxy === null ? null : await openTunnel(proxy, target, route.connectMs, deadline.signal);
    const response = await headOf(request, tunnel, deadline.signal);
    const head = { status: response.statusCode ?? 0, headers: flatten(response.headers) };
    const close = () => {
      deadline.clear();
      response.on('error', () => {}).destroy();
    };
    return { kind: 'open', ...head, body: bodyChunks(response, head, request, deadline), close };
  } catch (error) {
    deadline.clear();
    request.signal?.throwIfAborted();
    return failureOf(error, true, null, deadline, request);
  }
}

function headOf(
  { url, headers, idleMs, timeoutMs }: Omit<HttpRequest, 'method' | 'body'>,
  tunnel: Socket | null,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const isSecure = url.startsWith('https:');
  const get = isSecure ? httpsGet : httpGet;
  const silence = idleMs ?? timeoutMs;
  // Over TLS Node takes the socket itself, which its types do not say (`tls.connect`, `socket`).
  const overTls = { agent: false, socket: tunnel ?? undefined } as const;
  const way: RequestOptions =
    tunnel === null || isSecure ? overTls : { createConnection: () => tunnel.setTimeout(silence) };
  return new Promise((resolve, reject) => {
    let begun: IncomingMessage | null = null;
    const outgoing = get(url, { headers: withOurs(headers), signal, timeout: silence, ...way }, (response) =>
      resolve((begun = response)),
    );
    outgoing.on('timeout', () =>
      (begun ?? outgoing).destroy(Object.assign(new Error(), { code: 'UND_ERR_BODY_TIMEOUT' })),
    );
    outgoing.on('error', reject);
  });
}
