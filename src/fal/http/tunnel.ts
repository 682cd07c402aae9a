import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { USER_AGENT } from './own-headers.ts';
import { portOf, type Proxy } from './proxies.ts';

/** A way that a proxy does not open. Nothing has gone beyond the proxy, which saw the host's name and port alone. */
export class NoTunnel extends Error {
  readonly code = 'NO_TUNNEL';
  /** The proxy's own no, which asking again does not change. */
  readonly isRefusal: boolean;

  constructor(message: string, isRefusal = false) {
    super(message);
    this.isRefusal = isRefusal;
  }
}

export type TunnelEnd = (...end: [error: NoTunnel, socket: null] | [error: null, socket: Socket]) => void;

/** Asks a proxy for a connection to a host (`CONNECT`); TLS to the host, if any, is the caller's to begin. */
export function askForTunnel(
  proxy: Proxy,
  target: URL,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
  ended: TunnelEnd,
): void {
  const authority = `${target.hostname}:${portOf(target)}`;
  const { words, secure, host, port, authorization } = proxy;
  const asked = (secure ? httpsRequest : httpRequest)({
    host,
    port,
    method: 'CONNECT',
    path: authority,
    headers: {
      host: authority,
      'user-agent': USER_AGENT,
      ...(authorization === null ? {} : { 'proxy-authorization': authorization }),
    },
    agent: false,
    ...(signal === undefined ? {} : { signal }),
  });
  let isOver = false;
  const end: TunnelEnd = (...how) => {
    // What is destroyed says once more that it broke.
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    if (how[0] !== null) asked.destroy();
    ended(...how);
  };
  const timer = setTimeout(
    () => end(new NoTunnel(`${words} opened no way to ${authority} within ${timeoutMs} ms`), null),
    timeoutMs,
  );
  asked.on('error', ({ message, code }: NodeJS.ErrnoException) =>
    end(new NoTunnel(`${words} is not reached: ${message === '' ? code : message}`), null),
  );
  asked.on('connect', ({ statusCode = 0 }, socket: Socket, head: Buffer) => {
    if (statusCode >= 200 && statusCode < 300) {
      if (head.length > 0) socket.unshift(head);
      end(null, socket);
    } else {
      socket.destroy();
      end(refused(proxy, statusCode, authority), null);
    }
  });
  asked.end();
}

export function openTunnel(
  proxy: Proxy,
  target: URL,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) =>
    askForTunnel(proxy, target, { timeoutMs, signal }, (...[error, socket]) =>
      error === null ? resolve(socket) : reject(error),
    ),
  );
}

function refused({ words, authorization }: Proxy, status: number, authority: string): NoTunnel {
  const isRefusal = status < 500;
  if (status !== 407)
    return new NoTunnel(`${words} refused the way to ${authority} (HTTP ${status})`, isRefusal);
  const why =
    authorization === null ? 'wants a user name and a password' : 'does not take the user name and password';
  return new NoTunnel(`${words} ${why} (HTTP 407)`, isRefusal);
}
