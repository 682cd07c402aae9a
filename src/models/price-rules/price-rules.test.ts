import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadModels } from '../index.ts';
import { priceRule } from './index.ts';

const models = loadModels();
const VEO = 'fal-ai/veo3.1/fast/image-to-video';
const KLING = 'fal-ai/kling-video/v3/pro/image-to-video';
const HAILUO = 'fal-ai/minimax/hailuo-02/standard/image-to-video';
const SEEDANCE_1 = 'fal-ai/bytedance/seedance/v1/pro/image-to-video';
const SEEDANCE_15 = 'fal-ai/bytedance/seedance/v1.5/pro/image-to-video';

const seconds = { of: 'output', argument: 'duration', default: 5, longest: 15 };

describe('exact rules give what fal prints, in all three figures', () => {
  it.each([
    [VEO, { duration: '5s', resolution: '1080p', generate_audio: true }, 750_000],
    [VEO, { duration: '8s', resolution: '4k', generate_audio: false }, 2_400_000],
    [VEO, {}, 1_200_000],
    [KLING, { duration: '5', generate_audio: false }, 560_000],
    [KLING, { duration: '5', generate_audio: true, voice_ids: ['v'] }, 980_000],
    [KLING, { duration: '5', generate_audio: true, elements: [{ voice_id: 'v' }] }, 980_000],
    [KLING, { duration: '5', generate_audio: true, voice_ids: [] }, 840_000],
    [KLING, { duration: '5', generate_audio: false, voice_ids: ['v'] }, 560_000],
    [KLING, {}, 840_000],
    [HAILUO, { duration: '6', resolution: '768P' }, 270_000],
    [HAILUO, { duration: '10', resolution: '512p' }, 170_000],
    [HAILUO, {}, 270_000],
  ])('%s %j', (endpoint, args, micros) => {
    expect(models.price(endpoint, args)).toMatchObject({ low: micros, expected: micros, high: micros });
  });
});

describe('Kling in several shots', () => {
  const price = (args: Record<string, unknown>) =>
    models.price(KLING, { generate_audio: false, ...args }).expected;

  it('costs the sum of the shots, five seconds where one has no duration', () => {
    expect(price({ multi_prompt: [{ prompt: 'a', duration: '4' }, { prompt: 'b' }] })).toBe(9 * 112_000);
  });

  it('costs the longer of the shots and the duration', () => {
    const multi_prompt = [{ prompt: 'a', duration: '4' }];
    expect(price({ duration: '10', multi_prompt })).toBe(10 * 112_000);
    expect(price({ duration: '3', multi_prompt })).toBe(4 * 112_000);
  });

  it.each([[[]], ['a'], [[{ duration: 'long' }]]])('is unknown for the shots %j', (multi_prompt) => {
    expect(price({ multi_prompt })).toBeNull();
  });
});

describe('Seedance by tokens', () => {
  const five = { duration: '5', aspect_ratio: '16:9' };

  it("follows fal's formula, to the micro-dollar", () => {
    // 1280 × 720 × 24 × 5 / 1024 = 108,000 tokens; printed: about 0.26.
    expect(models.price(SEEDANCE_15, { ...five, resolution: '720p', generate_audio: true }).expected).toBe(
      259_200,
    );
    expect(models.price(SEEDANCE_15, { ...five, resolution: '720p', generate_audio: false }).expected).toBe(
      129_600,
    );
    // 864 × 496 × 48 / 1024 = 20,088 tokens.
    expect(models.price(SEEDANCE_1, { duration: '2', resolution: '480p' }).expected).toBe(50_220);
  });

  it('spans the printed figure: about 0.62 for five seconds of Seedance 1 Pro at 1080p', () => {
    const { low, expected, high } = models.price(SEEDANCE_1, { ...five, resolution: '1080p' });
    expect([low, expected, high]).toEqual([607_500, 607_500, 625_725]);
  });

  it('spans one frame more than 24 a second, at the true picture size', () => {
    // ByteDance renders 16:9 at 720p as 1248x704 with Seedance 1, and 21:9 as 1504x640.
    const wide = models.price(SEEDANCE_1, { ...five, resolution: '720p', aspect_ratio: '21:9' });
    expect(wide.high).toBe(Math.round((1504 * 640 * 121 * 2.5) / 1024));
    const usual = models.price(SEEDANCE_1, { ...five, resolution: '720p' });
    expect(usual.low).toBe(Math.round((1248 * 704 * 120 * 2.5) / 1024));
  });

  it('spans every aspect ratio where the model chooses it', () => {
    const auto = models.price(SEEDANCE_1, { duration: '5', resolution: '720p', aspect_ratio: 'auto' });
    expect(auto.low).toBe(Math.round((1248 * 704 * 120 * 2.5) / 1024));
    expect(auto.high).toBe(Math.round((1504 * 640 * 121 * 2.5) / 1024));
  });

  it('assumes the dearer of two printed default resolutions', () => {
    expect(models.price(SEEDANCE_1, {}).expected).toBe(607_500);
  });

  it('counts frames where the length is given in frames, whatever the duration says', () => {
    const args = { num_frames: 240, duration: '2', resolution: '720p' };
    expect(models.price(SEEDANCE_1, args).expected).toBe(540_000);
  });

  it.each([
    [{ resolution: '4k' }],
    [{ resolution: 'constructor' }],
    [{ num_frames: -1 }],
    [{ duration: [] }],
  ])('is unknown for %j, and says why', (args) => {
    const { low, expected, high, rule } = models.price(SEEDANCE_1, args);
    expect([low, expected, high]).toEqual([null, null, null]);
    expect(rule).toMatch(/not known|not a number/);
  });
});

describe('what is not known', () => {
  it.each([
    [VEO, { resolution: '8k' }, 'no price is printed for resolution 8k (only for 720p, 1080p, 4k)'],
    [VEO, { duration: '-6s' }, 'duration "-6s" is not a number of seconds'],
    [HAILUO, { duration: Number.NaN }, 'duration null is not a number of seconds'],
  ])('%s %j: %s', (endpoint, args, why) => {
    expect(models.price(endpoint, args)).toMatchObject({ low: null, expected: null, high: null, rule: why });
  });

  it('is priced as the longest clip where the model chooses the length', () => {
    const rule = priceRule.parse({ kind: 'per_second', rate: 0.1, seconds });
    expect(rule.cost({ duration: 'auto' }).high).toBe(1_500_000);
    const noDefault = priceRule.parse({
      kind: 'per_second',
      rate: 0.1,
      seconds: { ...seconds, default: null },
    });
    expect(noDefault.cost({}).expected).toBe(1_500_000);
  });

  it.each([
    [{ argument: 'pro_mode', is: true }, { pro_mode: 'yes' }, 'pro_mode yes is neither true nor false'],
    [{ argument: 'fps', above: 30 }, { fps: '60fps' }, 'fps 60fps is not a number'],
  ])('is what a factor hangs on, when it cannot be read: %j', (when, args, words) => {
    const rule = priceRule.parse({ kind: 'per_video', price: 0.4, multiply: [{ when, factor: 2 }] });
    expect(rule.cost(args)).toEqual({ low: null, expected: null, high: null, words });
    expect(rule.cost({}).high).toBe(400_000);
    expect(rule.cost({ pro_mode: 'true', fps: '60' }).high).toBe(800_000);
  });

  it.each([Number.MAX_SAFE_INTEGER, 1e15])(
    'is the sum of %d pictures, which cannot be counted',
    (num_images) => {
      const images = { argument: 'num_images', default: 1 };
      const { high, words } = priceRule.parse({ kind: 'per_image', price: 50, images }).cost({ num_images });
      expect(high).toBeNull();
      expect(words).toContain('more than can be counted');
    },
  );

  it("is priced as the dearest row where fal's default is not printed", () => {
    const rule = priceRule.parse({
      kind: 'per_second_table',
      keys: ['resolution', 'sound'],
      rates: { '720p|true': 0.2, '720p|false': 0.1, '1080p|true': 0.4, '1080p|false': 0.3 },
      defaults: { resolution: '720p' },
      defaults_unknown: ['sound'],
      seconds,
    });
    expect(rule.cost({})).toEqual({
      low: 500_000,
      expected: 1_000_000,
      high: 1_000_000,
      words: '5 s × $0.20 (resolution 720p, sound unknown, the dearest assumed)',
    });
    expect(rule.summary).toBe('$0.10 to $0.40/s by resolution and sound');
  });

  it('never throws, whatever the arguments', () => {
    const name = fc.constantFrom(
      'duration',
      'resolution',
      'aspect_ratio',
      'generate_audio',
      'num_frames',
      'multi_prompt',
      'elements',
      'voice_ids',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(VEO, KLING, HAILUO, SEEDANCE_1, SEEDANCE_15),
        fc.dictionary(name, fc.jsonValue()),
        (endpoint, args) => {
          const { low, high } = models.price(endpoint, args);
          expect(low === null).toBe(high === null);
          expect(low ?? 1).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('the other kinds', () => {
  it('charge a flat price', () => {
    const rule = priceRule.parse({ kind: 'per_video', price: 0.2 });
    expect(rule.cost({ duration: '5' })).toEqual({
      low: 200_000,
      expected: 200_000,
      high: 200_000,
      words: '$0.20 a clip',
    });
    expect(rule.summary).toBe('$0.20 a clip');
  });

  it('charge by the second, fractions included', () => {
    const rule = priceRule.parse({ kind: 'per_second', rate: 0.07, seconds });
    expect(rule.cost({ duration: 2.5 })).toMatchObject({ expected: 175_000, words: '2.5 s × $0.07' });
    expect(rule.summary).toBe('$0.07/s');
  });
});
