import type { Dependencies } from '../../src/cli/dependencies.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { tools } from '../../tools/index.ts';
import { holdSteps, jsonIn } from './next-steps.ts';
import type { Sandbox } from './sandbox.ts';
import { stdinWith } from './type-line.ts';

export interface Said {
  exitCode: number;
  /** What a program reads, or all that a person sees. */
  text: string;
  data: Record<string, unknown>;
}

/** Types a line into the real program, over the real tools and the project of a sandbox. */
export async function typeOver(
  sandbox: Sandbox,
  line: readonly string[],
  { terminal = false } = {},
): Promise<Said> {
  let text = '';
  const { hosts, url } = sandbox.simulator;
  const dependencies: Dependencies = {
    version: '1.2.3',
    tools,
    open: () => sandbox.open(),
    startSimulator: () => Promise.reject(new Error('there is one')),
    joinSimulator: () => Promise.resolve({ hosts, url, close: () => Promise.resolve() }),
    serveMcp: () => Promise.resolve(),
  };
  const exitCode = await runCli(line, dependencies, {
    stdin: stdinWith('', terminal),
    stdout: { write: (more) => (text += more), isTTY: terminal, columns: 120 },
    stderr: { write: (more) => (text += terminal ? more : ''), isTTY: terminal, columns: 120 },
    env: { NO_COLOR: '1' },
    cwd: sandbox.root,
    signal: new AbortController().signal,
  });
  const data = terminal ? {} : ((jsonIn(text) ?? {}) as Record<string, unknown>);
  await holdSteps(data);
  return { exitCode, text, data };
}
