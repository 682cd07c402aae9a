import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { hear } from '../test/support/agent.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { planExperimentTool } from './plan_experiment.ts';
import { recordLearning } from './record_learning.ts';

const KLING = 'kling-v3-pro-i2v';

describe('record_learning', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    video = await sandbox.open();
    await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
    const walk = {
      models: [KLING, 'seedance-pro-i2v'],
      prompt: 'she walks',
      image: 'hero.png',
      goal: 'Who walks?',
    };
    await writeFile(join(sandbox.root, 'experiments', 'walk.json'), JSON.stringify(walk));
  });
  afterAll(() => sandbox.close());

  const record = (more: object) =>
    hear(recordLearning, video, { experiment: 'walk', learning: 'good', ...more });
  const documentOf = (data: Record<string, unknown>) => join(sandbox.root, String(data['document']));

  it('makes the document, beside the prompts and under the same name', async () => {
    const planned = await hear(planExperimentTool, video, { file: 'walk' });
    const { data } = await record({ learning: 'The feet slide.', model: KLING, author: 'Ada' });
    expect(data['document']).toBe(planned.data['prompts_document'].replaceAll('prompts', 'learnings'));
    const text = await readFile(documentOf(data), 'utf8');
    for (const part of ['Who walks?', '> The feet slide.', 'Ada', '| 1 waiting |', '| The feet slide. |']) {
      expect(text).toContain(part);
    }
  });

  it('keeps what a person wrote, and loses no word of two who record at once', async () => {
    const { data } = await record({});
    const path = documentOf(data);
    const mine = `${await readFile(path, 'utf8')}\nMy own verdict: neither.\n`;
    await writeFile(path, mine);
    const words = ['first', 'second', 'third', 'fourth', 'fifth'];
    await Promise.all(words.map((learning) => record({ learning })));
    const text = await readFile(path, 'utf8');
    expect(text.startsWith(mine)).toBe(true);
    for (const word of words) expect(text).toContain(`> ${word}\n`);
  });

  it('is about a model and a cell of the experiment, and about no others', async () => {
    const { data } = await hear(planExperimentTool, video, { file: 'walk' });
    const [cell] = data.cells;
    expect((await record({ cell_id: cell?.cell_id })).isError).toBe(false);
    expect((await record({ cell_id: 'cell_0' })).text).toMatch(/^NOT_IN_EXPERIMENT: .*has no cell cell_0/);
    expect((await record({ model: 'veo' })).text).toContain(`It has: ${KLING}`);
    expect((await record({ experiment: 'jump' })).text).toMatch(/^NO_SUCH_EXPERIMENT/);
  });
});
