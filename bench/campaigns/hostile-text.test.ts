import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.ts';

/** What is linear needs a minute or two, on a busy machine too; what is quadratic needs hours. */
const STOP_MS = 10 * 60_000;

it(
  'everything that looks at text from outside is done with a million hostile characters',
  async () => {
    const program = join(packageRoot, 'dist/test/support/hostile-text.js');
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'], timeout: STOP_MS });
    let last = '';
    let said = '';
    child.stdout
      .setEncoding('utf8')
      .on('data', (text: string) => (last = text.trimEnd().split('\n').at(-1) ?? last));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [exitCode] = (await once(child, 'close')) as [number | null];
    expect([exitCode === 0 ? 'all' : last, said]).toEqual(['all', '']);
  },
  STOP_MS + 60_000,
);
