import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { hear } from './support/agent.ts';
import { makeSandbox, RICH, type Sandbox } from './support/sandbox.ts';
import { estimateCost } from '../tools/estimate_cost.ts';
import { generateVideo } from '../tools/generate_video.ts';
import { planExperimentTool } from '../tools/plan_experiment.ts';
import { runExperiment } from '../tools/run_experiment.ts';

// Pika 2.1 has one price, which is that of 5 s at 720p: what 1080p adds nobody printed.

const PIKA = 'fal-ai/pika/v2.1/image-to-video';
const WHY = 'no upper bound known: how resolution 1080p changes the price is not printed';
const TASK = { model: PIKA, prompt: 'a walk', image: 'hero.png' };
const AT_1080P = { ...TASK, resolution: '1080p' };

let sandbox: Sandbox;
let video: FalVideo;
async function open(config: Record<string, unknown>) {
  sandbox = await makeSandbox({ config });
  video = await sandbox.open();
}
afterEach(() => sandbox.close());
const accepted = () => sandbox.simulator.books.accepted().length;

describe('a price that nothing bounds', () => {
  it('is told as a guess with its reason, and refused without a ceiling', async () => {
    await open(RICH);
    const { data } = await hear(estimateCost, video, AT_1080P);
    expect(data).toMatchObject({
      low_usd: null,
      expected_usd: 0.4,
      high_usd: null,
      rule: `${WHY}; about $0.40 a clip`,
    });
    expect(data['notes']).toEqual([
      expect.stringContaining(`It would be refused: The price of ${PIKA} is about $0.40 (${WHY};`),
    ]);
    const { text } = await hear(generateVideo, video, AT_1080P);
    expect(text).toContain(WHY);
    expect(text).not.toMatch(/at most|up to/);
    expect(accepted()).toBe(0);
  });

  it('is exact where nothing but the defaults is asked', async () => {
    await open(RICH);
    const { data } = await hear(estimateCost, video, { ...TASK, resolution: '720p', duration: 5 });
    expect(data).toMatchObject({ low_usd: 0.4, expected_usd: 0.4, high_usd: 0.4, rule: '$0.40 a clip' });
  });

  it('runs under a ceiling as high as the guess, with a quote, and reserves the ceiling', async () => {
    await open({ ...RICH, unknown_price_ceiling_usd: 0.7 });
    const { data } = await hear(generateVideo, video, AT_1080P);
    expect(data).toMatchObject({ status: 'quote_needed', expected_usd: 0.4, high_usd: null });
    expect(accepted()).toBe(0);
    const { data: job } = await hear(generateVideo, video, { ...AT_1080P, quote_id: data['quote_id'] });
    expect(job).toMatchObject({ reserved_usd: 0.7, estimated_usd: 0.4 });
  });

  it('is refused under a ceiling below the guess', async () => {
    await open({ ...RICH, unknown_price_ceiling_usd: 0.3 });
    const { data } = await hear(estimateCost, video, AT_1080P);
    const { text } = await hear(generateVideo, video, { ...AT_1080P, quote_id: data['quote_id'] });
    expect(text).toMatch(/PRICE_UNKNOWN.*about \$0\.40, above unknown_price_ceiling_usd \(\$0\.30\)/s);
    expect(accepted()).toBe(0);
  });

  it('is no "at most" of an experiment', async () => {
    await open({ ...RICH, unknown_price_ceiling_usd: 0.7 });
    const file = join(sandbox.root, 'experiments', 'walk.json');
    const plan = {
      task_slug: 'walk',
      models: [PIKA],
      prompts: ['a walk'],
      image: 'hero.png',
      resolution: '1080p',
    };
    await mkdir(join(sandbox.root, 'experiments'));
    await writeFile(file, JSON.stringify(plan));
    const planned = await hear(planExperimentTool, video, { file });
    expect(planned.data).toMatchObject({ expected_usd: 0.4, high_usd: null, to_pay_usd: 0.7 });
    expect(planned.data['summary']).toBe(
      `1 cells of 1 models: about $0.40, no upper bound known; ${PIKA}: ${WHY}; about $0.40 a clip.`,
    );
    const document = readFileSync(join(sandbox.root, planned.data['prompts_document']), 'utf8');
    expect(document).toContain('Cells: 1, about $0.40, no upper bound known');

    const { data } = await hear(runExperiment, video, { file });
    expect(data['summary']).toContain('1 new jobs count as $0.70, and no upper bound is known of some');
    expect(data['quote']).toMatchObject({ at_most_usd: null, reserved_usd: 0.7 });
    expect(JSON.stringify([planned.data, data])).not.toContain('at most');
    expect(accepted()).toBe(0);
  });
});
