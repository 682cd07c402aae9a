import type { Dependencies } from '../../src/cli/dependencies.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { openFalVideo } from '../../src/fal-video.ts';
import { joinOrStartSimulator, startReplaying } from '../../src/simulator-of-project.ts';
import { version } from '../../src/util/version.ts';
import { tools } from '../../tools/index.ts';
import { holdSteps, jsonIn } from './next-steps.ts';
import type { Ran } from './run-program.ts';

/** The program as it is, but for its servers, in this process: what is refused before anything begins starts no process for it. */
export async function runHere(args: readonly string[], folder: string): Promise<Ran> {
  const said = { stdout: '', stderr: '' };
  const exitCode = await runCli(args, dependencies, {
    stdin: process.stdin,
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    env: { HOME: folder },
    cwd: folder,
    signal: new AbortController().signal,
  });
  await holdSteps(jsonIn(said.stdout));
  return { exitCode, ...said };
}

const dependencies: Dependencies = {
  version,
  tools,
  open: openFalVideo,
  startSimulator: startReplaying,
  joinSimulator: joinOrStartSimulator,
  serveMcp: () => Promise.reject(new Error('nothing is served here')),
};
