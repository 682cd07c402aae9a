import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { systemClock } from '../src/util/clock.ts';
import { hear } from '../test/support/agent.ts';
import { tokensIn } from '../test/support/count-context.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { getExperiment } from './get_experiment.ts';

describe('get_experiment', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    video = await sandbox.open({ clock: systemClock });
    await mkdir(join(sandbox.root, 'experiments'));
    const plan = {
      models: ['kling-v3-pro-i2v', 'seedance-pro-i2v'],
      prompts: ['the hero walks in place'],
      image: 'hero.png',
      seeds: [1, 2],
      duration: 6,
    };
    await writeFile(join(sandbox.root, 'experiments/walk.json'), JSON.stringify(plan));
    await writeFile(join(sandbox.root, 'experiments/never.json'), JSON.stringify(plan));
    await video.experiments.run('walk');
    await video.experiments.wait('walk', { ms: 20_000_000 });
  });
  afterAll(() => sandbox.close());

  it('compares the models, shows each cell, and names the report and the next call', async () => {
    const { data, images, whole } = await hear(getExperiment, video, { experiment: 'walk' });
    expect(data).toMatchObject({
      experiment: 'walk',
      status: 'complete',
      cells_by_status: { collected: 4 },
      stopped: null,
      report: expect.stringMatching(/-walk\/report\.html$/),
      next_cursor: null,
      picture: expect.stringMatching(/-walk\/grid\.jpg$/),
    });
    expect(data['models']).toMatchObject([
      { model: 'kling-v3-pro-i2v', cells: 2, collected: 2, billed_usd: 1.344 },
      { model: 'seedance-pro-i2v', cells: 2, collected: 2 },
    ]);
    expect(data['cells']).toHaveLength(4);
    expect(images.length).toBeGreaterThan(0);
    expect(whole.structuredContent).toBeUndefined();
  });

  it('gives the cells in pages', async () => {
    const first = await hear(getExperiment, video, { experiment: 'walk', limit: 3 });
    expect(first.data['cells']).toHaveLength(3);
    const cursor = first.data['next_cursor'];
    const { data, images } = await hear(getExperiment, video, { experiment: 'walk', limit: 3, cursor });
    expect(data['cells']).toHaveLength(1);
    expect(images).toEqual([]);
  });

  it('is short however many cells there are: its pages tell of each once, the first of the models by all', async () => {
    const seeds = Array.from({ length: 8 }, (_, seed) => seed);
    const many = {
      models: ['kling-v3-pro-i2v', 'seedance-pro-i2v'],
      prompts: ['walks'],
      image: 'hero.png',
      seeds,
    };
    await writeFile(join(sandbox.root, 'experiments/many.json'), JSON.stringify(many));
    await video.experiments.run('many');
    await video.experiments.wait('many', { ms: 20_000_000 });
    const seen: string[] = [];
    const models: unknown[] = [];
    for (let cursor: unknown; cursor !== null;) {
      const asked = { experiment: 'many', ...(cursor === undefined ? {} : { cursor }) };
      const { data, text } = await hear(getExperiment, video, asked);
      expect(tokensIn(text)).toBeLessThan(2000);
      const cells = data['cells'] as { cell_id: string }[];
      expect(cells.length).toBeGreaterThan(3);
      seen.push(...cells.map(({ cell_id }) => cell_id));
      models.push(data['models']);
      expect(data).toMatchObject({ cells_by_status: { collected: 16 } });
      cursor = data['next_cursor'];
    }
    const { cells } = await video.experiments.state('many');
    expect(seen).toEqual(cells.map(({ cell_id }) => cell_id));
    const [first, ...others] = models;
    expect(first).toMatchObject([
      { cells: 8, collected: 8 },
      { cells: 8, collected: 8 },
    ]);
    expect(others).toEqual(others.map(() => []));
  });

  it('says of one that was planned and never run how to start it', async () => {
    const { isError, text } = await hear(getExperiment, video, { experiment: 'never' });
    expect(isError).toBe(true);
    expect(text).toContain('plan_experiment {"file":"never"}');
  });

  it('says of one that nobody knows that there is none', async () => {
    const { text } = await hear(getExperiment, video, { experiment: 'nothing' });
    expect(text).toContain('There is no experiment nothing');
  });
});
