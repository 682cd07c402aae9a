import { describe, expect, it } from 'vitest';
import { usdFromMicros } from '../../util/money.ts';
import { shippedPrice } from '../../../test/support/shipped-prices.ts';
import type { CallFacts } from './price-rule.ts';

/** Worked by hand where a call leaves something open: what is least, counted with, and most, or why nothing is known. */

type Args = Record<string, unknown>;
const url = 'https://a/x';

const figures = (endpoint: string, args: Args, facts: CallFacts = {}) => {
  const { low, expected, high, words } = shippedPrice(endpoint, args, facts);
  return low === null || expected === null || high === null
    ? words
    : [low, expected, high].map(usdFromMicros);
};

describe('a span, where something is open', () => {
  it.each<[why: string, endpoint: string, args: Args, usd: number[], facts?: CallFacts]>([
    [
      'auto: 96 or 361 frames × 900 tokens × 0.0168 / 1000; the page has 15 × 0.37',
      'bytedance/seedance-2.0/us/image-to-video',
      { duration: 'auto' },
      [1.45152, 5.45832, 5.55],
    ],
    [
      '10 s asked, 9.95 to 10.2 come out × 0.30',
      'google/gemini-omni-flash/v1.1/image-to-video',
      { duration: 10, resolution: '4k' },
      [2.985, 3, 3.06],
    ],
    [
      '4 × 0.039 by its page, × 0.0398 by its sibling',
      'fal-ai/nano-banana/edit',
      { num_images: 4, image_urls: [url, url] },
      [0.156, 0.1592, 0.1592],
    ],
    ['auto by default: 5 to 20 s × 0.17', 'blackforestlabs/flux-3/text-to-video', {}, [0.85, 3.4, 3.4]],
    ['no printed default: 3 s × 0.157 to 30 s × 0.235', 'kling/v4/image-to-video', {}, [0.471, 7.05, 7.05]],
    [
      'sound not printed: 5 × 0.112 or 0.14',
      'fal-ai/kling-video/o3/pro/image-to-video',
      {},
      [0.56, 0.7, 0.7],
    ],
    [
      'an unmeasured video of 3 to 10.05 s × 0.168',
      'fal-ai/kling-video/o1/video-to-video/edit',
      { video_url: url },
      [0.504, 1.6884, 1.6884],
    ],
    [
      'at most 10 s with the picture as orientation: 10 × 0.07',
      'fal-ai/kling-video/v2.6/standard/motion-control',
      { character_orientation: 'image' },
      [0, 0.7, 0.7],
    ],
    [
      'under 60 s of sound at 720p × 0.16',
      'fal-ai/bytedance/omnihuman/v1.5',
      { resolution: '720p' },
      [0, 9.6, 9.6],
    ],
    [
      '4 s out, at most 30.2 s in: 96 to ceil(34.2 × 24) + 1 = 822 frames × 900 tokens × 0.0214 / 1000 × 0.6; the page has 0.473 / 24 a frame',
      'bytedance/seedance-2.5/reference-to-video',
      { duration: '4', video_urls: [url] },
      [1.109376, 9.499032, 9.708325],
    ],
    [
      'without measuring, over 5 s of video or not: 0.20 × 1 or 2',
      'fal-ai/pixverse/swap',
      { video_url: url },
      [0.2, 0.4, 0.4],
    ],
    [
      '97 frames / 24 = 4.0416… s or 5 started × 0.075',
      'fal-ai/hunyuan-video-v1.5/text-to-video',
      { num_frames: 97 },
      [0.303125, 0.303125, 0.375],
    ],
    ['7 s or two started blocks of five × 0.02', 'fal-ai/lyra-2/zoom', { duration: 7 }, [0.14, 0.14, 0.2]],
    [
      'whether the factor counts for sound: 0.20 × 2.2 + 0.05 to (0.20 + 0.05) × 2.2',
      'fal-ai/pixverse/v5.5/image-to-video',
      { duration: '10', generate_audio_switch: true, generate_multi_clip_switch: false },
      [0.49, 0.55, 0.55],
    ],
    [
      'a switch without a printed default: 0.45, or with 0.45 more',
      'fal-ai/pixverse/v5.6/image-to-video',
      {},
      [0.45, 0.45, 0.9],
    ],
    [
      '1024 × 1024 is one binary megapixel, or two decimal ones × 0.003',
      'fal-ai/flux/schnell',
      { image_size: 'square_hd' },
      [0.003, 0.003, 0.006],
    ],
    [
      '1 to 4 pictures a run, 2 runs × 0.04',
      'fal-ai/bytedance/seedream/v4.5/edit',
      { num_images: 2, max_images: 4 },
      [0.08, 0.32, 0.32],
    ],
    [
      'size left to the model: 0.0675 or 0.135',
      'bytedance/seedream/v5/pro/text-to-image',
      { image_size: 'auto_2K' },
      [0.0675, 0.135, 0.135],
    ],
    [
      'a template of no printed class: 0.20 to 0.50',
      'fal-ai/vidu/template-to-video',
      { template: 'morphlab' },
      [0.2, 0.5, 0.5],
    ],
    [
      'the search once or for each of 2 pictures: 0.16 + 0.015 × 1 or 2',
      'fal-ai/nano-banana-2',
      { num_images: 2, enable_web_search: true },
      [0.175, 0.19, 0.19],
    ],
    [
      'a promotion until 2026-11-30: 5 × 0.0665 or 0.095',
      'fal-ai/vidu/q4/reference-to-video',
      {},
      [0.3325, 0.475, 0.475],
    ],
    [
      'while it runs its price is expected',
      'fal-ai/vidu/q4/reference-to-video',
      {},
      [0.3325, 0.3325, 0.475],
      { today: '2026-11-30' },
    ],
    [
      'the sources disagree on 3 s of reference: 5 or 8 s × 0.28',
      'alibaba/wan-3.0-prime/reference-to-video',
      { reference_video_urls: [url] },
      [1.4, 2.24, 2.24],
      { video_seconds: 3 },
    ],
  ])('%s: %s %j', (_why, endpoint, args, usd, facts) => expect(figures(endpoint, args, facts)).toEqual(usd));
});

describe('a guess without bounds, where nobody knows what an argument adds', () => {
  it.each<[endpoint: string, args: Args, usd: number, why: string, facts?: CallFacts]>([
    [
      'fal-ai/pika/v2.1/image-to-video',
      { resolution: '1080p' },
      0.4,
      'how resolution 1080p changes the price',
    ],
    [
      'fal-ai/pika/v2/turbo/image-to-video',
      { resolution: '1080p', duration: 10 },
      0.2,
      'how resolution 1080p, duration 10 change the price',
    ],
    ['fal-ai/davinci-magihuman', { resolution: '1080p' }, 0.25, 'how resolution 1080p changes the price'],
    [
      'fal-ai/cogvideox-5b/image-to-video',
      { video_size: 'square_hd' },
      0.2,
      'how video_size square_hd changes the price',
    ],
    ['fal-ai/cosmos-predict-2.5/image-to-video', { num_frames: 186 }, 0.2, 'how num_frames 186 changes'],
    ['fal-ai/framepack', { resolution: '720p' }, 0.3, 'how resolution 720p changes the price'],
    ['fal-ai/framepack/f1', { num_frames: 240 }, 0.2664, 'how num_frames 240 changes the price'],
    ['fal-ai/wan-ati', { resolution: '720p' }, 0.15, 'how resolution 720p changes the price'],
    ['bytedance/lynx', { frames_per_second: 27 }, 1.8, 'how frames_per_second 27 changes the price'],
    [
      'fal-ai/bytedance/omnihuman',
      { resolution: '1080p' },
      1.4,
      'how resolution 1080p changes the price',
      { audio_seconds: 10 },
    ],
    ['fal-ai/skyreels-i2v', { num_inference_steps: 50 }, 0.3, 'how num_inference_steps 50 changes the price'],
    ['fal-ai/wan-i2v-lora', { turbo_mode: false }, 0.75, 'how turbo_mode false changes the price'],
    ['fal-ai/luma-dream-machine/ray-2-flash/image-to-video', { resolution: '720p' }, 0.4, 'how resolution'],
    [
      'xai/grok-imagine-video/edit-video',
      { resolution: '720p' },
      0.24,
      'how resolution 720p changes the price',
      { video_seconds: 4 },
    ],
    ['fal-ai/pika/v2.2/pikascenes', { duration: 10 }, 0.9, 'the factor for duration 10'],
    ['fal-ai/pixverse/extend', { duration: '8' }, 0.4, 'the factor for duration 8'],
    [
      'fal-ai/vidu/q3/reference-to-video/mix',
      {},
      0.77,
      'its own price was not seen, and that of Vidu Q3 is counted',
    ],
    [
      'google/nano-banana-2.1',
      { resolution: '1K' },
      0.04,
      'it is billed at $35.294 per million output tokens, known only afterwards',
    ],
  ])('%s %j: about $%d', (endpoint, args, usd, why, facts) => {
    const { low, expected, high, words } = shippedPrice(endpoint, args, facts);
    expect([low, expected === null ? null : usdFromMicros(expected), high]).toEqual([null, usd, null]);
    expect(words.startsWith(`no upper bound known: ${why}`), words).toBe(true);
    expect(words).toContain('; about ');
  });

  it.each<[endpoint: string, args: Args, usd: number]>([
    ['fal-ai/pika/v2.1/image-to-video', { resolution: '720P', duration: '5', prompt: 'x', seed: 7 }, 0.4],
    ['fal-ai/hunyuan-video-image-to-video', { num_frames: 129, resolution: '720p' }, 0.4],
    ['fal-ai/wan-i2v-lora', { turbo_mode: true, num_frames: 81, frames_per_second: 16 }, 0.75],
    ['fal-ai/wan/v2.2-5b/image-to-video', {}, 0.15],
    ['fal-ai/pika/v2.2/pikascenes', { duration: 5 }, 0.45],
  ])('and one figure where they are the defaults: %s %j', (endpoint, args, usd) =>
    expect(figures(endpoint, args)).toEqual([usd, usd, usd]),
  );
});

describe('not known, and why', () => {
  it.each<[why: string, endpoint: string, args: Args, facts?: CallFacts]>([
    ['no price of this endpoint was seen', 'fal-ai/flux-realism', {}],
    ['it is billed by compute seconds, which depend on how long the run takes', 'fal-ai/sadtalker', {}],
    ['the length of the input sound is not known', 'veed/fabric-1.0', { audio_url: url }],
    [
      'the length of the input video is not known',
      'bytedance/seedance-2.0/reference-to-video',
      { duration: '5', video_urls: [url] },
    ],
    [
      'the length of the input video is not known',
      'kling/v4/reference-to-video',
      { duration: '5', elements: [{ video_url: url }] },
    ],
    [
      'the number of frames of the input video is not known',
      'fal-ai/wan/v2.2-14b/animate/replace',
      { video_url: url },
    ],
    ['duration is not known: its default is not printed', 'decart/lucy-14b/image-to-video', {}],
    ['duration is not known: the model chooses it', 'fal-ai/davinci-magihuman', { duration: 'auto' }],
    [
      'no price is printed for resolution 4k (only for 720p, 1080p)',
      'fal-ai/veo3.1/fast/reference-to-video',
      { resolution: '4k' },
    ],
    [
      'no price is printed for resolution 540p (only for 360p, 520p, 720p)',
      'fal-ai/vidu/q2/reference-to-video/pro',
      { resolution: '540p' },
    ],
    [
      'no price is printed: 1080p not at 10 s',
      'fal-ai/pixverse/v5.6/transition',
      { resolution: '1080p', duration: '10' },
    ],
    [
      'no price is printed: 5 s only with a start frame',
      'luma/agent/ray/v3.2/image-to-video',
      { duration: '10s' },
    ],
    [
      'the sizes of the input pictures are not known',
      'fal-ai/flux-2-pro/edit',
      { image_size: 'square', image_urls: [url] },
    ],
    [
      'the size follows the input picture, which is not known',
      'fal-ai/flux/dev/image-to-image',
      { image_url: url },
    ],
    [
      'no price is printed for a picture of 4096x4096',
      'bytedance/seedream/v5/pro/text-to-image',
      { image_size: { width: 4096, height: 4096 } },
    ],
    [
      'how many reference tokens a video counts is not printed',
      'minimax/h3-max/reference-to-video',
      { reference_video_urls: [url] },
    ],
    ['num_frames is not a number of frames', 'fal-ai/longcat-video/image-to-video/480p', { num_frames: -3 }],
    ['num_images 0 is not a number of pictures', 'fal-ai/nano-banana', { num_images: 0 }],
    ['image_size is not a size', 'fal-ai/flux-2', { image_size: { width: -1, height: 2 } }],
    [
      'a duration in transitions is not a number of seconds',
      'fal-ai/pika/v2.2/pikaframes',
      { transitions: [{ duration: 'x' }] },
    ],
    [
      'the input video is 10.06 s long, and at most 10.05 s are taken',
      'fal-ai/kling-video/o1/video-to-video/edit',
      { video_url: url },
      { video_seconds: 10.06 },
    ],
    [
      'the input video is 12 s long, and at most 10 s are taken',
      'fal-ai/kling-video/v2.6/standard/motion-control',
      { video_url: url, character_orientation: 'image' },
      { video_seconds: 12 },
    ],
    [
      'the input video is 31 s long, and at most 30.2 s are taken',
      'bytedance/seedance-2.5/reference-to-video',
      { duration: '4', video_urls: [url] },
      { video_seconds: 31 },
    ],
    [
      'the input sound is 1.5 s long, and at least 2 s are taken',
      'fal-ai/ltx-2.3/audio-to-video',
      { audio_url: url },
      { audio_seconds: 1.5 },
    ],
  ])('%s: %s %j', (why, endpoint, args, facts) => {
    expect(shippedPrice(endpoint, args, facts)).toEqual({
      low: null,
      expected: null,
      high: null,
      words: why,
    });
  });
});

describe('the sum in words', () => {
  it.each<[endpoint: string, args: Args, words: string, facts?: CallFacts]>([
    [
      'xai/grok-imagine-video/v1.5/image-to-video',
      { image_url: url },
      '6 s × $0.14 (resolution 720p) + $0.01 × 1 (input picture)',
    ],
    [
      'minimax/h3-max/lip-sync/image-to-video',
      {},
      '20 s × $0.08 (resolution 768P) × 1.2 for over 15 s',
      { audio_seconds: 20 },
    ],
    [
      'fal-ai/kling-video/v2.5-turbo/pro/image-to-video',
      { duration: '10' },
      '10 s: $0.35 for the first 5 s, $0.07 for each further one',
    ],
    [
      'fal-ai/pika/v2.2/image-to-video',
      { duration: 10 },
      'no upper bound known: the factor for duration 10 is not printed; about $0.20 a clip (resolution 720p) × 2 for duration 10',
    ],
    [
      'kling/v4/video-to-video/edit',
      { duration: 5, resolution: '720p' },
      '10 s × $0.094 (resolution 720p)',
      { video_seconds: 2 },
    ],
    ['xai/grok-imagine-video/extend-video', {}, 'output 6 s × $0.05 + input 2 to 15 s × $0.01'],
    [
      'fal-ai/ltx-2-19b/image-to-video',
      { video_size: { width: 1280, height: 720 } },
      '121 frames of 1280x720: 112 megapixels × $0.0018',
    ],
    [
      'fal-ai/ltx-2.3-quality/image-to-video',
      { resolution: 'square' },
      '121 frames of 512x512: 32 megapixels × $0.0024075',
    ],
  ])('%s %j', (endpoint, args, words, facts) =>
    expect(shippedPrice(endpoint, args, facts).words).toBe(words),
  );
});
