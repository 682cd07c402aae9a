import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { systemClock } from '../src/util/clock.ts';
import { hear } from '../test/support/agent.ts';
import { modelsWith } from '../test/support/models-with.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { estimateCost } from './estimate_cost.ts';
import { generateImage } from './generate_image.ts';
import { getJob } from './get_job.ts';

const FLUX = 'fal-ai/flux/dev';
const EDIT = 'fal-ai/nano-banana/edit';
const RECRAFT = 'fal-ai/recraft/v3/text-to-image';
const SEEDREAM = 'fal-ai/bytedance/seedream/v4.5/text-to-image';
const words = { size: 'image_size', count: 'num_images' };

const models = modelsWith(
  {
    endpoint_id: FLUX,
    tasks: ['text-to-image'],
    words,
    cost: ({ num_images = 1 }) => 25_000 * Number(num_images),
  },
  { endpoint_id: EDIT, tasks: ['image-edit'], roles: { reference: 'image_urls' }, cost: 39_000 },
  { endpoint_id: RECRAFT, tasks: ['text-to-image'], cost: 40_000 },
  { endpoint_id: SEEDREAM, tasks: ['text-to-image'], words, cost: 40_000 },
);

const TASK = { model: FLUX, prompt: 'a fox in the snow', wait_seconds: 45 };

describe('generate_image', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    // Real pictures, in their full size.
    sandbox = await makeSandbox({ config: { ask_above_usd: 0.09 }, simulator: { clip: 'full' } });
    video = await sandbox.open({ clock: systemClock, models });
  });
  afterAll(() => sandbox.close());

  const sizeOf = async (output: { path: string } | undefined) => {
    const { width, height } = await sharp(await readFile(join(sandbox.root, output?.path ?? ''))).metadata();
    return [width, height];
  };

  it('makes pictures of the size and number asked, shows each and links its file', async () => {
    const heard = await hear(generateImage, video, { ...TASK, size: 'landscape_16_9', count: 3 });
    expect(heard.data).toMatchObject({
      status: 'collected',
      simulated: true,
      estimated_usd: 0.075,
      billed_usd: 0.075,
      arguments: { prompt: TASK.prompt, image_size: 'landscape_16_9', num_images: 3 },
      folder: expect.stringContaining('-image/'),
    });
    expect(heard.images).toEqual(['image/jpeg', 'image/jpeg', 'image/jpeg']);
    expect(heard.links).toHaveLength(3);
    expect(heard.data.outputs.map(({ path }) => path.slice(-13))).toEqual([
      'output-01.jpg',
      'output-02.jpg',
      'output-03.jpg',
    ]);
    expect(await sizeOf(heard.data.outputs[2])).toEqual([1024, 576]);
    expect(heard.whole.structuredContent).toBeUndefined();
  });

  it('shows a small copy of a large picture, and of one in a format that clients do not show', async () => {
    const large = await hear(generateImage, video, { ...TASK, model: SEEDREAM });
    const webp = await hear(generateImage, video, { ...TASK, model: RECRAFT });
    expect(await sizeOf(large.data.outputs[0])).toEqual([2048, 2048]);
    expect(webp.data.outputs[0]?.content_type).toBe('image/webp');
    for (const { images, links, whole } of [large, webp]) {
      expect(images).toEqual(['image/jpeg']);
      const shown = whole.content.find((block) => block.type === 'image');
      const bytes = Buffer.from(shown?.type === 'image' ? shown.data : '', 'base64');
      expect(bytes.length).toBeLessThan(900_000);
      expect((await sharp(bytes).metadata()).width).toBe(1024);
      const folder = dirname(fileURLToPath(links[0] ?? ''));
      expect((await readdir(folder)).filter((name) => name.includes('small'))).toEqual([
        'output-01-small.jpg',
      ]);
    }
    // Made once: asked again, the answer shows the same copy.
    const again = await hear(getJob, video, { job_id: large.data['job_id'] });
    expect(again.images).toEqual(['image/jpeg']);
  });

  it('changes the pictures given as references', async () => {
    const { data } = await hear(generateImage, video, { ...TASK, model: EDIT, references: ['hero.png'] });
    expect(data).toMatchObject({
      status: 'collected',
      billed_usd: 0.0398,
      arguments: { image_urls: [expect.stringContaining('/files/')] },
    });
    // The shape of hero.png, 640 × 360.
    expect(await sizeOf(data.outputs[0])).toEqual([1360, 768]);
  });

  it("takes the model's own arguments as they are", async () => {
    const args = { image_size: { width: 640, height: 320 }, output_format: 'png' };
    const { data } = await hear(generateImage, video, { ...TASK, args });
    expect(data.outputs[0]?.content_type).toBe('image/png');
    expect(await sizeOf(data.outputs[0])).toEqual([640, 320]);
  });

  it('answers a costly task with its price, and runs it with that quote or the one of estimate_cost', async () => {
    const costly = { ...TASK, count: 4 };
    const asked = await hear(generateImage, video, costly);
    expect(asked.data).toMatchObject({
      status: 'quote_needed',
      expected_usd: 0.1,
      next: expect.stringMatching(/^generate_image \{.*"quote_id":"q_/),
    });
    const { model, prompt, count } = costly;
    const { data: estimate } = await hear(estimateCost, video, { model, prompt, count });
    for (const quote_id of [asked.data['quote_id'], estimate['quote_id']]) {
      const { data } = await hear(generateImage, video, { ...costly, quote_id });
      expect(data).toMatchObject({ status: 'collected', billed_usd: 0.1 });
    }
  });

  it('refuses a model that makes videos, and a size that fal does not have', async () => {
    const clip = await hear(generateImage, video, { ...TASK, model: 'kling-v3-pro-i2v' });
    expect(clip.text).toMatch(/^UNSUPPORTED_TASK: kling-v3-pro-i2v makes videos and no images/);
    expect(clip.text).toContain('list_models {"task":"text-to-image"}');
    const { data } = await hear(generateImage, video, { ...TASK, size: 'gigantic' });
    expect(data).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('image_size') },
    });
  });

  it('agrees with the books of the simulated fal', async () => {
    const rows = await video.ledger();
    const billed = rows.reduce((sum, row) => sum + Math.round((row.billed_cost ?? 0) * 1e6), 0);
    expect(billed).toBe(sandbox.simulator.books.totalMicros());
  });
});
