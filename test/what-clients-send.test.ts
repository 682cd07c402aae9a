import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { systemClock } from '../src/util/clock.ts';
import { addModelTool } from '../tools/add_model.ts';
import { estimateCost } from '../tools/estimate_cost.ts';
import { generateVideo } from '../tools/generate_video.ts';
import { getExperiment } from '../tools/get_experiment.ts';
import { inspectVideo } from '../tools/inspect_video.ts';
import { listJobs } from '../tools/list_jobs.ts';
import { planExperimentTool } from '../tools/plan_experiment.ts';
import { preparePlate } from '../tools/prepare_plate.ts';
import { hear } from './support/agent.ts';
import { makeSandbox, RICH, type Sandbox } from './support/sandbox.ts';

const TASK = { model: 'kling-v3-pro-i2v', prompt: 'the hero walks in place', image: 'hero.png', duration: 5 };

let sandbox: Sandbox;
let video: FalVideo;
let library: string;
beforeAll(async () => {
  library = '';
  sandbox = await makeSandbox({ config: { ...RICH, input_roots: ['../library'] } });
  library = join(dirname(sandbox.root), 'library');
  await mkdir(library);
  await copyFile(join(sandbox.root, 'hero.png'), join(library, 'hero 100% #1?.png'));
  await copyFile(join(sandbox.root, 'hero.png'), join(dirname(sandbox.root), 'private.png'));
  video = await sandbox.open({ clock: systemClock });
});
afterAll(() => sandbox.close());

const uri = (...path: string[]) => pathToFileURL(join(...path)).href;

describe('arguments of a client that fills all of them in', () => {
  it('and says null for what it does not mean, ask for the same as those alone that are meant', async () => {
    const nothing = {
      negative_prompt: null,
      references: null,
      resolution: null,
      aspect_ratio: null,
      seed: null,
      enhance_prompt: null,
      args: null,
      end_image: null,
      video: null,
      sound: null,
      audio: null,
      models: null,
      task: null,
      detail: null,
    };
    const { data } = await hear(estimateCost, video, { ...TASK, ...nothing });
    const plain = await hear(estimateCost, video, TASK);
    expect(data['arguments']).toEqual(plain.data['arguments']);
    expect(data['high_usd']).toBe(plain.data['high_usd']);
    const { data: jobs } = await hear(listJobs, video, { state: null, limit: null, cursor: null });
    expect(jobs['summary']).toContain('In all 0');
  });

  it('and says null for an argument of the model, learns that it counts as not given', async () => {
    const plain = await hear(estimateCost, video, TASK);
    const { data } = await hear(estimateCost, video, { ...TASK, args: { cfg_scale: null } });
    expect(data['arguments']).toEqual(plain.data['arguments']);
    expect(data['notes']).toContain('cfg_scale is null, which counts as not given.');
  });

  it('and spells numbers, switches, lists and objects as texts, are read; a prompt of digits is a prompt', async () => {
    const { data } = await hear(estimateCost, video, {
      ...TASK,
      prompt: '42',
      duration: '10',
      audio: 'false',
      args: '{"cfg_scale":0.7}',
    });
    const spelled = await hear(estimateCost, video, {
      ...TASK,
      prompt: '42',
      duration: 10,
      audio: false,
      args: { cfg_scale: 0.7 },
    });
    expect(data['arguments']).toEqual(spelled.data['arguments']);
    expect(data['arguments']).toMatchObject({ prompt: '42', cfg_scale: 0.7 });
    const several = await hear(estimateCost, video, {
      ...TASK,
      model: undefined,
      models: '["kling-v3-pro-i2v"]',
    });
    expect(several.data['quotes']).toHaveLength(1);
  });

  it('and gives a plan as one text of JSON, is understood down to its seeds', async () => {
    const matrix = {
      task_slug: 'as-text',
      models: '["kling-v3-pro-i2v"]',
      prompt: 'the hero walks',
      image: 'hero.png',
      images: null,
      seeds: ['1', '2'],
      model_overrides: { 'kling-v3-pro-i2v': '{"duration":"5","audio":"false","seed":null}' },
    };
    const { data, text } = await hear(planExperimentTool, video, {
      matrix: JSON.stringify(matrix),
      file: null,
    });
    expect(text).toMatch(/^{/);
    expect(data).toMatchObject({ experiment: 'as-text', file: 'experiments/as-text.json' });
  });
});

describe('a file:// URI', () => {
  it('that we gave as a link is the file it links', async () => {
    const made = await hear(generateVideo, video, { ...TASK, wait_seconds: 45 });
    const [link = ''] = made.links;
    expect(link).toMatch(/^file:\/\/\/.*output-01\.mp4$/);
    const looked = await hear(inspectVideo, video, {
      video: link,
      show: 'first_last',
      picture: uri(sandbox.root, 'hero.png'),
    });
    expect(looked.data['video']).toBe(made.data.outputs[0]?.path);
    const extended = await hear(estimateCost, video, { model: 'ltx-2.3-extend', prompt: 'on', video: link });
    expect(extended.data['arguments']).toMatchObject({
      video_url: expect.stringMatching(/^file:[0-9a-f]{64}$/),
    });
  });

  it('is the file wherever a path may stand, with its name written in percents', async () => {
    const image = uri(library, 'hero 100% #1?.png');
    const plain = await hear(estimateCost, video, TASK);
    for (const given of [
      image,
      image.replace('file://', 'file://localhost'),
      image.replace('file:///', 'FILE:///'),
    ]) {
      const { data } = await hear(estimateCost, video, { ...TASK, image: given, end_image: given });
      expect(data).toMatchObject({
        high_usd: plain.data['high_usd'],
        arguments: { start_image_url: expect.stringMatching(/^file:/) },
      });
    }
  });

  it('may name an experiment, its prompt and its pictures, a plate and where it goes', async () => {
    await writeFile(join(sandbox.root, 'prompt one.txt'), 'the hero runs');
    const plan = {
      models: ['kling-v3-pro-i2v'],
      prompt_file: uri(sandbox.root, 'prompt one.txt'),
      images: [uri(sandbox.root, 'hero.png')],
      end_image: uri(library, 'hero 100% #1?.png'),
    };
    await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
    await writeFile(join(sandbox.root, 'experiments', 'by uri.json'), JSON.stringify(plan));
    const file = uri(sandbox.root, 'experiments', 'by uri.json');
    const planned = await hear(planExperimentTool, video, { file });
    expect(planned.data).toMatchObject({
      file: 'experiments/by uri.json',
      pictures: [expect.objectContaining({ source: 'hero.png' })],
      prompts: [expect.objectContaining({ text: 'the hero runs' })],
    });
    expect((await hear(getExperiment, video, { experiment: file, wait_seconds: 0 })).text).toContain(
      'NEVER_RAN',
    );
    const plate = await hear(preparePlate, video, {
      picture: uri(sandbox.root, 'hero.png'),
      output: uri(sandbox.root, 'plates', 'a b.png'),
    });
    expect(plate.data['plate']).toBe('plates/a b.png');
  });

  it.each([
    ['outside the roots', () => uri(dirname(sandbox.root), 'private.png'), 'PATH_OUTSIDE'],
    ['outside by a link', () => uri(sandbox.root, 'way-out.png'), 'PATH_OUTSIDE'],
    ['outside by dots', () => `${uri(sandbox.root)}/%2e%2e/private.png`, 'PATH_OUTSIDE'],
    ['outside by a hidden slash', () => `${uri(sandbox.root)}/..%2fprivate.png`, 'BAD_FILE_URI'],
    ['of another machine', () => 'file://nas.example/hero.png', 'BAD_FILE_URI'],
    ['with a NUL', () => `${uri(sandbox.root)}/hero.png%00.txt`, 'BAD_PATH'],
    ['with half a percent', () => `${uri(sandbox.root)}/hero%2.png`, 'BAD_FILE_URI'],
    ['with a query', () => `${uri(sandbox.root)}/hero.png?v=2`, 'BAD_FILE_URI'],
    ['of nothing', () => uri(sandbox.root, 'nobody.png'), 'NO_SUCH_FILE'],
  ])('%s is refused in words', async (_, image, code) => {
    await symlink(join(dirname(sandbox.root), 'private.png'), join(sandbox.root, 'way-out.png')).catch(
      () => undefined,
    );
    for (const [tool, args] of [
      [estimateCost, { ...TASK, image: image() }],
      [inspectVideo, { video: image() }],
      [addModelTool, { endpoint_id: 'fal-ai/nobody/knows', from: image() }],
    ] as const) {
      const { text, isError } = await hear(tool, video, args);
      expect(isError).toBe(true);
      expect(text).toMatch(new RegExp(`^${code}: `));
    }
  });
});
