import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SIMULATED_KEY } from '../../src/fal-video.ts';
import type { FaultKind } from '../../src/simulator/index.ts';
import { PROGRAM } from '../../test/support/run-program.ts';
import { filesWith, makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

// Every sandbox of every test is searched for the key of the simulator when it closes. Here the user's own key
// is set too, and all that is printed is searched as well.
const OWN_KEY = 'f4c3b00c-1d2e-4f5a:0123456789abcdef0123456789abcdef';
const SECRETS = [OWN_KEY, '0123456789abcdef0123456789abcdef', SIMULATED_KEY];

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await makeSandbox();
});
afterEach(() => sandbox.close());

/** Everything that the program says, on both streams. */
function said(args: readonly string[], home = sandbox.root, own = OWN_KEY): Promise<string> {
  const env = { ...sandbox.env, FAL_KEY: own, HOME: home };
  const line = [PROGRAM, ...args, '--root', sandbox.root];
  return new Promise((resolve) => {
    execFile(process.execPath, line, { env, timeout: 240_000 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

async function expectNoKey(output: string): Promise<void> {
  expect(output).not.toBe('');
  for (const secret of SECRETS) {
    expect(output).not.toContain(secret);
    expect(await filesWith(join(sandbox.root, '..'), secret)).toEqual([]);
  }
}

const GENERATE = ['generate', 'hailuo-02-standard-i2v', '--prompt', 'the hero walks', '--image', 'hero.png'];

describe('the key is in nothing that is printed or written', () => {
  it.each<FaultKind | 'none'>([
    'none',
    '401',
    '403-locked',
    '422-list',
    'html',
    'redirect-away',
    'other-host',
  ])('by a job whose submit meets: %s', async (kind) => {
    if (kind !== 'none') sandbox.simulator.setFaults({ rules: [{ call: 'submit', kind, times: 1 }] });
    await expectNoKey(await said([...GENERATE, '--wait', '5', '--json']));
    await expectNoKey(await said(['jobs', '--json']));
  });

  it('by doctor, nor by auth, which writes it to its own file alone', async () => {
    await expectNoKey(await said(['doctor']));
    await expectNoKey(await said(['doctor', '--json'], sandbox.env['HOME']));
  });

  it.each([
    'key with blanks 0123456789abcdef0123456789abcdef',
    'line\nbreak:0123456789abcdef0123456789abcdef',
  ])('when it is refused: %j', async (bad) => {
    await expectNoKey(await said(GENERATE, sandbox.root, bad));
  });
});
