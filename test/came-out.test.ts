import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paintFor } from '../src/cli/paint.ts';
import { showJob } from '../src/cli/show/job.ts';
import type { FalVideo } from '../src/fal-video.ts';
import type { JobAnswer } from '../src/server/jobs/job-answer.ts';
import { systemClock } from '../src/util/clock.ts';
import { generateVideo } from '../tools/generate_video.ts';
import { getExperiment } from '../tools/get_experiment.ts';
import { runExperiment } from '../tools/run_experiment.ts';
import { hear } from './support/agent.ts';
import { makeSandbox, RICH, type Sandbox } from './support/sandbox.ts';

const MODEL = 'veo-3.1-fast-i2v';
const WORDS = { prompt: 'the hero walks', image: 'hero.png', duration: 6, resolution: '1080p' };
const OTHERWISE = 'It came out otherwise than asked: 1 s instead of 6 s, 160x90 instead of 1080p.';

let sandbox: Sandbox;
let video: FalVideo;
beforeAll(async () => {
  // Its clips are tiny, whatever was asked.
  sandbox = await makeSandbox({ config: RICH, simulator: { clip: 'tiny' } });
  video = await sandbox.open({ clock: systemClock });
});
afterAll(() => sandbox.close());

it('what came out otherwise than asked is a line in the answer, on the terminal and in the record', async () => {
  const { data } = await hear(generateVideo, video, { model: MODEL, ...WORDS, wait_seconds: 45 });
  expect(data).toMatchObject({ status: 'collected', notes: [OTHERWISE] });
  const page = { paint: paintFor({ isTTY: false }, {}), width: 200, step: () => '' };
  expect(showJob(data as unknown as JobAnswer, page)).toMatch(/Notes +It came out otherwise than asked: /);
  const record = await readFile(join(sandbox.root, data['folder'], 'run.json'), 'utf8');
  expect(JSON.parse(record)).toMatchObject({ status: 'collected', notes: [OTHERWISE] });
});

it('and of a cell it is a remark of the experiment', async () => {
  await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
  const plan = { models: [MODEL], ...WORDS, duration: 6 };
  await writeFile(join(sandbox.root, 'experiments', 'other.json'), JSON.stringify(plan));
  await hear(runExperiment, video, { file: 'other' });
  const { data } = await hear(getExperiment, video, { experiment: 'other', wait_seconds: 45 });
  expect(data['cells']).toEqual([expect.objectContaining({ status: 'collected', remarks: [OTHERWISE] })]);
});
