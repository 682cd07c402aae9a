import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { saveKey } from '../../src/project/key.ts';
import { runVitest } from '../../test/support/run-vitest.ts';

it('tests say the same to a tester who keeps a key and sets another', async () => {
  const home = await mkdtemp(join(tmpdir(), 'tester-'));
  await saveKey({ HOME: home }, 'kept-id:kept-secret-0123456789');
  const env = { HOME: home, FAL_KEY: 'set-id:set-secret-0123456789' };
  const about = ['test/own-home.test.ts', 'tools/generate_video.test.ts', '-t', 'no key'];
  const { exitCode, output } = await runVitest(about, env);
  expect(output).toMatch(/Tests +2 passed/);
  expect(exitCode).toBe(0);
});
