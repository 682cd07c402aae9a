import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** One answer of the script. Without anything it is an empty 200. */
export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | Uint8Array | object;
  /** Pieces sent one after the other, for streams and endless bodies; instead of `body`. */
  pieces?: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
  /** Waits before it answers. */
  afterMs?: number;
  /** Breaks the connection: as soon as the head is there, when the request was read whole, or in mid-answer. */
  destroy?: 'before-reading' | 'after-reading' | 'mid-answer';
  /** Sends what it has, and then neither more nor an end. */
  hang?: boolean;
}

export interface SeenRequest {
  method: string;
  /** With its query. */
  url: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Of the connection it came on. */
  port: number;
  body: string;
  bytes: Buffer;
}

type Script = ScriptedAnswer | ((request: SeenRequest) => ScriptedAnswer);

/** A server on 127.0.0.1 that answers as it is told, and remembers what it was asked. */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  readonly #scripts = new Map<string, Script[]>();
  readonly #server = createServer((request, response) => {
    void this.#serve(request, response).catch(() => response.destroy());
  });

  static async start(): Promise<ScriptedServer> {
    const server = new ScriptedServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get origin(): string {
    return `http://${this.host}`;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers to `POST /some/path`, in their order; the last one stays. */
  on(methodAndPath: string, ...answers: Script[]): this {
    this.#scripts.set(methodAndPath, answers);
    return this;
  }

  /** The requests to `POST /some/path`. */
  seen(methodAndPath: string): SeenRequest[] {
    return this.requests.filter(({ method, path }) => `${method} ${path}` === methodAndPath);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const path = url.replace(/\?.*$/, '');
    const script = this.#scripts.get(`${method} ${path}`) ?? [];
    const next = (script.length > 1 ? script.shift() : script[0]) ?? UNSCRIPTED;
    const port = request.socket.remotePort ?? 0;
    const seen = { method, url, path, headers, port, body: '', bytes: Buffer.alloc(0) };
    this.requests.push(seen);
    if (typeof next !== 'function' && next.destroy === 'before-reading') {
      request.socket.destroy();
      return;
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    seen.bytes = Buffer.concat(pieces);
    seen.body = seen.bytes.toString();
    await answer(typeof next === 'function' ? next(seen) : next, response);
  }
}

const UNSCRIPTED: ScriptedAnswer = { status: 501, body: 'not in the script' };

async function answer(script: ScriptedAnswer, response: ServerResponse): Promise<void> {
  if (script.afterMs !== undefined) await delay(script.afterMs);
  if (script.destroy === 'after-reading') {
    response.socket?.destroy();
    return;
  }
  const { type, bytes } = encode(script.body);
  response.writeHead(script.status ?? 200, {
    ...(type === null ? {} : { 'content-type': type }),
    ...(script.pieces === undefined ? { 'content-length': String(bytes.length) } : {}),
    ...script.headers,
  });
  if (script.destroy === 'mid-answer') {
    response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.socket?.destroy());
    return;
  }
  response.flushHeaders();
  const pieces = Readable.from(script.pieces ?? [bytes], { objectMode: false });
  // A client that goes early is what some scripts are about.
  await pipeline(pieces, response, { end: script.hang !== true }).catch(() => {});
}

function encode(body: ScriptedAnswer['body']): { type: string | null; bytes: Uint8Array } {
  if (body === undefined) return { type: null, bytes: Buffer.alloc(0) };
  if (typeof body === 'string') return { type: 'text/plain', bytes: Buffer.from(body) };
  if (body instanceof Uint8Array) return { type: 'application/octet-stream', bytes: body };
  return { type: 'application/json', bytes: Buffer.from(JSON.stringify(body)) };
}

/** The origin of a port on which nobody listens. */
export async function closedOrigin(): Promise<string> {
  const server = await ScriptedServer.start();
  const { origin } = server;
  await server.close();
  return origin;
}
