import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { createInterface } from 'node:readline';
import { serverCommand, type ServerOptions } from './mcp-clients.ts';

/** The program as an HTTP server. */
export interface HttpServer {
  child: ChildProcess;
  url: string;
  /** All that it said on stderr so far. */
  said: string[];
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | string | null>;
}

/** Starts `fal-video mcp --http` on a free port; with a token of ours where one is given. */
export async function startHttp(options: ServerOptions, token?: string): Promise<HttpServer> {
  const { command, args, env } = serverCommand(options);
  const child = spawn(command, [...args, '--http', '--port', '0'], {
    env: { ...env, ...(token === undefined ? {} : { FAL_VIDEO_HTTP_TOKEN: token }) },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string | null);
  const said: string[] = [];
  const stderr = createInterface({ input: child.stderr });
  let url: string | undefined;
  for await (const [line] of on(stderr, 'line', { close: ['close'] }) as AsyncIterable<[string]>) {
    said.push(line);
    url ??= /http:\S+\/mcp/.exec(line)?.[0];
    if (url !== undefined && line.startsWith('Clients send')) break;
  }
  stderr.on('line', (line) => said.push(line));
  if (url === undefined) throw new Error(`The server did not say where it listens: ${said.join('\n')}`);
  return { child, url, said, ended };
}
