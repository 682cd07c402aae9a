import type { WireHosts } from '../fal/types.ts';
import type { Tool, ToolContext } from '../server/define-tool.ts';

/** What the command line is given by its entry point. It knows tools, not how a project or a server is made. */
export interface Dependencies {
  version: string;
  tools: readonly Tool[];
  open(options: OpenOptions): Promise<OpenProject>;
  /** `replay`: what a file of recorded answers holds, unchecked. `closed` resolves when it has ended, be it by itself. */
  startSimulator(options: SimulateOptions): Promise<RunningSimulator & { closed: Promise<void> }>;
  /** The one that runs in this folder already, or a new one; when that is closed, its jobs go on without this process. */
  joinSimulator(options: JoinOptions): Promise<RunningSimulator>;
  /** Serves until the client leaves, and closes the project then. An opening that fails is every call's answer. */
  serveMcp(open: () => Promise<OpenProject>, http?: ListenOptions): Promise<void>;
}

/** Where MCP over HTTP is to listen. Without a token, one is made. */
export interface ListenOptions {
  host: string;
  port: number;
  token: string | undefined;
  allowedHosts: readonly string[];
  onListening(service: { url: string; token: string; tokenIsNew: boolean }): void;
}

export interface OpenOptions {
  root: string;
  env: NodeJS.ProcessEnv;
  transport: 'http' | 'fal-client';
  hosts?: WireHosts;
  /** Told while much of the history is read: how many of its bytes are. */
  onProgress?: (done: number, total: number) => void;
}

export type OpenProject = ToolContext & { close(): Promise<void> };

export interface SimulateOptions {
  folder: string;
  port?: number;
  replay?: unknown;
  /** Ends by itself once nothing is being made, and nobody has asked for a while. */
  untilIdle?: boolean;
}

export interface JoinOptions {
  /** The project, and the folder of its simulator. */
  root: string;
  folder: string;
}

export interface RunningSimulator {
  url: string;
  hosts: WireHosts;
  close(): Promise<void>;
}

/** The process as the command line sees it, so that a test can be one. */
export interface ProcessIO {
  stdin: NodeJS.ReadStream;
  stdout: Screen;
  stderr: Screen;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
}

/** A stream to write to; one that is a terminal says so, and how wide it is. */
export interface Screen {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}
