import { describe, expect, it } from 'vitest';
import { usdFromMicros } from '../../util/money.ts';
import { shippedPrice } from '../../../test/support/shipped-prices.ts';

/** What fal prints, and what follows from its rules: the figures that were gathered with the price list. */

type Figure = [what: string, endpoint: string, args: object, usd: number, facts?: object];

const expected = (endpoint: string, args: object, facts = {}) => {
  const { expected: micros, words } = shippedPrice(endpoint, { ...args }, facts);
  return micros === null ? words : usdFromMicros(micros);
};

const seedance5 = { duration: '5', resolution: '720p' };

describe('figures that fal prints', () => {
  it.each<Figure>([
    [
      'Veo 3.1, 5 s, 1080p, sound: 5 × 0.40',
      'fal-ai/veo3.1/image-to-video',
      { duration: '5s', resolution: '1080p', generate_audio: true },
      2,
    ],
    [
      'Veo 3.1 first-last-frame, the same',
      'fal-ai/veo3.1/first-last-frame-to-video',
      { duration: '5s', resolution: '1080p', generate_audio: true },
      2,
    ],
    [
      'Veo 3.1 fast: 5 × 0.15',
      'fal-ai/veo3.1/fast/image-to-video',
      { duration: '5s', resolution: '1080p', generate_audio: true },
      0.75,
    ],
    ['Kling 2.5 turbo pro, 5 s', 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video', { duration: '5' }, 0.35],
    [
      'a further second: 0.35 + 0.07',
      'fal-ai/kling-video/v2.5-turbo/pro/image-to-video',
      { duration: '6' },
      0.42,
    ],
    ['Kling 3 4k: 5 × 0.42', 'fal-ai/kling-video/v3/4k/image-to-video', { duration: '5' }, 2.1],
    ['Kling O3 4k: 5 × 0.42', 'fal-ai/kling-video/o3/4k/image-to-video', { duration: '5' }, 2.1],
    ['Kling 4: 10 × 0.235', 'kling/v4/image-to-video', { duration: '10', resolution: '1080p' }, 2.35],
    [
      'Hailuo 02 standard: 6 × 0.045',
      'fal-ai/minimax/hailuo-02/standard/image-to-video',
      { duration: '6', resolution: '768P' },
      0.27,
    ],
    ['Hailuo 02 pro: 6 × 0.08', 'fal-ai/minimax/hailuo-02/pro/image-to-video', {}, 0.48],
    ['Hailuo 2.3, 6 s', 'fal-ai/minimax/hailuo-2.3/standard/image-to-video', { duration: '6' }, 0.28],
    ['Hailuo 2.3, 10 s', 'fal-ai/minimax/hailuo-2.3/standard/image-to-video', { duration: '10' }, 0.56],
    [
      'Seedance 1 pro fast, 1080p, 5 s: 1920 × 1080 × 120 / 1024 = 243,000 tokens × 0.001',
      'fal-ai/bytedance/seedance/v1/pro/fast/image-to-video',
      { resolution: '1080p', duration: '5' },
      0.243,
    ],
    [
      'Grok t2v, 6 s, 480p: 6 × 0.05',
      'xai/grok-imagine-video/text-to-video',
      { duration: 6, resolution: '480p' },
      0.3,
    ],
    [
      'Grok r2v with one picture: 0.30; 0.002 for it is printed and was not billed',
      'xai/grok-imagine-video/reference-to-video',
      { duration: 6, resolution: '480p', reference_image_urls: ['https://a/1.png'] },
      0.3,
    ],
    [
      'LTX-2 19b: ceil(1280 × 720 × 121 / 1e6) = 112 × 0.0018',
      'fal-ai/ltx-2-19b/image-to-video',
      { video_size: { width: 1280, height: 720 }, num_frames: 121 },
      0.2016,
    ],
    [
      'Pikaframes, less than 5 s: 5 × 0.04',
      'fal-ai/pika/v2.2/pikaframes',
      { resolution: '720p', transitions: [{ duration: 3 }] },
      0.2,
    ],
    [
      'FLUX.2 pro: ceil(1920 × 1080 / 1048576) = 2, so 0.03 + 0.015',
      'fal-ai/flux-2-pro',
      { image_size: { width: 1920, height: 1080 } },
      0.045,
    ],
  ])('%s', (_what, endpoint, args, usd) => expect(expected(endpoint, args)).toBe(usd));

  it.each([
    [
      'about 0.62',
      'fal-ai/bytedance/seedance/v1/pro/image-to-video',
      { resolution: '1080p', duration: '5' },
      0.62,
    ],
    [
      'about 0.26',
      'fal-ai/bytedance/seedance/v1.5/pro/image-to-video',
      { resolution: '720p', duration: '5', generate_audio: true },
      0.26,
    ],
    [
      'about 0.3034 a second',
      'bytedance/seedance-2.0/image-to-video',
      { resolution: '720p', duration: 1 },
      0.3034,
    ],
  ])('Seedance, %s: within low and high', (_what, endpoint, args, printed) => {
    const { low, high } = shippedPrice(endpoint, args);
    expect(low).toBeLessThanOrEqual(printed * 1e6);
    expect(high).toBeGreaterThanOrEqual(printed * 1e6);
  });

  it('Seedance 2, 720p, one second as bills count: 25 frames of 900 tokens × 0.014', () => {
    expect(expected('bytedance/seedance-2.0/image-to-video', { resolution: '720p', duration: 1 })).toBe(
      0.315,
    );
  });
});

describe('figures that follow from the rules', () => {
  it.each<Figure>([
    [
      'Kling 3 pro with voice control: 5 × 0.196',
      'fal-ai/kling-video/v3/pro/image-to-video',
      { duration: '5', generate_audio: true, voice_ids: ['v'] },
      0.98,
    ],
    [
      'Kling 3 pro, silent: 5 × 0.112',
      'fal-ai/kling-video/v3/pro/image-to-video',
      { duration: '5', generate_audio: false },
      0.56,
    ],
    ['Seedance 2 i2v: 108,900 × 0.014 / 1000', 'bytedance/seedance-2.0/image-to-video', seedance5, 1.5246],
    [
      'Seedance 2 r2v, 5 s in, 5 s out: 216,900 × 0.014 / 1000 × 0.6',
      'bytedance/seedance-2.0/reference-to-video',
      { ...seedance5, video_urls: ['https://a/v.mp4'] },
      1.82196,
      { video_seconds: 5 },
    ],
    [
      'Kling 4 r2v, 10 s in, 5 s out: max(15, 10) × 0.141',
      'kling/v4/reference-to-video',
      { duration: '5', resolution: '1080p', reference_video_url: 'https://a/v.mp4' },
      2.115,
      { video_seconds: 10 },
    ],
    ['H3 Max by default: 5 × 0.08', 'minimax/h3-max/image-to-video', {}, 0.4],
    ['Wan 2.2 by default: 81 / 16 × 0.08', 'fal-ai/wan/v2.2-a14b/image-to-video', {}, 0.405],
    ['Wan 2.6 by default: 5 × 0.15', 'wan/v2.6/image-to-video', {}, 0.75],
    ['Veo 3.1 by default: 8 × 0.40', 'fal-ai/veo3.1/image-to-video', {}, 3.2],
  ])('%s', (_what, endpoint, args, usd, facts) => expect(expected(endpoint, args, facts)).toBe(usd));
});

describe('tokens and pixels', () => {
  // 1280 × 720 × 120 / 1024 = 108,000 tokens. Seedance 2 with a frame more: 121 × 900 = 108,900; 864 × 496: 50,638.5;
  // 1920 × 1080: 245,025; 4k: 980,100.
  it.each<Figure>([
    [
      '2.5, 480p: 50.6385 × 0.0214',
      'bytedance/seedance-2.5/image-to-video',
      { duration: '5', resolution: '480p' },
      1.083664,
    ],
    ['2.5, 720p: 108.9 × 0.0214', 'bytedance/seedance-2.5/image-to-video', seedance5, 2.33046],
    [
      '2.5, 1080p: 245.025 × 0.0234',
      'bytedance/seedance-2.5/image-to-video',
      { duration: '5', resolution: '1080p' },
      5.733585,
    ],
    [
      '2.0, 4k: 980.1 × 0.008',
      'bytedance/seedance-2.0/text-to-video',
      { duration: '5', resolution: '4k' },
      7.8408,
    ],
    ['2.0 fast: 108.9 × 0.0112', 'bytedance/seedance-2.0/fast/text-to-video', seedance5, 1.21968],
    [
      '1.5 pro with sound: 108 × 0.0024',
      'fal-ai/bytedance/seedance/v1.5/pro/text-to-video',
      seedance5,
      0.2592,
    ],
    [
      '1.5 pro silent: 108 × 0.0012',
      'fal-ai/bytedance/seedance/v1.5/pro/text-to-video',
      { ...seedance5, generate_audio: false },
      0.1296,
    ],
    ['1 pro: 108 × 0.0025', 'fal-ai/bytedance/seedance/v1/pro/text-to-video', seedance5, 0.27],
    ['1 pro fast: 108 × 0.001', 'fal-ai/bytedance/seedance/v1/pro/fast/text-to-video', seedance5, 0.108],
    ['1 lite: 108 × 0.0018', 'fal-ai/bytedance/seedance/v1/lite/text-to-video', seedance5, 0.1944],
    ['2.0 mini: 108.9 × 0.007', 'bytedance/seedance-2.0/mini/image-to-video', seedance5, 0.7623],
    [
      '2.0 mini r2v, 4 s in: 5 × 0.1547 + 4 × 0.0928',
      'bytedance/seedance-2.0/mini/reference-to-video',
      { ...seedance5, video_urls: ['https://a/v.mp4'] },
      1.1447,
      { video_seconds: 4 },
    ],
    [
      'a draft of 2.5 is billed as 480p: 50.6385 × 0.0214',
      'bytedance/seedance-2.5/image-to-video',
      { duration: '5', resolution: '1080p', draft: true },
      1.083664,
    ],
    [
      'H3 Max r2v, 6 square pictures: 5 × 0.08 + (6 × 1024 − 4096) / 1000 × 0.02',
      'minimax/h3-max/reference-to-video',
      { reference_image_urls: Array<string>(6).fill('https://a/1.png') },
      0.44096,
    ],
  ])('%s', (_what, endpoint, args, usd, facts) => expect(expected(endpoint, args, facts)).toBe(usd));

  it.each([
    ['4', 87_300],
    ['5', 108_900],
    ['6', 130_500],
  ])('Seedance 2 for %s s: what is expected is the bill that was measured, %i tokens', (duration, tokens) => {
    const args = { duration, resolution: '720p' };
    const quote = shippedPrice('bytedance/seedance-2.0/enterprise/v2/image-to-video', args);
    expect(quote.expected).toBe(tokens * 14);
  });

  it("is bounded by the page's figure: 2.5 at 1080p, 5 × 1.164, above the formula", () => {
    const args = { duration: '5', resolution: '1080p' };
    expect(shippedPrice('bytedance/seedance-2.5/image-to-video', args).high).toBe(5_820_000);
  });

  it('knows Nano Banana 2.1 only about, without a bound, and Omni Flash within what bills have shown', () => {
    const picture = shippedPrice('google/nano-banana-2.1', { resolution: '4K', num_images: 2 });
    expect(picture).toMatchObject({ low: null, expected: 268_000, high: null });
    const clip = shippedPrice('google/gemini-omni-flash/image-to-video', { duration: 5 });
    expect(clip).toMatchObject({ low: 585_000, expected: 650_000, high: 715_000 });
    expect(clip.words).toBe(
      'about 5 s × $0.13; billed at $21.875 per million output tokens, known only afterwards, within 10 % as far as bills were seen',
    );
  });
});
