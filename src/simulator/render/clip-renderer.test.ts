import { describe, expect, it } from 'vitest';
import { fakeRenderer, TINY_PNG } from '../../../test/support/fake-renderer.ts';
import {
  askResult,
  HAILUO,
  openSimulator,
  SEEDANCE,
  submit,
  untilCompleted,
} from '../../../test/support/open-simulator.ts';
import { inputError } from '../../errors.ts';

describe('clips', () => {
  it('are what was asked, with the motion of the model and the mark', async () => {
    const renderer = fakeRenderer();
    const fal = await openSimulator({ renderer });
    const { json } = await submit(fal, { duration: '7', aspect_ratio: '9:16' }, `/${SEEDANCE}`);
    await untilCompleted(fal, json);
    expect(renderer.specs).toEqual([
      {
        picture: expect.stringContaining(fal.folder),
        output: expect.stringMatching(/\.mp4$/),
        width: 720,
        height: 1280,
        fps: 24,
        // One frame on top, as Seedance's own are.
        seconds: (7 * 24 + 1) / 24,
        fit: 'crop',
        motion: { cycle: { seconds: 1, bob: 0.02, sway: 0.03 } },
        mark: 'SIMULATED',
        audio: true,
      },
    ]);
  });

  it('are rendered once for each picture and model when they are tiny, and billed in full', async () => {
    const renderer = fakeRenderer();
    const fal = await openSimulator({ renderer, clip: 'tiny' });
    const handles = [
      await submit(fal, { prompt: 'one' }),
      await submit(fal, { prompt: 'two' }),
      await submit(fal, {}, `/${SEEDANCE}`),
    ];
    const urls = new Set<string>();
    for (const { json } of handles) {
      await untilCompleted(fal, json);
      urls.add(JSON.stringify((await askResult(fal, json)).json['video']));
    }
    expect(renderer.specs).toHaveLength(2);
    expect(renderer.specs[0]).toMatchObject({ width: 160, height: 90, fps: 12, seconds: 1 });
    expect(urls.size).toBe(3);
    expect(fal.books.totalMicros()).toBe(270_000 * 2 + 259_200);
  });

  it('come from a data URI as well, and from no picture at all', async () => {
    const renderer = fakeRenderer();
    const fal = await openSimulator({ renderer });
    const image_url = `data:image/png;base64,${TINY_PNG.toString('base64')}`;
    const data = await submit(fal, { image_url });
    const words = await fal.call('POST', '/fal-ai/veo3.1/fast', { body: { prompt: 'a walk' } });
    for (const { json } of [data, words]) {
      await untilCompleted(fal, json);
      expect((await askResult(fal, json)).status).toBe(200);
    }
    expect(renderer.specs).toHaveLength(2);
  });

  it('that the renderer cannot make from this picture are a 422, other failures a 500', async () => {
    const renderer = { ...fakeRenderer(), render: (): Promise<void> => Promise.reject(failure) };
    const fal = await openSimulator({ renderer });
    let failure: Error = inputError({ code: 'NOT_A_PICTURE', message: 'cannot be decoded' });
    const refused = await submit(fal, {}, `/${HAILUO}`);
    await untilCompleted(fal, refused.json);
    expect((await askResult(fal, refused.json)).status).toBe(422);
    failure = new Error('the encoder is broken');
    const broken = await submit(fal);
    expect((await untilCompleted(fal, broken.json)).json['error']).toBe('the encoder is broken');
    expect((await askResult(fal, broken.json)).status).toBe(500);
    expect(fal.books.totalMicros()).toBe(0);
  });
});
