import { describe, expect, it } from 'vitest';
import { fakeRenderer, TINY_PNG } from '../../../test/support/fake-renderer.ts';
import {
  askResult,
  openSimulator,
  type OpenSimulator,
  untilCompleted,
} from '../../../test/support/open-simulator.ts';
import { inputError } from '../../errors.ts';

async function run(fal: OpenSimulator, endpoint: string, body: object) {
  const { status, json } = await fal.call('POST', `/${endpoint}`, { body });
  expect(status).toBe(200);
  await untilCompleted(fal, json);
  return askResult(fal, json);
}

const refusals = (json: Record<string, unknown>) =>
  (json['detail'] as { loc: string[]; type: string }[]).map(({ loc, type }) => [
    loc.slice(1).join('.'),
    type,
  ]);

describe('pictures', () => {
  it('are as many as asked, each with its URL, size and type, and can be fetched', async () => {
    const fal = await openSimulator();
    const result = await run(fal, 'fal-ai/flux/dev', { prompt: 'a fox', num_images: 2, seed: 0 });
    expect(result.headers['x-fal-billable-units']).toBe('2');
    expect(result.json).toMatchObject({
      prompt: 'a fox',
      seed: 0,
      images: [1, 2].map(() => ({
        url: expect.stringMatching(/^http.*\.jpeg$/),
        content_type: 'image/jpeg',
        width: 1024,
        height: 768,
      })),
    });
    const [first, second] = result.json['images'] as { url: string }[];
    expect(first?.url).not.toBe(second?.url);
    const fetched = await fal.call('GET', first?.url ?? '', { key: null });
    expect(fetched.headers['content-type']).toBe('image/jpeg');
    expect(fetched.bytes).toEqual(TINY_PNG);
    expect(fal.books.accepted()).toMatchObject([{ micros: 50_000, unit: 'megapixels' }]);
  });

  it('follow from prompt, seed and place alone, and carry the mark', async () => {
    const renderer = fakeRenderer();
    const fal = await openSimulator({ renderer });
    const task = { prompt: 'a fox', num_images: 2 };
    await run(fal, 'fal-ai/flux-2', task);
    await run(fal, 'fal-ai/flux-2', { ...task, image_size: 'square' });
    await run(fal, 'fal-ai/flux-2', { ...task, seed: 7 });
    const [a, b, c, d, e] = renderer.pictures;
    expect(a).toMatchObject({ width: 1024, height: 768, format: 'png', mark: 'SIMULATED' });
    expect(b?.words).not.toBe(a?.words);
    expect([c?.words, d?.words]).toEqual([a?.words, b?.words]);
    expect(e?.words).not.toBe(a?.words);
  });

  it('are made of the first picture where one is given, an upload or a data URI', async () => {
    const renderer = fakeRenderer();
    const fal = await openSimulator({ renderer });
    const image_urls = [await fal.upload(), `data:image/png;base64,${TINY_PNG.toString('base64')}`];
    const result = await run(fal, 'fal-ai/nano-banana/edit', { prompt: 'at night', image_urls });
    expect(result.json['images']).toMatchObject([{ width: 1360, height: 768 }]);
    expect(renderer.pictures[0]?.picture).toContain('hero.png');
  });

  it('come inside the answer with sync_mode', async () => {
    const fal = await openSimulator();
    const { json } = await run(fal, 'fal-ai/z-image/turbo', { prompt: 'x', sync_mode: true });
    const url = `data:image/png;base64,${TINY_PNG.toString('base64')}`;
    expect(json['images']).toMatchObject([{ url, content_type: 'image/png' }]);
  });

  it('are small where clips are tiny, say so, and are billed in full', async () => {
    const fal = await openSimulator({ clip: 'tiny' });
    const { json } = await run(fal, 'fal-ai/flux/dev', {
      prompt: 'x',
      image_size: { width: 4096, height: 2048 },
    });
    expect(json['images']).toMatchObject([{ width: 160, height: 80 }]);
    expect(fal.books.totalMicros()).toBe(8 * 25_000);
  });

  it.each([
    ['fal-ai/flux/dev', {}, [['prompt', 'missing']]],
    ['fal-ai/flux/dev', { prompt: 'x', num_images: 5 }, [['num_images', 'less_than_equal']]],
    ['fal-ai/flux/dev', { prompt: 'x', image_size: 'huge' }, [['image_size', 'literal_error']]],
    ['fal-ai/flux/dev', { prompt: 'x', image_size: 7 }, [['image_size', 'literal_error']]],
    [
      'fal-ai/flux-2',
      { prompt: 'x', image_size: { width: 100, height: 2.5 } },
      [
        ['image_size.width', 'greater_than_equal'],
        ['image_size.height', 'integer_type'],
      ],
    ],
    ['fal-ai/nano-banana/edit', { prompt: 'x', image_urls: [] }, [['image_urls', 'sequence_too_short']]],
    ['fal-ai/nano-banana', { prompt: 'x', aspect_ratio: '17:9' }, [['aspect_ratio', 'literal_error']]],
  ])('%s refuses %o with a list of what is wrong', async (endpoint, body, problems) => {
    const fal = await openSimulator();
    const { status, json } = await fal.call('POST', `/${endpoint}`, { body });
    expect(status).toBe(422);
    expect(refusals(json)).toEqual(problems);
    expect(fal.books.accepted()).toEqual([]);
  });

  it('refuse a file that cannot be had, is no picture, or is damaged, on the result', async () => {
    const readPicture = () => Promise.reject(inputError({ code: 'NOT_A_PICTURE', message: 'damaged' }));
    const fal = await openSimulator({ renderer: { ...fakeRenderer(), readPicture } });
    for (const [image_url, type] of [
      ['https://example.com/x.png', 'file_download_error'],
      [await fal.upload(Buffer.from('no picture at all')), 'image_load_error'],
      [await fal.upload(), 'image_load_error'],
    ]) {
      const { status, json } = await run(fal, 'fal-ai/reve/edit', { prompt: 'x', image_url });
      expect(status).toBe(422);
      expect(refusals(json)).toEqual([['image_url', type]]);
    }
    expect(fal.books.totalMicros()).toBe(0);
  });
});
