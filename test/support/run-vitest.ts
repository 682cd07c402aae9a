import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.ts';

/** Runs some of these tests as a tester would whose machine is another. */
export function runVitest(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ exitCode: number; output: string }> {
  const vitest = join(packageRoot, 'node_modules', 'vitest', 'vitest.mjs');
  // CI is not passed on: what is different there is told by who asks.
  const options = { cwd: packageRoot, env: { ...process.env, CI: undefined, NO_COLOR: '1', ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, [vitest, 'run', ...args], options, (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}
