import { Console } from 'node:console';
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { createServer } from './create-server.ts';
import type { Tool, ToolContext } from './define-tool.ts';
import { type Lazily, lazily } from '../util/lazily.ts';
import { packagedSkill } from './resources/skill.ts';
import type { HttpOptions, HttpService } from './protocol/serve-http.ts';
import { type MessageError, stdioMessages } from './protocol/stdio-messages.ts';

export type ServedContext = ToolContext & { close(): Promise<void> };

export interface ServeOptions {
  tools: readonly Tool[];
  /**
   * Opens the project, once. One that cannot be opened does not keep the server from starting: its error is the
   * answer to every call, where an agent and its user can read it.
   */
  open: () => Promise<ServedContext>;
  /** Over HTTP instead of stdin and stdout. */
  http?: (HttpOptions & { onListening: (service: HttpService) => void }) | undefined;
  /** Told what goes wrong beside the calls. */
  onError?: (error: Error) => void;
}

/**
 * Serves MCP until the client leaves (stdin and stdout) or a signal comes, then finishes what is being written
 * and closes the project. What earlier processes left is taken up in the background; what this one leaves goes on
 * at fal, and the next process that opens the project takes it up. The caller ends the process.
 */
export async function serveMcp({ tools, open, http, onError = quietly }: ServeOptions): Promise<void> {
  keepStdoutForTheProtocol();
  const project = lazily(async () => {
    const opened = await open();
    opened.jobs.recover().catch(onError);
    return opened;
  });
  const begin = () => void project.result.catch(onError);
  const skill = packagedSkill();
  const factory: McpServerFactory = ({ era }) => createServer(tools, project.result, { era, skill });
  const left = http === undefined ? clientLeaves() : signalled();
  try {
    const service = await (http === undefined
      ? serveStdio(factory, { transport: stdio(begin), onerror: onError })
      : listen(factory, http, onError));
    // Over HTTP nobody waits for a greeting.
    if (http !== undefined) begin();
    await left;
    await service.close();
  } finally {
    await atMost(CLOSING_MS, closed(project)).catch(onError);
  }
}

const quietly = () => undefined;

/**
 * Opening the project loads the larger half of the program. A client that says hello and asks for the tools is
 * answered before. One that knows the tools already does not ask: after a while nothing more is waited for.
 */
function stdio(greeted: () => void): StdioServerTransport {
  const say = (refusal: MessageError) => process.stdout.write(`${JSON.stringify(refusal)}\n`);
  const transport = new StdioServerTransport(stdioMessages(process.stdin, say));
  const send = transport.send.bind(transport);
  let answers = 0;
  transport.send = async (message) => {
    await send(message);
    if (!('result' in message)) return;
    answers += 1;
    if (answers === 1) setTimeout(greeted, GREETING_MS).unref();
    if (answers === GREETING_ANSWERS) greeted();
  };
  return transport;
}

/** To the greeting of either protocol, and to the question for the tools. */
const GREETING_ANSWERS = 2;
const GREETING_MS = 2_000;

/** Loaded where it is wanted: the start over stdio stays quick. */
async function listen(
  factory: McpServerFactory,
  { onListening, ...options }: NonNullable<ServeOptions['http']>,
  onError: (error: Error) => void,
): Promise<HttpService> {
  const { serveHttp } = await import('./protocol/serve-http.ts');
  const service = await serveHttp(factory, options, onError);
  onListening(service);
  return service;
}

/** Long enough for an answer of fal to be written down; a download that is cut is fetched again later. */
const CLOSING_MS = 15_000;

async function closed({ result, hasBegun }: Lazily<ServedContext>): Promise<void> {
  if (!hasBegun()) return;
  const project = await result.catch(() => null);
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
    void signalled().then(leave);
    process.stdin.once('end', leave).once('close', leave);
    // Stays for good: what is written after the break must not end the process either.
    process.stdout.on('error', leave);
  });
}

async function signalled(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve());
  });
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
