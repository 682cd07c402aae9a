import { Client as NewClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as NewStdio } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { type Heard, heardFrom } from './agent.ts';
import { holdSteps } from './next-steps.ts';
import { PROGRAM } from './run-program.ts';

/** The three ways in which clients of our days speak to a server. */
export const DIALECTS = ['sdk 1.32', 'client 2.4, 2025 protocol', 'client 2.4, 2026-07-28 protocol'] as const;
export type Dialect = (typeof DIALECTS)[number];

export interface ToolSeen {
  name: string;
  description?: string | undefined;
  inputSchema: Record<string, unknown>;
  annotations?: Record<string, unknown> | undefined;
}

/** A connected client, the same to a test whatever it speaks. */
export interface AgentClient {
  instructions: string | undefined;
  server: { name: string; version: string } | undefined;
  protocol: string | undefined;
  /** What the server says it can do. */
  capabilities: unknown;
  listTools(): Promise<ToolSeen[]>;
  call(tool: string, args?: Record<string, unknown>, signal?: AbortSignal): Promise<Heard>;
  close(): Promise<void>;
}

export interface ServerOptions {
  root: string;
  env: NodeJS.ProcessEnv;
}

/** How the client's user answers a question; a client without it cannot ask. */
export type UserAnswer = (question: { message: string }) => {
  action: 'accept' | 'decline' | 'cancel';
  content?: Record<string, string | number | boolean | string[]>;
};

/** How a client of the world starts the server. */
export function serverCommand({ root, env }: ServerOptions) {
  return {
    command: process.execPath,
    args: [PROGRAM, 'mcp', '--root', root],
    env: Object.fromEntries(
      Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
    stderr: 'inherit' as const,
  };
}

/** Starts a server of its own and connects to it. */
export async function connect(
  dialect: Dialect,
  options: ServerOptions,
  user?: UserAnswer,
): Promise<AgentClient> {
  return dialect === 'sdk 1.32' ? await connectOld(options, user) : await connectNew(dialect, options, user);
}

const INFO = { name: 'fal-video-test', version: '1.0.0' };
const capabilitiesFor = (user?: UserAnswer) => (user === undefined ? {} : { elicitation: { form: {} } });

async function connectOld(options: ServerOptions, user?: UserAnswer): Promise<AgentClient> {
  const client = new OldClient(INFO, { capabilities: capabilitiesFor(user) });
  if (user !== undefined) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => user({ message: params.message }));
  }
  const transport = new OldStdio(serverCommand(options));
  await client.connect(transport);
  return {
    instructions: client.getInstructions(),
    server: client.getServerVersion(),
    protocol: undefined,
    capabilities: client.getServerCapabilities(),
    listTools: async () => (await client.listTools()).tools,
    call: (name, args = {}, signal) =>
      calling((onprogress) =>
        client.callTool({ name, arguments: args }, undefined, {
          onprogress,
          ...(signal === undefined ? {} : { signal }),
        }),
      ),
    close: () => client.close(),
  };
}

async function connectNew(dialect: Dialect, options: ServerOptions, user?: UserAnswer): Promise<AgentClient> {
  const modern = dialect === 'client 2.4, 2026-07-28 protocol';
  const client = new NewClient(INFO, {
    versionNegotiation: { mode: modern ? 'auto' : 'legacy' },
    capabilities: capabilitiesFor(user),
  });
  if (user !== undefined) {
    client.setRequestHandler('elicitation/create', ({ params }) => user({ message: params.message }));
  }
  await client.connect(new NewStdio(serverCommand(options)));
  return {
    instructions: client.getInstructions(),
    server: client.getServerVersion(),
    protocol: client.getNegotiatedProtocolVersion(),
    capabilities: client.getServerCapabilities(),
    listTools: async () => (await client.listTools()).tools,
    call: (name, args = {}, signal) =>
      calling((onprogress) =>
        client.callTool(
          { name, arguments: args },
          { onprogress, ...(signal === undefined ? {} : { signal }) },
        ),
      ),
    close: () => client.close(),
  };
}

interface Progress {
  progress: number;
  message?: string | undefined;
}

async function calling(call: (onprogress: (one: Progress) => void) => Promise<unknown>): Promise<Heard> {
  const progress: string[] = [];
  const whole = (await call(({ message = '' }) => progress.push(message))) as CallToolResult;
  const heard = heardFrom(whole);
  const [, next] = heard.isError ? (/^Next: (.*)$/m.exec(heard.text) ?? []) : [];
  await holdSteps([heard.data, whole.structuredContent, { next }]);
  return { ...heard, progress, whole };
}
