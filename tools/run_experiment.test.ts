import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { hear } from '../test/support/agent.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { getExperiment } from './get_experiment.ts';
import { runExperiment } from './run_experiment.ts';

const WALK = {
  models: ['kling-v3-pro-i2v', 'seedance-pro-i2v'],
  prompts: ['the hero walks in place'],
  image: 'hero.png',
  seeds: [1, 2],
  duration: 6,
};

describe('run_experiment', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox({ config: { ask_above_usd: 1 } });
    video = await sandbox.open();
    await mkdir(join(sandbox.root, 'experiments'));
    await writeFile(join(sandbox.root, 'experiments/walk.json'), JSON.stringify(WALK));
  });
  afterAll(() => sandbox.close());

  it('answers with the price of the whole plan before anything is sent, and runs it with the quote', async () => {
    const { data } = await hear(runExperiment, video, { file: 'walk' });
    expect(data).toMatchObject({
      experiment: 'walk',
      status: 'quote_needed',
      simulated: true,
      quote: { new_jobs: 4, quote_id: expect.stringMatching(/^q_/) },
      next: expect.stringContaining('"quote_id":"q_'),
    });
    expect(sandbox.simulator.books.accepted()).toEqual([]);
    const { quote_id = '', prices = [] } = data.quote ?? {};
    expect(prices.reduce((sum, { jobs }) => sum + jobs, 0)).toBe(4);
    expect(prices[0]).toMatchObject({
      rule: expect.stringMatching(/ s /),
      as_of: expect.stringMatching(/^2026-/),
    });
    const { data: begun } = await hear(runExperiment, video, { file: 'walk', quote_id });
    expect(begun).toMatchObject({
      status: 'running',
      quote: null,
      next: 'get_experiment {"experiment":"walk","wait_seconds":45} follows it.',
    });
    await hear(getExperiment, video, { experiment: 'walk', wait_seconds: 45 });
  });

  it('run again with all videos there costs nothing, and needs no quote', async () => {
    await video.experiments.wait('walk', { ms: 20_000_000 });
    const before = sandbox.simulator.books.accepted().length;
    const { data } = await hear(runExperiment, video, { file: 'experiments/walk.json' });
    expect(data).toMatchObject({ quote: null, cells_by_status: { collected: 4 } });
    expect(sandbox.simulator.books.accepted()).toHaveLength(before);
  });

  it('refuses what a cap or its own budget refuses, and sends nothing', async () => {
    const before = sandbox.simulator.books.accepted().length;
    await writeFile(
      join(sandbox.root, 'experiments/long.json'),
      JSON.stringify({ ...WALK, seeds: Array.from({ length: 30 }, (_, seed) => seed) }),
    );
    const { text } = await hear(runExperiment, video, { file: 'long' });
    expect(text).toMatch(/^BUDGET_EXCEEDED: .*max_experiment_usd/);
    const { text: poor } = await hear(runExperiment, video, { file: 'long', budget_usd: 2 });
    expect(poor).toMatch(/^BUDGET_EXCEEDED: .* of the \$2\.00 for one experiment is left \(budget_usd\)/);
    await writeFile(
      join(sandbox.root, 'experiments/poor.json'),
      JSON.stringify({ ...WALK, task_slug: 'poor', budget_usd: 0.5 }),
    );
    expect((await hear(runExperiment, video, { file: 'poor', budget_usd: 2 })).text).toContain(
      '$0.50 for one experiment',
    );
    expect(sandbox.simulator.books.accepted()).toHaveLength(before);
  });

  it('names file and line of a mistake', async () => {
    await writeFile(join(sandbox.root, 'experiments/typo.json'), '{\n  "modles": ["x"]\n}');
    const { isError, text } = await hear(runExperiment, video, { file: 'typo' });
    expect(isError).toBe(true);
    expect(text).toContain('experiments/typo.json:2');
  });
});
