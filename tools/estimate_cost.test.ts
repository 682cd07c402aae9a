import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { hear } from '../test/support/agent.ts';
import { media as shared } from '../test/support/media.ts';
import type { Media } from '../src/media/types.ts';
import type { PriceComparison } from '../src/server/spending/compare-prices.ts';
import { request } from '../test/support/requests.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { estimateCost } from './estimate_cost.ts';

const TASK = { prompt: 'the hero walks in place', image: 'hero.png', duration: 5 };

describe('estimate_cost', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox({ config: { max_job_usd: 1 } });
    video = await sandbox.open();
  });
  afterAll(() => sandbox.close());

  const compared = async (args: object) => (await hear(estimateCost, video, args)).data;

  it('of one model is the quote itself, and sends nothing', async () => {
    const { data } = await hear(estimateCost, video, { ...TASK, model: 'kling-v3-pro-i2v' });
    expect(data).toMatchObject({
      model: 'kling-v3-pro-i2v',
      endpoint_id: 'fal-ai/kling-video/v3/pro/image-to-video',
      arguments: { duration: '5', prompt: TASK.prompt },
      low_usd: 0.56,
      expected_usd: 0.56,
      high_usd: 0.56,
      rule: expect.stringContaining('5 s'),
      source: expect.stringContaining('https://'),
      as_of: expect.stringMatching(/^\d{4}-/),
      quote_id: expect.stringMatching(/^q_/),
      left_today_usd: 25,
    });
    expect(data).not.toHaveProperty('quotes');
    expect(sandbox.simulator.books.accepted()).toEqual([]);
  });

  it('shows every argument that would be sent, one called input and long lists among them', async () => {
    const args = { input: { strength: 0 }, marks: Array.from({ length: 60 }, (_, index) => index) };
    const { data } = await hear(estimateCost, video, { ...TASK, model: 'kling-v3-pro-i2v', args });
    expect(data['arguments']).toMatchObject(args);
  });

  it('prices a retired model only where the settings name it, by any of its names', async () => {
    const sora = { model: 'sora-2-i2v', prompt: 'x', image: 'hero.png', duration: 4 };
    const { text } = await hear(estimateCost, video, sora);
    expect(text).toMatch(/^RETIRED_MODEL: [^]*Use \S+ instead[^]*allow_retired of fal-video\.config\.json/);
    await writeFile(
      join(sandbox.root, 'fal-video.config.json'),
      JSON.stringify({ max_job_usd: 1, allow_retired: ['fal-ai/sora-2/image-to-video'] }),
    );
    const { data } = await hear(estimateCost, await sandbox.open(), sora);
    expect(data).toMatchObject({
      expected_usd: 0.4,
      notes: [expect.stringMatching(/^Retired: .*2026-09-24/)],
    });
  });

  it('of several gives each its quote or its error', async () => {
    const models = ['kling-v3-pro-i2v', 'veo-3.1-fast-i2v', 'no-such-model', 'seedance-pro-i2v'];
    const { data } = await hear(estimateCost, video, { ...TASK, models });
    expect(data['quotes']).toMatchObject([{ model: 'kling-v3-pro-i2v' }, { model: 'seedance-pro-i2v' }]);
    expect(data['next']).toContain('above ask_above_usd ($');
    expect(data['errors']).toMatchObject([
      { model: 'veo-3.1-fast-i2v', code: 'INVALID_DURATION' },
      { model: 'no-such-model', code: 'UNKNOWN_MODEL' },
    ]);
  });

  it('of several that cannot do it says so, and offers no run', async () => {
    const models = ['veo-3.1-fast-i2v', 'no-such-model'];
    const { data } = await hear(estimateCost, video, { ...TASK, models });
    expect(data).toMatchObject({ quotes: [], next: expect.stringContaining('None of them can do it') });
  });

  it('of several in full gives each whole quote, in short what models are chosen by', async () => {
    const models = ['kling-v3-pro-i2v', 'seedance-pro-i2v'];
    const short = await hear(estimateCost, video, { ...TASK, models });
    const full = await hear(estimateCost, video, { ...TASK, models, detail: 'full' });
    const [line, quote] = [short, full].map(({ data }) => data.quotes[0]);
    expect(Object.keys(line ?? {})).toEqual(['model', 'expected_usd', 'high_usd', 'rule', 'quote_id']);
    expect(quote).toMatchObject({ arguments: { duration: '5' }, source: expect.any(String), low_usd: 0.56 });
  });

  it('of one model that cannot do it is that error', async () => {
    const { isError, text } = await hear(estimateCost, video, { ...TASK, model: 'veo-3.1-fast-i2v' });
    expect(isError).toBe(true);
    expect(text).toMatch(/^INVALID_DURATION: .*4, 6, 8/);
  });

  it('notes that a cap would refuse the job', async () => {
    const { data } = await hear(estimateCost, video, { ...TASK, duration: 10, model: 'kling-v3-pro-i2v' });
    expect(data['notes']).toContainEqual(expect.stringContaining('max_job_usd'));
  });

  it('of a task compares every model for it, cheapest first, unknown prices last, refusals counted', async () => {
    const { data } = await hear(estimateCost, video, { ...TASK, task: 'image-to-video', limit: 2000 });
    const { counts, prices, refusals } = data;
    expect(counts.priced + counts.unknown).toBe(prices.length);
    const listed = video.models.list({ task: 'image-to-video' }).filter(({ status }) => status !== 'retired');
    expect(prices.length + counts.refused).toBe(listed.length);
    const figures = prices.map(({ expected_usd }) => expected_usd ?? Infinity);
    expect(figures).toEqual(figures.toSorted((a, b) => a - b));
    expect(counts.priced).toBeGreaterThan(60);
    expect(prices).toContainEqual(
      expect.objectContaining({
        model: 'kling-v3-pro-i2v',
        low_usd: 0.56,
        expected_usd: 0.56,
        high_usd: 0.56,
      }),
    );
    expect(prices.filter((row) => row.expected_usd === null && row.rule === '')).toEqual([]);
    expect(refusals.map(({ code }) => code)).toContain('INVALID_DURATION');
    expect(refusals.filter(({ code }) => code.startsWith('INTERNAL'))).toEqual([]);
  });

  it('of a task shows the twenty cheapest, and how many are left', async () => {
    const { data, text } = await hear(estimateCost, video, { ...TASK, task: 'image-to-video' });
    expect(data['prices']).toHaveLength(20);
    expect(data.counts.left_out).toBeGreaterThan(50);
    expect(text.length).toBeLessThan(8000);
  });

  it('of a task assumes the prompt and the picture that were not given, and says so', async () => {
    const wish = { task: 'image-to-video', duration: 5, limit: 2000 };
    const [bare, whole] = [await compared(wish), await compared({ ...TASK, ...wish })];
    expect(bare.assumed).toContain('a prompt, a start picture (image)');
    const modelsOf = ({ prices }: PriceComparison) => prices.map(({ model }) => model).toSorted();
    expect(modelsOf(bare)).toEqual(expect.arrayContaining(modelsOf(whole)));
    expect(modelsOf(bare)).toEqual(
      expect.arrayContaining(['kling-v3-pro-i2v', 'kling-v4-i2v', 'seedance-2.0-i2v', 'seedance-pro-i2v']),
    );
    // What still lacks something is a sound, a clip or an effect, which nobody can assume.
    const lacking = bare.refusals.filter(({ code }) => code === 'MISSING_INPUT');
    expect(lacking.map(({ such_as }) => such_as)).toEqual([expect.stringMatching(/audio|video/)]);
  });

  it.each([
    ['first-last-frame', 'an end picture (end_image)'],
    ['reference-to-video', 'references'],
    ['extend', 'a video'],
    ['motion-control', 'a video'],
    ['image-edit', 'references'],
  ])('of %s without any file assumes what such a task lives from: %s', async (task, words) => {
    const { assumed, counts } = await compared({ task });
    expect(assumed).toContain(words);
    expect(counts.priced + counts.unknown).toBeGreaterThan(0);
  });

  it('of a task assumes nothing where all was given', async () => {
    const { assumed } = await compared({ task: 'text-to-image', prompt: 'a fox' });
    expect(assumed).toBeUndefined();
  });

  it('of a task or of several models reads a picture once, whatever the number of models', async () => {
    const read: string[] = [];
    const media: Media = {
      ...shared,
      pictureInfo: (path) => {
        read.push(path);
        return shared.pictureInfo(path);
      },
    };
    const counting = await sandbox.open({ media });
    await hear(estimateCost, counting, { ...TASK, task: 'image-to-video' });
    expect(read).toHaveLength(1);
    await hear(estimateCost, counting, { ...TASK, models: ['kling-v3-pro-i2v', 'seedance-pro-i2v'] });
    expect(read).toHaveLength(2);
  });

  it('of a task with a picture that nobody can use is that error, and not one for each model', async () => {
    const { isError, text } = await hear(estimateCost, video, {
      task: 'image-to-video',
      image: 'nowhere.png',
    });
    expect(isError).toBe(true);
    expect(text).toMatch(/^NO_SUCH_FILE: /);
  });

  it('of several names the reason of each refusal whole, and counts no characters that are left out', async () => {
    const models = ['kling-v4-i2v', 'kling-v3-pro-i2v', 'veo-3.1-i2v', 'no-such-model'];
    const wish = { ...TASK, models, audio: false, aspect_ratio: '9:16' };
    const { data, text } = await hear(estimateCost, video, wish);
    expect(data['errors']).toContainEqual(
      expect.objectContaining({
        model: 'kling-v3-pro-i2v',
        message: 'kling-v3-pro-i2v cannot take aspect_ratio 9:16: its shape follows the picture.',
      }),
    );
    expect(text).not.toContain('left out)');
    const ofTask = await hear(estimateCost, video, { ...wish, models: undefined, task: 'image-to-video' });
    expect(ofTask.text).not.toContain('left out)');
  });

  it('takes one model, several or a task, and not two of these', async () => {
    const { text } = await hear(estimateCost, video, { ...TASK, model: 'a', models: ['b'] });
    expect(text).toContain('either model or models or task');
  });

  it('once five jobs are billed says what such jobs really cost, as data and in words', async () => {
    const before = await hear(estimateCost, video, {
      ...TASK,
      model: 'hailuo-02-standard-i2v',
      duration: 10,
    });
    expect(before.data['history']).toBeNull();
    for (let take = 1; take <= 5; take++) {
      const { job_id } = await video.start(
        request({ model: 'hailuo-02-standard-i2v', prompt: `take ${take}` }),
      );
      await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
    }
    const { data } = await hear(estimateCost, video, {
      ...TASK,
      model: 'hailuo-02-standard-i2v',
      duration: 10,
    });
    expect(data['history']).toEqual({ jobs: 5, drift_ratio: 1, low_usd: 0.45, high_usd: 0.45 });
    expect(data['notes']).toContain('5 jobs billed: 1 x the estimate, which makes $0.45 here.');
  });
});
