import { Console } from 'node:console';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createServer } from './create-server.ts';
import type { Tool, ToolContext } from './define-tool.ts';

export interface ServeOptions {
  tools: readonly Tool[];
  /**
   * The project, or its opening. A project that cannot be opened does not keep the server from starting: its
   * error is the answer to every call, where an agent and its user can read it.
   */
  context: ToolContext | Promise<ToolContext>;
  /** Ends the serving, beside the client and the signals of the system. */
  signal?: AbortSignal;
  /** Told what goes wrong beside the calls. */
  onError?: (error: Error) => void;
}

/**
 * Serves MCP on stdin and stdout until the client leaves or a signal comes. What earlier processes left is
 * taken up in the background. The caller then closes the project, which finishes what is being written; jobs
 * go on at fal, and the next process that opens the project takes them up.
 */
export async function serveMcp({
  tools,
  context,
  signal,
  onError = () => undefined,
}: ServeOptions): Promise<void> {
  keepStdoutForTheProtocol();
  const opened = Promise.resolve(context);
  opened.then(({ jobs }) => jobs.recover()).catch(onError);
  const left = clientLeaves(signal);
  const connection = serveStdio(() => createServer(tools, opened), { onerror: onError });
  await left;
  await connection.close();
}

/** A library that prints would break the protocol. */
function keepStdoutForTheProtocol(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
}

/** Codex sends SIGTERM and closes stdin, Claude Code sends SIGINT; a client that dies breaks the pipes. */
async function clientLeaves(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const leave = () => resolve();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, leave);
    process.stdin.once('end', leave).once('close', leave);
    process.stdout.once('error', leave);
    if (signal?.aborted === true) leave();
    signal?.addEventListener('abort', leave, { once: true });
  });
}
