import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { systemClock } from '../src/util/clock.ts';
import { hear } from '../test/support/agent.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { estimateCost } from './estimate_cost.ts';
import { generateVideo } from './generate_video.ts';

const TASK = { model: 'kling-v3-pro-i2v', prompt: 'the hero walks in place', image: 'hero.png', duration: 5 };

describe('generate_video', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox({ config: { ask_above_usd: 0.8, max_job_usd: 2 } });
    video = await sandbox.open({ clock: systemClock });
  });
  afterAll(() => sandbox.close());

  it('answers with the job, its price and the next call', async () => {
    const { data, isError } = await hear(generateVideo, video, { ...TASK, wait_seconds: 0 });
    expect(isError).toBe(false);
    expect(data).toMatchObject({
      job_id: expect.stringMatching(/^job_/),
      model: 'kling-v3-pro-i2v',
      endpoint_id: 'fal-ai/kling-video/v3/pro/image-to-video',
      simulated: true,
      estimated_usd: 0.56,
      root: sandbox.root,
      next: expect.stringContaining('get_job'),
    });
  });

  it('shows a contact sheet and links the video when the job ends within the wait', async () => {
    const { data, images, links, progress, whole } = await hear(generateVideo, video, {
      ...TASK,
      wait_seconds: 45,
    });
    expect(data['status']).toBe('collected');
    expect(images).toEqual(['image/jpeg']);
    expect(links).toEqual([expect.stringMatching(/^file:\/\/\/.*output-01\.mp4$/)]);
    expect(progress.join('\n')).toContain('in the queue');
    expect(whole.structuredContent).toBeUndefined();
  });

  it.each([
    ['named by its alias', { model: 'nano-banana' }, 'nano-banana makes images and no videos'],
    ['whose tasks nobody lists', { model: 'fal-ai/cat-vton' }, 'makes images and no videos'],
  ])(
    'refuses a model that makes images, %s, names those for it and sends nothing',
    async (_, more, words) => {
      const before = sandbox.simulator.books.accepted().length;
      const { text, isError } = await hear(generateVideo, video, {
        prompt: 'a fox',
        wait_seconds: 45,
        ...more,
      });
      expect(isError).toBe(true);
      expect(text).toMatch(/^UNSUPPORTED_TASK: /);
      expect(text).toContain(words);
      expect(text).toContain('list_models {"task":"text-to-video"}');
      expect(sandbox.simulator.books.accepted()).toHaveLength(before);
    },
  );

  it('answers a costly task with its price and a quote, and runs it with that quote once', async () => {
    const costly = { ...TASK, duration: 10 };
    const before = sandbox.simulator.books.accepted().length;
    const asked = await hear(generateVideo, video, costly);
    expect(asked.data).toMatchObject({ status: 'quote_needed', ask_above_usd: 0.8, expected_usd: 1.12 });
    expect(sandbox.simulator.books.accepted()).toHaveLength(before);

    const quote_id = asked.data['quote_id'];
    const run = await hear(generateVideo, video, { ...costly, quote_id, wait_seconds: 45 });
    expect(run.data['status']).toBe('collected');
    const again = await hear(generateVideo, video, { ...costly, quote_id });
    expect(again.text).toContain('QUOTE_USED');
  });

  it('refuses what a cap refuses, quote or not, in the words of the estimate', async () => {
    const costly = { ...TASK, duration: 15, audio: true };
    const { text, isError } = await hear(generateVideo, video, costly);
    expect(isError).toBe(true);
    expect(text).toMatch(/^BUDGET_EXCEEDED: This needs up to \$2\.52; .* \(max_job_usd\)\./);
    const { data } = await hear(estimateCost, video, costly);
    expect(data['notes']).toContainEqual(
      expect.stringMatching(/^It would be refused: This needs up to \$2\.52; .* \(max_job_usd\)\./),
    );
  });

  it('is an error that names what the model can do, and reserves nothing', async () => {
    const { text } = await hear(generateVideo, video, { ...TASK, model: 'hailuo-02-standard-i2v' });
    expect(text).toMatch(/^INVALID_DURATION: .*6, 10/);
    expect(text).toContain('Retry: safe');
  });

  it('gives the same job for the same idempotency key', async () => {
    const call = { ...TASK, idempotency_key: 'walk-1', wait_seconds: 0 };
    const first = await hear(generateVideo, video, call);
    const second = await hear(generateVideo, video, call);
    expect(second.data['job_id']).toBe(first.data['job_id']);
  });

  it('stops waiting when the client cancels the request, and leaves the job running', async () => {
    const cancelled = new AbortController();
    cancelled.abort();
    const { data } = await hear(generateVideo, video, { ...TASK, wait_seconds: 45 }, cancelled.signal);
    expect(data['status']).not.toBe('cancelled');
    const [done] = await video.jobs.wait([data['job_id']], { ms: 20_000, until: 'end' });
    expect(done?.state).toBe('collected');
  });

  it('names the job also when something fails after its start', async () => {
    const wait = () => Promise.reject(new Error('the disk is gone'));
    const failing = { ...video, jobs: { ...video.jobs, wait } };
    const { text } = await hear(generateVideo, failing, TASK);
    expect(text).toMatch(/^INTERNAL: The job was started, .*the disk is gone\nAbout: job job_/);
    expect(text).toContain('Retry: would be a new paid job\nNext: get_job {"job_id":"job_');
  });

  it('uses the default model of the configuration, and says so where there is none', async () => {
    const { text } = await hear(generateVideo, video, { prompt: 'x', image: 'hero.png' });
    expect(text).toMatch(/^NO_MODEL: /);
    await writeFile(
      join(sandbox.root, 'fal-video.config.json'),
      '{"default_model":"hailuo-02-standard-i2v"}',
    );
    const other = await sandbox.open({ clock: systemClock });
    const { data } = await hear(generateVideo, other, { prompt: 'x', image: 'hero.png', wait_seconds: 0 });
    expect(data['model']).toBe('hailuo-02-standard-i2v');
  });

  it('says how to set a key or to simulate where there is no key', async () => {
    const real = { ...video, fal: { ...video.fal, hosts: { ...video.fal.hosts, simulated: false } } };
    const { text, isError } = await hear(generateVideo, real, TASK);
    expect(isError).toBe(true);
    expect(text).toMatch(/^NO_KEY: /);
    expect(text).toContain('FAL_KEY');
    expect(text).toContain('--simulate');
  });
});
