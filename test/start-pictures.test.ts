import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { systemClock } from '../src/util/clock.ts';
import { estimateCost } from '../tools/estimate_cost.ts';
import { generateVideo } from '../tools/generate_video.ts';
import { planExperimentTool } from '../tools/plan_experiment.ts';
import { hear } from './support/agent.ts';
import { makeSandbox, RICH, type Sandbox } from './support/sandbox.ts';

const TASK = { model: 'kling-v3-pro-i2v', prompt: 'the hero walks in place', duration: 5 };

let sandbox: Sandbox;
let video: FalVideo;
beforeAll(async () => {
  sandbox = await makeSandbox({ config: { ...RICH, ask_above_usd: 0.5 } });
  video = await sandbox.open({ clock: systemClock });
  const at = (name: string) => join(sandbox.root, name);
  const grey = (width: number, height: number) =>
    sharp({
      create: {
        width,
        height,
        channels: 3,
        background: '#808080',
        noise: { type: 'gaussian', mean: 128, sigma: 9 },
      },
    });
  const clear = sharp({
    create: { width: 640, height: 360, channels: 4, background: { r: 9, g: 99, b: 9, alpha: 0.5 } },
  });
  const frames = Buffer.concat([0, 200, 90].map((value) => Buffer.alloc(400 * 300 * 3, value)));
  await clear.png().toFile(at('clear.png'));
  await sharp(frames, { raw: { width: 400, height: 900, channels: 3, pageHeight: 300 } })
    .gif()
    .toFile(at('moves.gif'));
  await grey(640, 360).toColourspace('cmyk').jpeg().toFile(at('print.jpg'));
  await grey(640, 360).withMetadata({ orientation: 6 }).jpeg().toFile(at('turned.jpg'));
  await grey(1, 1).png().toFile(at('dot.png'));
  await grey(1500, 300).png().toFile(at('strip.png'));
  await grey(360, 640).png().toFile(at('upright.png'));
});
afterAll(() => sandbox.close());

describe('a start picture that models treat in ways that surprise people', () => {
  it.each([
    ['clear.png', 'clear.png is transparent: the model chooses what stands behind it. A plate puts'],
    ['moves.gif', 'moves.gif has 3 frames: models take one of them, mostly the first.'],
    ['print.jpg', 'print.jpg is in CMYK, the colours of print'],
    [
      'turned.jpg',
      'turned.jpg is turned by its EXIF (orientation 6): an upright copy is sent, the file stays as it is.',
    ],
    ['dot.png', 'dot.png is 1x1 pixels: models enlarge it'],
    ['strip.png', 'strip.png is 1500x300, 5 times as wide as high: models cut it'],
  ])('is told of with its price, and not refused: %s', async (image, note) => {
    // Its limits are not known, so that nothing is refused for them.
    const { data, isError } = await hear(estimateCost, video, {
      ...TASK,
      model: 'fal-ai/pixverse/v3.5/image-to-video',
      image,
    });
    expect(isError).toBe(false);
    expect(data['notes']).toEqual([expect.stringContaining(note)]);
  });

  it('is told of together with an end picture of another shape, once', async () => {
    const pair = { image: 'upright.png', end_image: 'hero.png' };
    const { data } = await hear(estimateCost, video, { ...TASK, ...pair });
    expect(data['notes']).toEqual([
      'upright.png (360x640) and hero.png (640x360) have different shapes: models cut, squeeze or add to one of them.',
    ]);
    // Upright, it has the shape that the camera saw.
    const turned = await hear(estimateCost, video, {
      ...TASK,
      image: 'upright.png',
      end_image: 'turned.jpg',
    });
    expect(turned.data['notes']).toEqual([expect.stringContaining('turned.jpg is turned by its EXIF')]);
  });

  it('is nothing to speak of where it is like most', async () => {
    const { data } = await hear(estimateCost, video, { ...TASK, image: 'hero.png', end_image: 'hero.png' });
    expect(data['notes']).toEqual([]);
  });

  it('is told of when it is made, and stays told in its record', async () => {
    const asked = await hear(generateVideo, video, { ...TASK, image: 'clear.png' });
    expect(asked.data).toMatchObject({
      status: 'quote_needed',
      notes: [expect.stringContaining('is transparent')],
    });
    const { data } = await hear(generateVideo, video, {
      ...TASK,
      image: 'clear.png',
      quote_id: asked.data['quote_id'],
      wait_seconds: 45,
    });
    expect(data).toMatchObject({
      status: 'collected',
      notes: [expect.stringContaining('clear.png is transparent'), expect.stringContaining('came out')],
    });
  });

  it('is a warning of a plan, once for all of its models', async () => {
    const plan = {
      models: ['kling-v3-pro-i2v', 'veo-3.1-fast-i2v'],
      prompt: 'walks',
      images: ['clear.png', 'upright.png'],
      when_unsupported: 'nearest',
    };
    await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
    await writeFile(join(sandbox.root, 'experiments', 'odd.json'), JSON.stringify(plan));
    const { data } = await hear(planExperimentTool, video, { file: 'odd' });
    const warnings = data.warnings.filter((each) => each.includes('transparent'));
    expect(warnings).toEqual([expect.stringMatching(/^clear\.png is transparent/)]);
  });
});

describe('a picture that its EXIF turns', () => {
  const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

  it('goes up upright under the quote that was given for it, and the record says what was sent', async () => {
    const task = { ...TASK, image: 'turned.jpg' };
    const before = await readFile(join(sandbox.root, 'turned.jpg'));
    const estimate = await hear(estimateCost, video, task);
    expect(
      await readdir(join(sandbox.root, 'experiments', 'simulated', 'fal', 'media')).catch(() => []),
    ).toEqual([]);
    const { data } = await hear(generateVideo, video, {
      ...task,
      quote_id: estimate.data['quote_id'],
      wait_seconds: 45,
    });
    expect(data['status']).toBe('collected');
    const { start_image_url: url } = data['arguments'] as { start_image_url: string };
    const sent = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(await sharp(sent).metadata()).toMatchObject({ format: 'jpeg', width: 360, height: 640 });
    const record = JSON.parse(await readFile(join(sandbox.root, data['folder'], 'run.json'), 'utf8')) as {
      inputs: object[];
    };
    expect(record.inputs).toEqual([
      {
        role: 'first_frame',
        path: 'turned.jpg',
        url: null,
        sha256: sha256(before),
        bytes: before.length,
        content_type: 'image/jpeg',
        sent_as: {
          why: 'turned upright',
          sha256: sha256(sent),
          bytes: sent.length,
          content_type: 'image/jpeg',
        },
      },
    ]);
    expect(await readFile(join(sandbox.root, 'turned.jpg'))).toEqual(before);
  });

  it('is another picture to a quote than the same one without EXIF', async () => {
    const plain = await sharp(join(sandbox.root, 'turned.jpg')).autoOrient().jpeg({ quality: 95 }).toBuffer();
    await writeFile(join(sandbox.root, 'plain.jpg'), plain);
    const estimate = await hear(estimateCost, video, { ...TASK, image: 'turned.jpg' });
    const { text } = await hear(generateVideo, video, {
      ...TASK,
      image: 'plain.jpg',
      quote_id: estimate.data['quote_id'],
    });
    expect(text).toMatch(/^QUOTE_/);
  });

  it('is sent as one upright copy for all of its roles', async () => {
    const other = await sandbox.open({ clock: systemClock });
    const task = { ...TASK, image: 'turned.jpg', end_image: 'turned.jpg' };
    const { data: estimate } = await hear(estimateCost, other, task);
    const { data } = await hear(generateVideo, other, {
      ...task,
      quote_id: estimate['quote_id'],
      wait_seconds: 45,
    });
    const { start_image_url, end_image_url } = data['arguments'] as Record<string, string>;
    expect(start_image_url).toBe(end_image_url);
    expect(start_image_url).toMatch(/^http/);
  });
});
