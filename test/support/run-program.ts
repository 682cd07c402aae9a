import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.ts';
import { holdSteps, jsonIn } from './next-steps.ts';

export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** The program as it is packed. */
export const PROGRAM = join(packageRoot, 'dist', 'bin', 'fal-video.js');

/** Runs it to its end. */
export async function runProgram(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  const line = [PROGRAM, ...args];
  const ran = await new Promise<Ran>((resolve) => {
    execFile(process.execPath, line, { env, timeout: 240_000 }, (error, stdout, stderr) =>
      resolve({
        exitCode: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      }),
    );
  });
  await holdSteps(jsonIn(ran.stdout));
  return ran;
}
