import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Server as NetServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { packageRoot } from '../../src/util/package-root.ts';

const data = (name: string) => join(packageRoot, 'test', 'data', 'tls', name);

/** For `NODE_EXTRA_CA_CERTS`: with it a program trusts the servers here that speak TLS. */
export const CA_FILE = data('ca.pem');
const certificate = () => ({
  cert: readFileSync(data('server.pem')),
  key: readFileSync(data('server.key.pem')),
});

export interface Asked {
  /** `queue.fal.test:443`. */
  authority: string;
  headers: IncomingHttpHeaders;
}

/** What the proxy does when it is asked for a way: a status that is its no, no word at all, or a broken line. */
export type ProxyMood = 'open' | 'silent' | 'hangs-up' | number;

/** A proxy that leads every host to one local port, and remembers what it was asked for. */
export class ConnectProxy {
  mood: ProxyMood = 'open';
  readonly asked: Asked[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #scheme: string;

  private constructor(server: Server, scheme: string, port: () => number) {
    this.#server = server;
    this.#scheme = scheme;
    server.on('connection', (socket: Socket) => this.#keep(socket));
    server.on('connect', ({ url = '', headers }, socket: Socket, head: Buffer) => {
      this.asked.push({ authority: url, headers });
      socket.on('error', () => socket.destroy());
      if (this.mood === 'silent') return;
      if (this.mood === 'hangs-up') return socket.destroy();
      if (this.mood !== 'open') return socket.end(`HTTP/1.1 ${this.mood} No\r\ncontent-length: 2\r\n\r\nno`);
      const target = this.#keep(connect(port(), '127.0.0.1'));
      target.on('connect', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        target.write(head);
        socket.pipe(target).pipe(socket);
      });
      return target;
    });
  }

  static async start(port: () => number, { secure = false } = {}): Promise<ConnectProxy> {
    const server = secure ? createSecureServer(certificate()) : createServer();
    const proxy = new ConnectProxy(server, secure ? 'https' : 'http', port);
    await listening(server);
    return proxy;
  }

  get port(): number {
    return portOf(this.#server);
  }

  /** With user name and password, as a setting names them. */
  url(userinfo = ''): string {
    return `${this.#scheme}://${userinfo === '' ? '' : `${userinfo}@`}localhost:${this.port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    return socket.on('close', () => this.#sockets.delete(socket));
  }
}

/** Speaks TLS as fal's hosts below `fal.test`, and hands what it hears to a local port. */
export async function tlsFront(port: () => number): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createTlsServer(certificate(), (socket) => {
    const target = connect(port(), '127.0.0.1');
    for (const end of [socket, target])
      end.on('error', () => [socket, target].forEach((one) => one.destroy()));
    socket.pipe(target).pipe(socket);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await listening(server);
  return {
    port: portOf(server),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const listening = (server: NetServer) =>
  new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const portOf = (server: NetServer) => (server.address() as AddressInfo).port;
