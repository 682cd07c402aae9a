import type { Planner } from '../../jobs/jobs.ts';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FalVideo } from '../../fal-video.ts';
import { sha256 } from '../../util/hash.ts';
import { ALL_FIVE } from '../../../test/support/requests.ts';
import { makeSandbox, type Sandbox } from '../../../test/support/sandbox.ts';
import { cellId } from './price-cells.ts';
import { planExperiment } from './plan.ts';
import { DEFAULT_MAX_CELLS, type ExperimentFile } from './plan-file.ts';

const KLING = 'kling-v3-pro-i2v';
const VEO = 'veo-3.1-fast-i2v';
const HAILUO = 'hailuo-02-standard-i2v';
const SEEDANCE = 'seedance-pro-i2v';

const WALK: ExperimentFile = {
  task_slug: 'walk',
  models: [...ALL_FIVE],
  prompts: ['the hero walks in place', { name: 'run', text: 'the hero runs in place' }],
  image: 'hero.png',
  seeds: [1, 2],
  duration: 6,
};

describe('the plan of an experiment', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    video = await sandbox.open();
    await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
  });
  afterAll(() => sandbox.close());

  const plan = (more: Partial<ExperimentFile> = {}, base: ExperimentFile = WALK) =>
    planExperiment({ ...base, ...more }, { ...video, planner: video.jobs.planner(), simulated: true });
  /** One model, one prompt: what is said of it is easy to see. */
  const one = (model: ExperimentFile['models'][number], more: Partial<ExperimentFile> = {}) =>
    plan(more, { task_slug: 'one', models: [model], prompt: 'she walks', image: 'hero.png' });
  const refusal = async (made: Promise<unknown>) =>
    await made.then(
      () => 'it was planned',
      (error: Error) => error.message,
    );

  it('of 5 models, 2 prompts and 2 seeds has 20 cells, each with its own id, request and price', async () => {
    const { cells, refused, cost, batch } = await plan();
    expect(refused).toEqual([]);
    expect(cells).toHaveLength(20);
    expect(new Set(cells.map(({ cell_id }) => cell_id)).size).toBe(20);
    for (const { cell_id, request, estimate } of cells) {
      expect(cell_id).toMatch(/^cell_[0-9a-f]{16}$/);
      expect(request).toMatchObject({ experiment: 'walk', cell: cell_id, batch, task_slug: 'walk' });
      expect(estimate.expected).toBeGreaterThan(0);
    }
    expect(batch).toMatch(/^\d{4}-\d\d-\d\d-\d{6}-walk$/);
    const sum = cells.reduce((total, { estimate }) => total + (estimate.expected ?? 0), 0);
    expect(cost).toMatchObject({ expected: sum, known: sum });
    expect(sandbox.simulator.books.accepted(), 'nothing was sent').toEqual([]);
  });

  it('gives every model the same words and the same picture', async () => {
    const { cells, prompts, pictures } = await plan();
    expect(prompts.map((prompt) => prompt.sha256)).toEqual([
      sha256('the hero walks in place'),
      sha256('the hero runs in place'),
    ]);
    const hero = sha256(await readFile(join(sandbox.root, 'hero.png')));
    expect(pictures).toEqual([{ id: 'i1', source: 'hero.png', sha256: hero, width: 640, height: 360 }]);
    for (const { arguments: args, axes } of cells) {
      expect(Object.values(args)).toContain(`file:${hero}`);
      expect(args['prompt']).toBe(
        axes.prompt === 'run' ? 'the hero runs in place' : 'the hero walks in place',
      );
    }
  });

  it('spells the length as each model wants it', async () => {
    const { cells } = await plan({ seeds: [1], prompts: ['x'] });
    const lengths = cells.map(({ axes, arguments: args }) => [axes.model, args['duration']]);
    expect(Object.fromEntries(lengths)).toEqual({
      [SEEDANCE]: '6',
      'seedance-v1.5-pro-i2v': '6',
      [KLING]: '6',
      [HAILUO]: '6',
      [VEO]: '6s',
    });
  });

  it('gives a cell the same id wherever it is planned, and another one when anything of it changes', async () => {
    const idsOf = async (more: Partial<ExperimentFile> = {}) =>
      new Set((await plan(more)).cells.map(({ cell_id }) => cell_id));
    const first = await idsOf();
    expect(await idsOf({ models: ALL_FIVE.toReversed() })).toEqual(first);
    const shared = async (more: Partial<ExperimentFile>) =>
      [...(await idsOf(more))].filter((id) => first.has(id)).length;
    expect(await shared({ models: [...ALL_FIVE, 'kling-v3-standard-i2v'] })).toBe(20);
    expect(await shared({ seeds: [1, 2, 3] })).toBe(20);
    expect(await shared({ repeats: 2 })).toBe(20);
    expect(await shared({ seeds: [2] })).toBe(10);
    expect(await shared({ duration: 8 })).toBe(0);
    const same = { endpoint_id: 'a/b', arguments: { x: 1, y: [2] } };
    expect(cellId({ ...same, run: 1 })).toBe(
      cellId({ run: 1, arguments: { y: [2], x: 1 }, endpoint_id: 'a/b' }),
    );
    expect(cellId({ ...same, run: 2 })).not.toBe(cellId({ ...same, run: 1 }));
  });

  it('knows a changed picture by its bytes', async () => {
    const before = await one(KLING);
    const bytes = await readFile(join(sandbox.root, 'hero.png'));
    await writeFile(join(sandbox.root, 'twin.png'), bytes);
    expect((await one(KLING, { image: 'twin.png' })).cells[0]?.cell_id).toBe(before.cells[0]?.cell_id);
    await writeFile(join(sandbox.root, 'twin.png'), Buffer.concat([bytes, Buffer.from('more')]));
    expect((await one(KLING, { image: 'twin.png' })).cells[0]?.cell_id).not.toBe(before.cells[0]?.cell_id);
  });

  it('makes as many tries with a model without a seed, and says what they are', async () => {
    const { cells } = await one(KLING, { seeds: [7, 8] });
    expect(cells.map(({ axes }) => axes.seed)).toEqual([7, 8]);
    expect(cells[0]?.arguments).toEqual(cells[1]?.arguments);
    expect(cells[0]?.cell_id).not.toBe(cells[1]?.cell_id);
    expect(cells[1]?.parity).toEqual([
      { field: 'seed', asked: 8, instead: null, text: expect.stringContaining('one more run') },
    ]);
  });

  it('refuses a cell that its model cannot do, and plans the others', async () => {
    const { cells, refused } = await plan({ duration: 5, seeds: [1], prompts: ['x'] });
    expect(refused.map(({ axes, error }) => [axes.model, error.code])).toEqual([
      [HAILUO, 'INVALID_DURATION'],
      [VEO, 'INVALID_DURATION'],
    ]);
    expect(cells).toHaveLength(3);
  });

  it('takes the nearest length and size where the file allows it, and says so in parity and fields', async () => {
    const { cells } = await one(HAILUO, { duration: 7, resolution: '720p', when_unsupported: 'nearest' });
    expect(cells[0]?.arguments).toMatchObject({ duration: '6', resolution: '768P' });
    expect(cells[0]?.parity).toMatchObject([
      { field: 'duration', asked: 7, instead: 6 },
      { field: 'resolution', asked: '720p', instead: '768P' },
    ]);
    expect(cells[0]?.fields).toContainEqual(
      expect.objectContaining({ field: 'duration', asked: 7, sent: '6', origin: 'adjusted' }),
    );
    const between = await one(VEO, { duration: 7, when_unsupported: 'nearest' });
    expect(between.cells[0]?.arguments['duration'], 'of two as near the shorter').toBe('6s');
  });

  it('takes the nearest of nothing else', async () => {
    const { refused } = await one(HAILUO, { aspect_ratio: '1:1', when_unsupported: 'nearest' });
    expect(refused).toMatchObject([{ error: { code: 'UNSUPPORTED_FIELD' } }]);
  });

  it('leaves out what a model has no word for where the file allows it, but no file and no prompt', async () => {
    const { cells } = await one(HAILUO, {
      duration: 7,
      resolution: '720p',
      aspect_ratio: '1:1',
      negative_prompt: 'blur',
      audio: true,
      when_unsupported: 'leave_out',
    });
    expect(cells[0]?.arguments).toMatchObject({ duration: '6', resolution: '768P' });
    expect(cells[0]?.parity.map(({ field, instead }) => [field, instead])).toEqual([
      ['duration', '6'],
      ['resolution', '768P'],
      ['aspect_ratio', null],
      ['negative_prompt', null],
      ['audio', null],
    ]);
    const { refused } = await one('grok-imagine-video-i2v', {
      end_image: 'hero.png',
      when_unsupported: 'leave_out',
    });
    expect(refused).toMatchObject([{ error: { code: 'UNSUPPORTED_INPUT' } }]);
  });

  it('lets a model have words of its own, and takes a common word away from it', async () => {
    const { cells, refused } = await plan({
      seeds: [1],
      prompts: [{ text: 'she walks', variants: { [KLING]: 'she walks, camera fixed' } }],
      models: [SEEDANCE, { model: KLING, resolution: null, duration: 4, args: { cfg_scale: 0.9 } }],
      resolution: '720p',
    });
    expect(refused).toEqual([]);
    const [seedance, kling] = cells;
    expect(seedance?.arguments).toMatchObject({ prompt: 'she walks', duration: '6', resolution: '720p' });
    expect(kling?.arguments).toMatchObject({
      prompt: 'she walks, camera fixed',
      duration: '4',
      cfg_scale: 0.9,
    });
    expect(kling?.parity).toContainEqual(
      expect.objectContaining({ field: 'resolution', asked: '720p', instead: null }),
    );
  });

  it('tells when args stand over what was asked', async () => {
    const { cells } = await one({ model: SEEDANCE, args: { resolution: '480p' } }, { resolution: '720p' });
    expect(cells[0]?.parity).toMatchObject([{ field: 'resolution', asked: '720p', instead: '480p' }]);
  });

  it('tells of sound and of rewriting that nobody asked for, where a model does them unasked', async () => {
    const LTX = 'fal-ai/ltx-2-19b/image-to-video';
    const { cells } = await one(LTX);
    expect(cells[0]?.parity).toEqual([
      {
        field: 'audio',
        asked: null,
        instead: true,
        text: "audio was not asked for: fal's own generate_audio true stands",
      },
      {
        field: 'enhance_prompt',
        asked: null,
        instead: true,
        text: "enhance_prompt was not asked for: fal's own enable_prompt_expansion true stands",
      },
    ]);
    const asked = await one({ model: LTX, args: { enable_prompt_expansion: false } }, { audio: false });
    expect(asked.cells[0]?.parity).toEqual([]);
  });

  it('makes one cell of what comes to the same, and says so', async () => {
    const { cells, warnings } = await one(VEO, { durations: [6, 7], when_unsupported: 'nearest' });
    expect(cells).toHaveLength(1);
    expect(warnings).toContainEqual(expect.stringMatching(/duration 6 and 7 .* one cell/));
  });

  it('keeps, drops and adds cells', async () => {
    const axesOf = async (more: Partial<ExperimentFile>) =>
      (await plan({ models: [KLING, VEO], seeds: [1], ...more })).cells.map(
        ({ axes }) => `${axes.model} ${axes.prompt} ${axes.duration_seconds}`,
      );
    expect(await axesOf({ only: [{ model: KLING, prompt: 'p1' }, { prompt: 'run' }] })).toEqual([
      `${KLING} p1 6`,
      `${KLING} run 6`,
      `${VEO} run 6`,
    ]);
    expect(await axesOf({ exclude: [{ model: VEO }] })).toEqual([`${KLING} p1 6`, `${KLING} run 6`]);
    expect(
      await axesOf({ exclude: [{ prompt: 'run' }], include: [{ model: VEO, prompt: 'p1', duration: 8 }] }),
    ).toEqual([`${KLING} p1 6`, `${VEO} p1 6`, `${VEO} p1 8`]);
  });

  it.each<[string, Partial<ExperimentFile>, string]>([
    ['a name that is not there', { exclude: [{ model: 'nobody' }] }, 'no model is called nobody'],
    ['a pattern that fits nothing', { only: [{ seed: 99 }] }, 'only[0]: it fits no cell'],
    ['an addition that adds nothing', { include: [{ model: KLING }] }, 'include[0]: it adds no cell'],
    ['patterns that leave nothing', { only: [{ seed: 1 }], exclude: [{ seed: 1 }] }, 'leave no cell'],
    ['two ways to say a prompt', { prompt: 'x' }, 'one of prompt, prompt_file and prompts'],
    ['two ways to say a picture', { input_image: 'hero.png' }, 'one of image and input_image'],
    ['one and several seeds', { seed: 1 }, 'seed or seeds, not both'],
    ['a value twice', { seeds: [3, 3] }, 'seeds[1]: 3 stands there twice'],
    ['a model twice', { models: [KLING, KLING] }, 'models[1]'],
    ['an override for nobody', { model_overrides: { nobody: {} } }, 'model_overrides.nobody: no such model'],
    [
      'a variant for nobody',
      { prompts: [{ text: 'x', variants: { nobody: 'y' } }] },
      'prompts[0].variants.nobody: no such model',
    ],
    [
      'an unknown model',
      { models: ['kling-v3-pro-i2w'] },
      'models[0]: There is no model "kling-v3-pro-i2w". Did you mean kling-v3-pro-i2v',
    ],
    ['a missing picture', { image: 'nobody.png' }, 'image: There is no such file: nobody.png'],
    ['a missing last frame', { end_image: 'nobody.png' }, 'end_image: There is no such file'],
    ['a private URL', { image: 'https://10.0.0.1/hero.png' }, 'image: The input URL cannot be used'],
  ])('refuses %s', async (_, more, words) => {
    expect(await refusal(plan(more))).toContain(words);
  });

  it('refuses thousands of cells before anything is priced, unless they are meant', async () => {
    const seeds = Array.from({ length: 1000 }, (_, index) => index);
    let priced = 0;
    const planner = {
      ...video.jobs.planner(),
      step: () => Promise.reject(new Error(`priced ${++priced}`)),
    };
    const many = (more: Partial<ExperimentFile>) =>
      planExperiment({ ...WALK, seeds, ...more }, { ...video, planner, simulated: true });
    expect(await refusal(many({}))).toContain(`10000 cells; at most ${DEFAULT_MAX_CELLS}`);
    expect(await refusal(many({ max_cells: 9999 }))).toContain('max_cells: 10000 cells; at most 9999');
    expect(await refusal(many({ repeats: 100, only: [{ seed: 1 }] }))).toContain('1000000 cells');
    expect(priced).toBe(0);
    await refusal(many({ max_cells: 10_000 }));
    expect(priced).toBe(1);
  });

  it('warns of clips of different length, size and sound', async () => {
    const { warnings } = await plan({
      models: [KLING, { model: VEO, duration: 8, audio: true }],
      seeds: [1],
      prompts: ['x'],
      duration: 6,
    });
    expect(warnings.join('\n')).toMatch(/Different sizes: 720p \(veo.*not said \(kling/);
    expect(warnings).toContain(`Sound on and off: off (${KLING}), on (${VEO}).`);
    const { warnings: unasked } = await plan(
      {},
      { task_slug: 'x', models: [KLING, { model: VEO, duration: 8 }], prompt: 'x', image: 'hero.png' },
    );
    expect(unasked.join('\n')).toContain(`Different lengths: 6 s (${KLING}), 8 s (${VEO})`);
  });

  it('warns of a start picture that looks like a grid', async () => {
    const seen: string[] = [];
    vi.spyOn(video.media, 'inspectPicture').mockImplementation(async (path) => {
      seen.push(path);
      const grid = { kind: 'checkerboard' as const, cell: 16, text: 'Cells of 16 pixels.' };
      return { ...(await video.media.pictureInfo(path)), grid };
    });
    const { warnings } = await planExperiment(
      { ...WALK, seeds: [1] },
      { ...video, planner: video.jobs.planner(), simulated: true },
    );
    expect(warnings[0]).toMatch(/^hero.png looks like a checkerboard/);
    expect(seen).toEqual([join(sandbox.root, 'hero.png')]);
  });

  it('takes the file of the fal-video skill as it is', async () => {
    await writeFile(
      join(sandbox.root, 'experiments', 'pirate.json'),
      JSON.stringify({
        task_slug: 'pirate_walk',
        prompt: 'a pirate walks',
        input_image: 'hero.png',
        models: [SEEDANCE, KLING, VEO],
        duration: '6',
        output_root: 'public/assets',
        model_overrides: {
          [KLING]: { cfg_scale: 0.7, generate_audio: 'true', poll_interval: 5 },
          [SEEDANCE]: { camera_fixed: false, extra_json: '{"seed": 7}' },
          [VEO]: { duration: '8', resolution: '1080p' },
        },
        tracking: { ledger_jsonl: 'experiments/fal/ledger.jsonl' },
      }),
    );
    const { slug, cells, warnings } = await planExperiment('experiments/pirate.json', {
      ...video,
      planner: video.jobs.planner(),
      simulated: true,
    });
    expect(slug).toBe('pirate-walk');
    expect(cells.map(({ arguments: args }) => args)).toMatchObject([
      { duration: '6', camera_fixed: false, seed: 7 },
      { duration: '6', cfg_scale: 0.7, generate_audio: true },
      { duration: '8s', resolution: '1080p' },
    ]);
    expect(warnings[0]).toContain(`output_root, model_overrides.${KLING}.poll_interval: no effect`);
  });

  it('reads prompts from files, and hashes the words alone', async () => {
    await writeFile(join(sandbox.root, 'prompt.txt'), 'she walks\n');
    const { prompts, cells } = await plan(
      { prompt_file: 'prompt.txt' },
      { task_slug: 'file', models: [KLING], image: 'hero.png' },
    );
    expect(prompts[0]?.sha256).toBe(sha256('she walks'));
    expect(cells[0]?.arguments['prompt']).toBe('she walks');
    expect(await refusal(plan({}, { task_slug: 'file', models: [KLING], prompt_file: 'no.txt' }))).toContain(
      'prompt_file: There is no such file: no.txt',
    );
  });

  it('is without a total where a price is not known, and says how much is', async () => {
    const unpriced = {
      low: null,
      expected: null,
      high: null,
      rule: 'no price',
      source: 'none',
      as_of: 'never',
    };
    const known = video.jobs.planner();
    const planner: Planner = {
      ...known,
      async step(request) {
        const step = await known.step(request);
        return request.model === VEO ? { ...step, plan: { ...step.plan, estimate: unpriced } } : step;
      },
    };
    const { cost } = await planExperiment(
      { ...WALK, models: [KLING, VEO], seeds: [1], prompts: ['x'] },
      { ...video, planner, simulated: true },
    );
    expect(cost).toEqual({ low: null, expected: null, high: null, known: 672_000 });
  });
});
