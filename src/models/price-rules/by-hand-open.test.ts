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
      'auto: 4 to 15 s × 0.37',
      'bytedance/seedance-2.0/us/image-to-video',
      { duration: 'auto' },
      [1.48, 5.55, 5.55],
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
      '4 s out, at most 30.2 s in: 96 to ceil(34.2 × 24) = 821 frames × 900 tokens × 0.0214 / 1000 × 0.6; the page has 0.473 / 24 a frame',
      'bytedance/seedance-2.5/reference-to-video',
      { duration: '4', video_urls: [url] },
      [1.109376, 9.487476, 9.708325],
    ],
    [
      'without measuring, over 5 s of video or not: 0.20 × 1 or 2',
      'fal-ai/pixverse/swap',
      { video_url: url },
      [0.2, 0.4, 0.4],
    ],
    ['10 s is not printed: 0.45 × 1 or 2', 'fal-ai/pika/v2.2/pikascenes', { duration: 10 }, [0.45, 0.9, 0.9]],
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

describe('not known, and why', () => {
  it.each<[why: string, endpoint: string, args: Args]>([
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
  ])('%s: %s %j', (why, endpoint, args) => {
    expect(shippedPrice(endpoint, args)).toEqual({ low: null, expected: null, high: null, words: why });
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
      '$0.20 a clip (resolution 720p) × 2, not printed, duration 10',
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
