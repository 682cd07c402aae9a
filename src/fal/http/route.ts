import { Agent, buildConnector, Client, type Dispatcher } from 'undici';
import type { ProxyFor } from './proxies.ts';
import { askForTunnel } from './tunnel.ts';

/** A way for requests to leave the machine. */
export interface Route {
  dispatcher: Dispatcher;
  /** The proxies on it; asked before anything else, since it throws for a setting that cannot be used. */
  proxyFor: ProxyFor;
  connectMs: number;
  /** Whether anything may have left: false only while no connection has ever stood. */
  mayHaveSent(): boolean;
  /** Ends its connections, and what is under way on them. */
  destroy(): Promise<void>;
}

/** Kept connections, for everything that may be sent again: so many to one host. */
export function pooledRoute(connectMs: number, proxyFor: ProxyFor, connections: number): Route {
  const agent = new Agent({ connect: connector(connectMs, proxyFor), connections });
  return {
    dispatcher: agent,
    proxyFor,
    connectMs,
    mayHaveSent: () => true,
    destroy: () => agent.destroy(),
  };
}

/**
 * One fresh connection for one POST that must not be repeated. A pooled socket that died unseen would blur
 * "not sent" and "unknown"; and undici may reconnect and send again after some losses, so that a second
 * connection is refused here. What a proxy refuses never stood.
 */
export function singleUseRoute(origin: string, connectMs: number, proxyFor: ProxyFor): Route {
  const connect = connector(connectMs, proxyFor);
  let asked = false;
  let stood = false;
  const client = new Client(origin, {
    connect: (options, callback) => {
      if (asked) return callback(new Error('the connection was lost'), null);
      asked = true;
      connect(options, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        // Noted before undici can write the first byte.
        stood = true;
        callback(null, socket);
      });
    },
  });
  return {
    dispatcher: client,
    proxyFor,
    connectMs,
    mayHaveSent: () => stood,
    destroy: () => client.destroy(),
  };
}

/** Connects straight, or through the proxy that the environment names for the host. */
function connector(connectMs: number, proxyFor: ProxyFor): buildConnector.connector {
  const connect = buildConnector({ timeout: connectMs });
  return (options, callback) => {
    const { protocol, host = options.hostname } = options;
    const url = new URL(`${protocol}//${host}`);
    const proxy = proxyFor(url);
    if (proxy === null) return connect(options, callback);
    askForTunnel(proxy, url, { timeoutMs: connectMs }, (...[error, socket]) => {
      if (error !== null) callback(error, null);
      else if (protocol === 'https:') connect({ ...options, httpSocket: socket }, callback);
      else callback(null, socket);
    });
  };
}
