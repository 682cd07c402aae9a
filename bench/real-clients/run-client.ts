import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Ran {
  stdout: string;
  stderr: string;
  code: number | null;
}

/** Only what hangs takes longer, on a busy machine too. */
const MOST_MS = 170_000;

/** Runs a client to its end. One that hangs is ended, with the servers that it started. */
export async function runClient(
  program: string,
  args: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env,
    // Its own process group, so that its children can be ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ran: Ran = { stdout: '', stderr: '', code: null };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (ran.stdout += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (ran.stderr += piece));
  const timer = setTimeout(() => endGroup(child.pid), MOST_MS);
  try {
    [ran.code] = (await once(child, 'close')) as [number | null];
    return ran;
  } finally {
    clearTimeout(timer);
    endGroup(child.pid);
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}
