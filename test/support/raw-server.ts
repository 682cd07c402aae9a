import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { createInterface } from 'node:readline';
import { serverCommand, type ServerOptions } from './mcp-clients.ts';

/** A server process driven line by line, by a client that keeps no manners. */
export interface RawServer {
  child: ChildProcess;
  /** Every line that came on stdout so far. */
  lines: string[];
  send(message: object): void;
  /** Bytes as they are. */
  write(text: string): void;
  /** The first answer from now on to this id. */
  answer(id: number | string | null): Promise<unknown>;
  /** The first line from now on that holds what is expected. */
  said(expected: string | RegExp): Promise<string>;
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | string | null>;
}

const HELLO = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'raw', version: '1' },
};

/** Starts a server and says hello; or nothing, where `hello` is `null`. */
export async function startRawServer(
  options: ServerOptions,
  hello: object | null = HELLO,
): Promise<RawServer> {
  const { command, args, env } = serverCommand(options);
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string | null);
  const lines: string[] = [];
  const stdout = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const linesFromNow = () => on(stdout, 'line', { close: ['close'] }) as AsyncIterable<[string]>;
  const server: RawServer = {
    child,
    lines,
    ended,
    send: (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    said: async (expected) => {
      for await (const [line] of linesFromNow()) {
        if (typeof expected === 'string' ? line.includes(expected) : expected.test(line)) return line;
      }
      throw new Error(`The server ended without saying ${String(expected)}`);
    },
    write: (text) => child.stdin.write(text),
    answer: async (id) => {
      for await (const [line] of linesFromNow()) {
        const message = JSON.parse(line) as { id?: unknown; method?: unknown };
        if (message.id === id && message.method === undefined) return message;
      }
      throw new Error(`The server ended without an answer to ${id}`);
    },
  };
  if (hello === null) return server;
  server.send({ id: 0, method: 'initialize', params: hello });
  await server.said('"id":0');
  server.send({ method: 'notifications/initialized' });
  return server;
}
