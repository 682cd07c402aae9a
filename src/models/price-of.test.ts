import { describe, expect, it } from 'vitest';
import { loadModels } from './index.ts';
import type { LiveEntry } from './live/merge-live.ts';

const KLING = 'fal-ai/kling-video/v3/pro/image-to-video';
/** Known from the price list alone, without its arguments. */
const LYRA = 'fal-ai/lyra-2/zoom';
/** Of its arguments two are known. */
const OMNI = 'google/gemini-omni-flash/v1.1/text-to-video';
const A = 'https://example.com/a.png';
const models = loadModels();

/** As it would be sent, and what that costs. */
function priced(model: string, args: Record<string, unknown>, asked = {}) {
  const resolution = models.resolve(model, { ...asked, args });
  return { resolution, ...models.price(resolution.endpoint_id, resolution.arguments) };
}
const ofKling = (args: Record<string, unknown>) =>
  priced(KLING, args, { prompt: 'a walk', inputs: { first_frame: [A] }, duration: 5 });
const UNKNOWN = { low: null, expected: null, high: null };

describe('an argument that neither schema, preset nor price rule knows', () => {
  it.each([
    [{ num_videos: 10 }, 'num_videos is not known of'],
    [{ resolution: '4k' }, 'resolution is not known of'],
    [{ video_length: 60 }, 'video_length is not known of'],
    [{ num_videos: 1, video_length: 5 }, 'num_videos, video_length are not known of'],
    [{ sync: false }, 'sync is not known of'],
    [
      { elements: [{ frontal_image_url: A, reference_image_urls: [A], weight: 2 }] },
      'elements.0.weight is not',
    ],
  ])('makes the price unknown, and is named: %j', (extra, words) => {
    const { resolution, ...price } = ofKling(extra);
    expect(price).toMatchObject({ ...UNKNOWN, rule: expect.stringContaining(words) as string });
    expect(price.rule).toMatch(/, nor what (it|they) costs?: leave (it|them) out$/);
    // It is sent all the same, where the user gave a ceiling.
    expect(resolution.arguments).toMatchObject(extra);
  });

  it('is none that they know', () => {
    const known = { negative_prompt: 'blur', cfg_scale: 0.5, elements: [{ frontal_image_url: A }] };
    expect(ofKling(known)).toMatchObject({ low: 560_000, expected: 560_000, high: 560_000 });
  });

  it('is one too where the schema is not known, and the price rule knows its own', () => {
    expect(priced(LYRA, { duration: 5 })).toMatchObject({ expected: 100_000, high: 100_000 });
    expect(priced(LYRA, { duration: 5, prompt: 'a walk' })).toMatchObject({
      ...UNKNOWN,
      rule: `prompt is not known of ${LYRA}, nor what it costs: not all of its arguments are known here, \`fal-video models refresh ${LYRA}\` reads them`,
    });
  });

  it('is known once fal itself named it', () => {
    expect(priced(OMNI, { resolution: '720p', prompt: 'a walk' })).toMatchObject(UNKNOWN);
    const live: LiveEntry = {
      endpoint_id: OMNI,
      as_of: '2026-11-30',
      input: {
        type: 'object',
        properties: {
          prompt: { type: 'string' },
          resolution: { type: 'string', enum: ['360p', '720p'] },
          duration: { type: 'integer' },
        },
      },
    };
    const read = loadModels(undefined, [live]);
    const { arguments: args } = read.resolve(OMNI, { prompt: 'a walk', args: { resolution: '720p' } });
    expect(read.price(OMNI, { ...args, duration: 5 })).toMatchObject({ expected: 500_000 });
    expect(read.price(OMNI, { ...args, fps: 60 }).rule).toMatch(/^fps is not known of .*: leave it out$/);
  });

  it('says nothing of what sound adds to a price that is unknown', () => {
    const veo = 'fal-ai/veo3.1/fast/image-to-video';
    const asked = { prompt: 'x', audio: true, inputs: { first_frame: [A] } };
    expect(priced(veo, {}, asked).resolution.notes.join()).toContain('Sound is on');
    expect(priced(veo, { num_videos: 2 }, asked).resolution.notes.join()).not.toContain('Sound is on');
  });
});

describe('an argument that is left to fal, and of which no price page prints the default', () => {
  const KLING_O3 = 'fal-ai/kling-video/o3/pro/image-to-video';
  const args = { prompt: 'x', image_url: A, duration: '5' };

  it('is counted as the schema prints it', () => {
    const custom = 'fal-ai/hunyuan-custom';
    expect(models.price(custom, { prompt: 'x' })).toEqual(
      models.price(custom, { prompt: 'x', resolution: '512p' }),
    );
  });

  it('is counted as the dearest where only the silence of the types says that it is off', () => {
    expect(models.price(KLING_O3, args).rule).toContain('generate_audio unknown, the dearest assumed');
    expect(models.price(KLING_O3, args).high).toBe(
      models.price(KLING_O3, { ...args, generate_audio: true }).high,
    );
  });

  it('is counted as off once fal itself prints it', () => {
    const input = {
      type: 'object',
      properties: {
        prompt: { type: 'string' },
        image_url: { type: 'string' },
        duration: { type: 'string', enum: ['5', '10'] },
        generate_audio: { type: 'boolean', default: false },
      },
    };
    const read = loadModels(undefined, [{ endpoint_id: KLING_O3, as_of: '2026-11-30', input }]);
    expect(read.price(KLING_O3, args)).toEqual(read.price(KLING_O3, { ...args, generate_audio: false }));
  });
});
