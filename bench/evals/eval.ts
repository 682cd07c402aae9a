import type { FalVideo } from '../../src/fal-video.ts';
import type { Job } from '../../src/jobs/types.ts';
import type { FaultRule } from '../../src/simulator/index.ts';
import type { Sandbox, SandboxOptions } from '../../test/support/sandbox.ts';

/** A task as a user would put it, where it begins, what a careful agent does, and how its outcome is judged. */
export interface Eval {
  name: string;
  /** In the user's words: all that a model-driven client is given. */
  ask: string;
  sandbox?: SandboxOptions;
  /** What happened before the user asked. */
  before?(world: World): Promise<void>;
  /** The scripted client: its calls, and what it tells the user at the end. */
  walk(agent: Agent, world: World): Promise<string>;
  /** What is wrong with the outcome, in words; nothing is a pass. `told` is the last word to the user. */
  check(world: World, told: string): Promise<string[]>;
}

/** The project, the simulated fal with its books, and the library's view of both. */
export interface World {
  root: string;
  simulator: Sandbox['simulator'];
  video: FalVideo;
  faults(...rules: FaultRule[]): void;
  /** Another process of the built program, as a user types it. */
  command(args: readonly string[], killAfterMs?: number): Promise<number | null>;
}

export interface Agent {
  /** Calls a tool; an error of the tool is thrown with its text. */
  call(tool: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Calls a tool that is expected to refuse, and gives its text. */
  refusal(tool: string, args?: Record<string, unknown>): Promise<string>;
}

/** Gathers what does not hold: `expecting().that(books === 1, 'one job')`. */
export function expecting() {
  const problems: string[] = [];
  const that = (holds: boolean, what: string) => {
    if (!holds) problems.push(what);
    return checks;
  };
  const checks = { that, problems };
  return checks;
}

export const collected = (jobs: readonly Job[]) => jobs.filter(({ state }) => state === 'collected');
export const accepted = ({ simulator }: World) => simulator.books.accepted().length;

/** Waits as an agent does: with `get_job`, until nothing is in flight. */
export async function untilEnded(agent: Agent, jobId: unknown): Promise<Record<string, unknown>> {
  for (let tries = 0; ; tries++) {
    const job = await agent.call('get_job', { job_id: jobId, wait_seconds: 20 });
    const isOpen = ['planned', 'submitting', 'queued', 'running', 'completed'].includes(
      String(job['status']),
    );
    if (!isOpen || tries === 3) return job;
  }
}
