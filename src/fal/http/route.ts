import { Agent, buildConnector, Client, type Dispatcher } from 'undici';

/** A way for requests to leave the machine. */
export interface Route {
  dispatcher: Dispatcher;
  /** Whether anything may have left: false only while no connection has ever stood. */
  mayHaveSent(): boolean;
  /** Ends its connections, and what is under way on them. */
  destroy(): Promise<void>;
}

/** Kept connections, for everything that may be sent again. */
export function pooledRoute(connectMs: number): Route {
  const agent = new Agent({ connect: { timeout: connectMs } });
  return { dispatcher: agent, mayHaveSent: () => true, destroy: () => agent.destroy() };
}

/**
 * One fresh connection for one POST that must not be repeated. A pooled socket that died unseen would blur
 * "not sent" and "unknown"; and undici may reconnect and send again after some losses, so that a second
 * connection is refused here.
 */
export function singleUseRoute(origin: string, connectMs: number): Route {
  const connect = buildConnector({ timeout: connectMs });
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
  return { dispatcher: client, mayHaveSent: () => stood, destroy: () => client.destroy() };
}
