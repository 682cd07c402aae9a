import { describe, expect, it } from 'vitest';
import { runAddModel, shareOf } from './add-model.ts';

// `npm run add-models` tries all of them, and prints each.
const EVERY = 7;

describe('recorded documents of fal', () => {
  it('give presets that are right by a second reading, or are refused with a reason', () => {
    const tried = runAddModel({ every: EVERY });
    expect(tried.length).toBeGreaterThan(60);
    expect(tried.filter(({ verdict, makesPictures }) => verdict !== 'right' && makesPictures)).toEqual([]);
    expect(shareOf('right', tried)).toBe(1);
  });

  it('are not needed for what the snapshot has, which is called right by nobody', () => {
    const tried = runAddModel({ every: EVERY, from: 'snapshot' });
    const refused = tried.filter(({ verdict }) => verdict === 'refused');
    expect(refused.length).toBeLessThan(tried.length / 5);
    expect(new Set(tried.map(({ verdict }) => verdict))).toEqual(new Set(['written', 'refused']));
    for (const { why } of refused) expect(why).toMatch(/^(?:NO_SCHEMA|STRANGE_SCHEMA): /);
  });

  it.each<[string, (preset: string) => string, RegExp]>([
    ['a picture in another field', (text) => text.replace('"image_url"', '"tail_image_url"'), /image_url/],
    [
      'other lengths',
      (text) => text.replace('"seconds": [5, 10]', '"seconds": [5, 12]'),
      /duration: "10" is not/,
    ],
    ['numbers for digits', (text) => text.replace('"digits"', '"number"'), /duration: "5" is not sent/],
    [
      'another default',
      (text) => text.replace('"notes"', '"arguments": [{"name": "cfg_scale", "default": 0.7}],\n"notes"'),
      /cfg_scale: default 0.7, not 0.5/,
    ],
    [
      'another choice',
      (text) =>
        text.replace('"notes"', '"arguments": [{"name": "aspect_ratio", "allowed": ["16:9"]}],\n"notes"'),
      /aspect_ratio: allowed/,
    ],
  ])('are judged wrong with %s', (_, spoil, why) => {
    const id = 'fal-ai/kling-video/v1.6/pro/image-to-video';
    const [tried] = runAddModel({ only: id, spoil });
    expect(tried).toMatchObject({
      endpoint_id: id,
      verdict: 'wrong',
      why: expect.stringMatching(why) as string,
    });
  });
});
