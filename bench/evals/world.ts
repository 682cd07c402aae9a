import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { packageRoot } from '../../src/util/package-root.ts';
import { heardFrom } from '../../test/support/agent.ts';
import { makeSandbox } from '../../test/support/sandbox.ts';
import type { ConnectedAgent, EvalTask, Outcome, World } from './task.ts';

/** The program as npm would install it. */
export const PROGRAM = join(packageRoot, 'dist', 'bin', 'fal-video.js');

/** How a client starts the server: what an `mcp.json` says. */
export interface ServerEntry {
  command: string;
  args: string[];
  env: Record<string, string>;
}

export interface OpenWorld extends World {
  server: ServerEntry;
  outcome: (answer: string) => Promise<Outcome>;
  close: () => Promise<void>;
}

/** A fresh project and fal, as the task wants them found. */
export async function openWorld({ config = {}, fal = {}, before }: EvalTask): Promise<OpenWorld> {
  const sandbox = await makeSandbox({ config, simulator: fal });
  const { root, simulator } = sandbox;
  const server: ServerEntry = {
    command: process.execPath,
    args: [PROGRAM, 'mcp', '--root', root],
    env: Object.fromEntries(
      Object.entries(sandbox.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  };
  const world: OpenWorld = {
    ...sandbox,
    server,
    setFaults: (...rules) => simulator.setFaults({ rules }),
    write: async (path, content) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
    },
    connect: () => connectTo(server),
    outcome: async (answer) => {
      const video = await sandbox.open();
      const ledger = (await video.ledger()).toSorted((a, b) => a.timestamp.localeCompare(b.timestamp));
      const read = (path: string) => readFile(join(root, path)).catch(() => null);
      const find = async (path: RegExp) =>
        (await readdir(root, { recursive: true })).filter((file) => path.test(file)).toSorted();
      return { world, answer, books: simulator.books, ledger, read, find };
    },
  };
  try {
    await before?.(world);
    return world;
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** Longer than any call of ours. */
const CALL_MS = 60_000;

async function connectTo(entry: ServerEntry): Promise<ConnectedAgent> {
  const transport = new StdioClientTransport({ ...entry, stderr: 'inherit' });
  const client = new Client(
    { name: 'fal-video-evals', version: '1.0.0' },
    { versionNegotiation: { mode: 'auto' } },
  );
  await client.connect(transport);
  return {
    call: async (name, args = {}) => {
      const whole = await client.callTool({ name, arguments: args }, { timeout: CALL_MS });
      return { ...heardFrom(whole), progress: [], whole };
    },
    kill: async () => {
      if (transport.pid !== null) process.kill(transport.pid, 'SIGKILL');
      await client.close();
    },
    close: () => client.close(),
  };
}

export interface AgentRun {
  answer: string;
  failure: string | null;
}

/**
 * Hands the task to a command, as to a person: the text on its standard input and in EVAL_TASK, the way to the
 * server in the file that EVAL_MCP_CONFIG names, the project as its folder. What it prints is the answer.
 */
export async function runAgent(
  command: string,
  { asks }: EvalTask,
  { root, server }: OpenWorld,
  ms: number,
): Promise<AgentRun> {
  const config = join(dirname(root), 'mcp.json');
  await writeFile(config, JSON.stringify({ mcpServers: { 'fal-video': { type: 'stdio', ...server } } }));
  const env = { ...process.env, EVAL_TASK: asks, EVAL_MCP_CONFIG: config };
  return new Promise((resolve) => {
    const options = { cwd: root, env, timeout: ms, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile('sh', ['-c', command], options, (error, stdout, stderr) =>
      resolve({
        answer: stdout,
        failure: error === null ? null : `the command failed: ${error.message} ${stderr.slice(-500)}`,
      }),
    );
    // A command may well not read it.
    child.stdin?.on('error', () => undefined).end(asks);
  });
}
