import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../fal-video.ts';
import { ALL_FIVE } from '../../test/support/requests.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';
import { planExperiment } from './plan.ts';

describe('try', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    video = await sandbox.open();
    await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
  });
  afterAll(() => sandbox.close());
  it('works', async () => {
    await writeFile(
      join(sandbox.root, 'experiments', 'walk.yaml'),
      `
models: [${ALL_FIVE.join(', ')}]
prompts:
  - the hero walks in place
  - name: run
    text: the hero runs
    variants: {kling-v3-pro-i2v: "the hero runs, camera still"}
image: hero.png
seeds: [1, 2]
duration: 6
resolution: 720p
when_unsupported: nearest
`,
    );
    const plan = await planExperiment('walk', { ...video, simulated: true });
    console.log(
      JSON.stringify({ ...plan, cells: plan.cells.map(({ fields, ...c }) => c) }, null, 1).slice(0, 9000),
    );
    console.log(plan.cells.length, plan.warnings, plan.refused, plan.cost);
    expect(plan.cells.length).toBe(20);
  });
});
