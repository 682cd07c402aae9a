import { PassThrough } from 'node:stream';
import type { OpenOptions, OpenProject, Dependencies, ProcessIO } from '../../src/cli/dependencies.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { wireHosts } from '../../src/fal/index.ts';
import type { Jobs } from '../../src/jobs/jobs.ts';
import type { Job, JobState } from '../../src/store/job.ts';
import type { Tool, ToolCall } from '../../src/server/define-tool.ts';
import { systemClock } from '../../src/util/clock.ts';
import { tools } from '../../tools/index.ts';
import { holdSteps, jsonIn } from './next-steps.ts';

/** What a double answers instead of the tool; it gets the input as the tool would. */
type Answers = Record<string, (input: Record<string, unknown>, call: ToolCall) => unknown>;

export interface LineOptions {
  answers?: Answers;
  jobs?: Partial<Jobs>;
  simulated?: boolean;
  /** A person at a terminal, or (the default) a pipe. */
  terminal?: boolean;
  stdin?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  root?: string;
}

export interface TypedLine {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Every call of a tool, in order. */
  calls: { tool: string; input: Record<string, unknown> }[];
  /** How the project was opened, if it was. */
  opened: OpenOptions[];
  closed: number;
}

/** Types a command line into the real program, over tools that have their own schemas and a double's answers. */
export async function typeLine(line: readonly string[], options: LineOptions = {}): Promise<TypedLine> {
  const typed: TypedLine = { exitCode: -1, stdout: '', stderr: '', calls: [], opened: [], closed: 0 };
  const { terminal = false, root = process.cwd() } = options;
  const io: ProcessIO = {
    stdin: stdinWith(options.stdin ?? '', terminal),
    stdout: { write: (text) => (typed.stdout += text), isTTY: terminal, columns: 100 },
    stderr: { write: (text) => (typed.stderr += text), isTTY: terminal, columns: 100 },
    env: { NO_COLOR: '1', ...options.env },
    cwd: root,
    signal: options.signal ?? new AbortController().signal,
  };
  typed.exitCode = await runCli(line, partsFor(typed, options), io);
  await holdSteps(jsonIn(typed.stdout));
  return typed;
}

function partsFor(typed: TypedLine, options: LineOptions): Dependencies {
  const { jobs = {}, simulated = false } = options;
  return {
    version: '1.2.3',
    tools: tools.map((tool) => doubleOf(tool, options, typed)),
    open: (opened) => {
      typed.opened.push(opened);
      return Promise.resolve(projectDouble({ jobs, simulated }, typed));
    },
    startSimulator: () => Promise.reject(new Error('no simulator here')),
    joinSimulator: () => Promise.resolve({ url: '', hosts: wireHosts({}), close: () => Promise.resolve() }),
    serveMcp: () => Promise.resolve(),
  };
}

function doubleOf(tool: Tool, { answers = {} }: LineOptions, typed: TypedLine): Tool {
  const run = async (input: Record<string, unknown>, _: unknown, call: ToolCall) => {
    typed.calls.push({ tool: tool.name, input });
    const data = (await answers[tool.name]?.(input, call)) ?? {};
    return tool.kind === 'data' ? data : { data, pictures: [], links: [] };
  };
  return { ...tool, run } as unknown as Tool;
}

function projectDouble(
  { jobs, simulated }: { jobs: Partial<Jobs>; simulated: boolean },
  typed: TypedLine,
): OpenProject {
  const double = {
    clock: systemClock,
    fal: { hosts: { simulated } },
    jobs: {
      wait: (ids: readonly string[]) => Promise.resolve(ids.map((id) => jobDouble(id, 'collected'))),
      get: (id: string) => Promise.resolve(jobDouble(id, 'collected')),
      list: () => Promise.resolve([]),
      ...jobs,
    },
    close: () => {
      typed.closed += 1;
      return Promise.resolve();
    },
  };
  return double as unknown as OpenProject;
}

/** A job as far as waiting and painting look at it. */
export function jobDouble(job_id: string, state: JobState, more: Partial<Job> = {}): Job {
  const at = '2026-11-21T00:00:00.000Z';
  const estimate = { low: 300_000, expected: 300_000, high: 600_000 };
  const plan = { model_alias: 'kling', endpoint_id: 'fal-ai/kling', estimate };
  const job = {
    job_id,
    state,
    plan,
    times: { [state]: at },
    updated_at: at,
    queue_position: null,
    error: null,
  };
  const money = { reserved_micros: 600_000, bill: null, verified: null, told_micros: null };
  return { ...job, ...money, ...more } as unknown as Job;
}

export function stdinWith(text: string, terminal: boolean): ProcessIO['stdin'] {
  const stream = new PassThrough();
  stream.end(text);
  return Object.assign(stream, { isTTY: terminal }) as unknown as ProcessIO['stdin'];
}
