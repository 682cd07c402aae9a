import { Console } from 'node:console';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createServer } from './create-server.ts';
import type { Tool, ToolContext } from './define-tool.ts';

export type ServedContext = ToolContext & { close(): Promise<void> };

export interface ServeOptions {
  tools: readonly Tool[];
  /**
   * The project, or its opening. A project that cannot be opened does not keep the server from starting: its
   * error is the answer to every call, where an agent and its user can read it.
   */
  context: ServedContext | Promise<ServedContext>;
  /** Told what goes wrong beside the calls. */
  onError?: (error: Error) => void;
}

/**
 * Serves MCP on stdin and stdout until the client leaves or a signal comes, then finishes what is being written
 * and closes the project. What earlier processes left is taken up in the background; what this one leaves goes on
 * at fal, and the next process that opens the project takes it up. The caller ends the process.
 */
export async function serveMcp({ tools, context, onError = () => undefined }: ServeOptions): Promise<void> {
  keepStdoutForTheProtocol();
  const opened = Promise.resolve(context);
  opened.then(({ jobs }) => jobs.recover()).catch(onError);
  const left = clientLeaves();
  const connection = serveStdio(() => createServer(tools, opened), { onerror: onError });
  await left;
  await connection.close();
  await atMost(CLOSING_MS, closed(opened)).catch(onError);
}

/** Long enough for an answer of fal to be written down; a download that is cut is fetched again later. */
const CLOSING_MS = 15_000;

async function closed(opened: Promise<ServedContext>): Promise<void> {
  const project = await opened.catch(() => null);
  await project?.close();
}

/** A library that prints would break the protocol; a broken pipe ends the serving in order, not at once. */
function keepStdoutForTheProtocol(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
  process.stdout.removeAllListeners('error');
}

/** Codex sends SIGTERM and closes stdin, Claude Code sends SIGINT; a client that dies breaks the pipes. */
async function clientLeaves(): Promise<void> {
  await new Promise<void>((resolve) => {
    const leave = () => resolve();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, leave);
    process.stdin.once('end', leave).once('close', leave);
    // Stays for good: what is written after the break must not end the process either.
    process.stdout.on('error', leave);
  });
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
