import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connect, DIALECTS } from '../../test/support/mcp-clients.ts';
import { makeSandbox } from '../../test/support/sandbox.ts';

it.each(DIALECTS)('an experiment asks once for the whole, with %s', async (dialect) => {
  const sandbox = await makeSandbox({ config: { ask_above_usd: 1 } });
  await mkdir(join(sandbox.root, 'experiments'));
  const plan = {
    models: ['kling-v3-pro-i2v', 'seedance-pro-i2v'],
    prompts: ['the hero walks'],
    image: 'hero.png',
    seeds: [1, 2],
    duration: 6,
  };
  await writeFile(join(sandbox.root, 'experiments/walk.json'), JSON.stringify(plan));
  const questions: string[] = [];
  let yes = false;
  const client = await connect(dialect, sandbox, ({ message }) => {
    questions.push(message);
    return yes ? { action: 'accept', content: { spend: true } } : { action: 'decline' };
  });
  const no = await client.call('run_experiment', { file: 'walk' });
  expect(no.text).toMatch(
    /^NO_CONSENT: .*walk may cost up to \$\S+ for 4 new jobs: 2 of kling-v3-pro-i2v up to /,
  );
  expect(no.text).toMatch(
    /2 of seedance-pro-i2v up to .*, each 720p .*, 144 frames.*, by https:\/\/fal\.ai\/\S+ of 2026-/,
  );
  expect(sandbox.simulator.books.accepted()).toHaveLength(0);
  yes = true;
  const { data } = await client.call('run_experiment', { file: 'walk' });
  expect(data).toMatchObject({ quote: null });
  await client.call('get_experiment', { experiment: 'walk', wait_seconds: 45 });
  expect(sandbox.simulator.books.accepted()).toHaveLength(4);
  await client.close();
  await sandbox.close();
});
