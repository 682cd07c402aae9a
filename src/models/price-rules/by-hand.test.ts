import { describe, expect, it } from 'vitest';
import { usdFromMicros } from '../../util/money.ts';
import { shippedPrice } from '../../../test/support/shipped-prices.ts';
import type { CallFacts } from './price-rule.ts';

/** Endpoints worked by hand: the sum stands in each test's name, the rule in presets/prices.json. */

type Args = Record<string, unknown>;
const url = 'https://a/x';
const pictures = (count: number) => Array<string>(count).fill(url);

const figures = (endpoint: string, args: Args, facts: CallFacts = {}) => {
  const { low, expected, high, words } = shippedPrice(endpoint, args, facts);
  return low === null || expected === null || high === null
    ? words
    : [low, expected, high].map(usdFromMicros);
};

describe('one figure, exactly', () => {
  it.each<[sum: string, endpoint: string, args: Args, usd: number, facts?: CallFacts]>([
    // per_second
    ['7 × 0.112', 'fal-ai/kling-video/o1/image-to-video', { duration: '7' }, 0.784],
    ['10 × 0.10', 'fal-ai/kling-video/v1.5/pro/image-to-video', { duration: '10' }, 1],
    ['10 × 0.098', 'fal-ai/kling-video/v2.1/pro/image-to-video', { duration: '10' }, 0.98],
    ['15 × 0.14', 'fal-ai/kling-video/v3/turbo/pro/image-to-video', { duration: '15' }, 2.1],
    [
      '4 + 5 = 9 × 0.112, a shot without a duration is 5 s',
      'fal-ai/kling-video/v3/turbo/standard/image-to-video',
      { multi_prompt: [{ duration: '4' }, {}] },
      1.008,
    ],
    ['10 × 0.017', 'fal-ai/minimax/hailuo-02-fast/image-to-video', { duration: '10' }, 0.17],
    ['12 × 0.10', 'fal-ai/sora-2/image-to-video', { duration: 12 }, 1.2],
    ['162 / 15 × 0.005', 'fal-ai/longcat-video/distilled/image-to-video/480p', {}, 0.054],
    ['300 / 30 × 0.04', 'fal-ai/longcat-video/image-to-video/720p', { num_frames: 300 }, 0.4],
    ['81 frames / 16 a second × 0.60', 'bytedance/lynx', { num_frames: 81, resolution: '720P' }, 3.0375],
    [
      '121 / 24 × 0.02 × 2 = 0.2016666…',
      'fal-ai/ltxv-13b-098-distilled/image-to-video',
      { enable_detail_pass: true },
      0.201667,
    ],
    [
      '12.5 s of sound × 0.115',
      'fal-ai/kling-video/ai-avatar/v2/pro',
      { audio_url: url },
      1.4375,
      { audio_seconds: 12.5 },
    ],
    [
      '8 s of video × 0.168',
      'fal-ai/kling-video/v3/pro/motion-control',
      { video_url: url },
      1.344,
      { video_seconds: 8 },
    ],
    [
      '10 s of video × 0.06 + 0.08',
      'fal-ai/wan-motion',
      { video_url: url, enhance_identity: true },
      0.68,
      { video_seconds: 10 },
    ],
    // per_second_table
    [
      '10 × 0.29',
      'blackforestlabs/flux-3/first-last-frame-to-video',
      { duration: 10, resolution: '1080p' },
      2.9,
    ],
    ['1 × 0.14 + 0.01', 'xai/grok-imagine-video/v1.5/image-to-video', { duration: 1, image_url: url }, 0.15],
    ['15 × 0.14', 'alibaba/happy-horse/text-to-video', { duration: 15, resolution: '720p' }, 2.1],
    [
      '3 × 0.112',
      'fal-ai/kling-video/o3/standard/text-to-video',
      { duration: '3', generate_audio: true },
      0.336,
    ],
    [
      '10 × 0.07',
      'fal-ai/kling-video/v2.6/pro/image-to-video',
      { duration: '10', generate_audio: false },
      0.7,
    ],
    ['5 × 0.168 with a voice', 'fal-ai/kling-video/v2.6/pro/image-to-video', { voice_ids: ['v'] }, 0.84],
    ['8 × 0.32', 'fal-ai/ltx-2.3/image-to-video', { duration: 8, resolution: '2160p' }, 2.56],
    ['20 × 0.12', 'fal-ai/ltx-2.3/text-to-video/fast', { duration: 20, resolution: '1440p' }, 2.4],
    [
      '4.2 s started 5 × 0.36',
      'luma/agent/ray/v3.2/reframe',
      { resolution: '1080p', video_url: url },
      1.8,
      { video_seconds: 4.2 },
    ],
    [
      '5 × 0.13 + (7 − 5) × 0.08',
      'minimax/h3/reference-to-video',
      { reference_image_urls: pictures(7) },
      0.81,
    ],
    ['at least 5 s × 0.16 + 0.50', 'minimax/h3-max/3d-to-video', { duration: 2, resolution: '1080P' }, 1.3],
    [
      '20 s × 0.08 × 1.2 over 15 s',
      'minimax/h3-max/lip-sync/image-to-video',
      { audio_url: url },
      1.92,
      { audio_seconds: 20 },
    ],
    [
      '3 s counts as 5 × 0.05',
      'minimax/h3-max/lip-sync/image-to-video',
      { resolution: '480P' },
      0.25,
      { audio_seconds: 3 },
    ],
    ['10.2 s started 11 × 0.14', 'fal-ai/creatify/aurora', { audio_url: url }, 1.54, { audio_seconds: 10.2 }],
    ['180 / 30 × 0.0333', 'fal-ai/framepack', { resolution: '480p' }, 0.1998],
    [
      '2 transitions of 5 s and 7.5 s × 0.06',
      'fal-ai/pika/v2.2/pikaframes',
      { resolution: '1080p', transitions: [{}, { duration: 7.5 }] },
      0.75,
    ],
    [
      '3 pictures, 2 transitions of 5 s × 0.04',
      'fal-ai/pika/v2.2/pikaframes',
      { image_urls: pictures(3) },
      0.4,
    ],
    [
      '15 × 0.12',
      'fal-ai/pixverse/c1/text-to-video',
      { duration: 15, resolution: '1080p', generate_audio_switch: true },
      1.8,
    ],
    ['8 × 0.045', 'fal-ai/pixverse/v6/image-to-video', { duration: 8, generate_audio_switch: false }, 0.36],
    ['4 × 0.08', 'fal-ai/veo3.1/lite/image-to-video', { duration: '4s', resolution: '1080p' }, 0.32],
    ['7 × 0.20', 'fal-ai/veo3.1/extend-video', { video_url: url, generate_audio: false }, 1.4],
    ['16 × 0.154', 'fal-ai/vidu/q3/image-to-video', { duration: 16, resolution: '1080p' }, 2.464],
    [
      '16 × 0.39 after the promotion',
      'fal-ai/vidu/q4/image-to-video',
      { duration: 16, resolution: '4K' },
      6.24,
      { today: '2026-12-01' },
    ],
    ['5 × 0.20 where no video is given', 'alibaba/wan-3.0/reference-to-video', {}, 1],
    [
      '240 frames / 16 × 0.08',
      'fal-ai/wan/v2.2-14b/animate/move',
      { resolution: '720p' },
      1.2,
      { video_frames: 240 },
    ],
    [
      '100 / 16 × 0.06',
      'fal-ai/wan/v2.2-a14b/text-to-video',
      { num_frames: 100, resolution: '580p', frames_per_second: 24 },
      0.375,
    ],
    [
      '6.5 s of video × 0.10',
      'fal-ai/wan/v2.7/edit-video',
      { video_url: url, resolution: '720p' },
      0.65,
      { video_seconds: 6.5 },
    ],
    ['4 × 0.15, cut to 4 s', 'fal-ai/wan/v2.7/edit-video', { video_url: url, duration: '4' }, 0.6],
    // first_plus_extra
    ['1.40 + 5 × 0.28', 'fal-ai/kling-video/v2.1/master/image-to-video', { duration: '10' }, 2.8],
    [
      '144 frames / 24 = 6 s: (0.32 + 2 × 0.08) × 32/16',
      'fal-ai/magi-distilled/image-to-video',
      { num_frames: 144, num_inference_steps: '32' },
      0.96,
    ],
    [
      '3 s of video: 0.40 for any start',
      'fal-ai/hunyuan-portrait',
      { video_url: url },
      0.4,
      { video_seconds: 3 },
    ],
    // per_video, per_video_table
    ['0.40 × 2', 'fal-ai/hunyuan-video', { pro_mode: true }, 0.8],
    ['0.20 a clip', 'fal-ai/vidu/image-to-video', {}, 0.2],
    ['0.60 with HDR', 'luma/agent/ray/v3.2/image-to-video', { resolution: '720p', hdr: 'hdr' }, 0.6],
    ['4.32 for 10 s', 'luma/agent/ray/v3.2/video-to-video', { resolution: '1080p', duration: '10s' }, 4.32],
    ['3.00 for 10 s', 'moonvalley/marey/i2v', { duration: '10s' }, 3],
    ['0.15 × 2 for 8 s', 'fal-ai/pixverse/v5/image-to-video', { duration: '8', resolution: '360p' }, 0.3],
    ['0.20 × 2 over 5 s of video', 'fal-ai/pixverse/swap', { video_url: url }, 0.4, { video_seconds: 6 }],
    ['0.20 × 1.25 over 81 frames', 'fal-ai/wan-i2v', { resolution: '480p', num_frames: 100 }, 0.25],
    ['0.50 for an advanced template', 'fal-ai/vidu/template-to-video', { template: 'live_photo' }, 0.5],
    // clip_formula
    [
      '1.00 × 1.8',
      'fal-ai/luma-dream-machine/ray-2/image-to-video',
      { resolution: '720p', duration: '9s' },
      1.8,
    ],
    [
      '(0.20 + 0.05 + 0.10) × 1',
      'fal-ai/pixverse/v5.5/image-to-video',
      { generate_audio_switch: true, generate_multi_clip_switch: true },
      0.35,
    ],
    [
      '0.75 × 2',
      'fal-ai/pixverse/v5.6/text-to-video',
      { resolution: '1080p', duration: '8', generate_audio_switch: false },
      1.5,
    ],
    // base_plus_per_second, mixed
    ['0.30 + 8 × 0.10', 'fal-ai/vidu/q2/image-to-video/pro', { resolution: '1080p', duration: 8 }, 1.1],
    ['0 + 8 × 0.05', 'fal-ai/vidu/q2/image-to-video/turbo', { duration: 8 }, 0.4],
    ['0.20 + 4 × 0.10', 'fal-ai/vidu/q2/text-to-video', { resolution: '1080p' }, 0.6],
    ['0.20 a clip', 'fal-ai/vidu/q2/reference-to-video/pro', { resolution: '520p', duration: 8 }, 0.2],
    ['0.28 + 7 × 0.075', 'fal-ai/vidu/q2/video-extension/pro', { resolution: '1080p', duration: 7 }, 0.805],
    // sum, conditional
    [
      '6 × 0.05 + 9 × 0.01',
      'xai/grok-imagine-video/extend-video',
      { video_url: url },
      0.39,
      { video_seconds: 9 },
    ],
    [
      '8 × 0.05 + 8 × 0.01, cut to 8 s',
      'xai/grok-imagine-video/edit-video',
      { video_url: url },
      0.48,
      { video_seconds: 20 },
    ],
    ['6 × 0.28 + 6 × 0.28', 'alibaba/happy-horse/video-edit', { video_url: url }, 3.36, { video_seconds: 6 }],
    ['5 × 0.157 without a video', 'kling/v4/reference-to-video', { duration: 5, resolution: '720p' }, 0.785],
    [
      'max(2 + 5, 2 × 5) × 0.094',
      'kling/v4/video-to-video/edit',
      { duration: 5, resolution: '720p', video_url: url },
      0.94,
      { video_seconds: 2 },
    ],
    [
      'max(12 + 5, 2 × 5) × 0.141 with a video element',
      'kling/v4/reference-to-video',
      { duration: 5, resolution: '1080p', elements: [{ video_url: url }] },
      2.397,
      { video_seconds: 12 },
    ],
    // megapixel_frames, per_megapixel, megapixel_first_extra
    [
      'ceil(1024 × 576 × 121 / 1e6) = 72 × 0.0024075',
      'fal-ai/ltx-2.3-quality/image-to-video',
      { resolution: 'landscape_16_9' },
      0.17334,
    ],
    [
      'ceil(512 × 512 × 49 / 1e6) = 13 × 0.001',
      'fal-ai/ltx-2-19b/distilled/image-to-video/lora',
      { video_size: 'square', num_frames: 49 },
      0.013,
    ],
    ['3 pictures of 1024 × 768, a megapixel each × 0.025', 'fal-ai/flux/dev', { num_images: 3 }, 0.075],
    [
      '1500 × 1000 is two started megapixels × 0.012',
      'fal-ai/flux-2',
      { image_size: { width: 1500, height: 1000 } },
      0.024,
    ],
    [
      'the input is 640 × 640, one megapixel × 0.03',
      'fal-ai/flux/dev/image-to-image',
      { image_url: url },
      0.03,
      { images: [{ width: 640, height: 640 }] },
    ],
    ['0.07 + (2 − 1) × 0.03', 'fal-ai/flux-2-max', { image_size: { width: 1280, height: 1280 } }, 0.1],
    [
      'one out, inputs of 1 and 4 megapixels: 0.03 + 5 × 0.015',
      'fal-ai/flux-2-pro/edit',
      { image_size: 'square_hd', image_urls: pictures(2) },
      0.105,
      {
        images: [
          { width: 1024, height: 1024 },
          { width: 2048, height: 2048 },
        ],
      },
    ],
    // per_image, per_image_table
    ['4 × 0.0398', 'fal-ai/nano-banana', { num_images: 4 }, 0.1592],
    ['0.25 a picture', 'reve/2.1/text-to-image', {}, 0.25],
    ['2 × 0.16', 'fal-ai/nano-banana-2', { resolution: '4K', num_images: 2 }, 0.32],
    [
      '0.12 + 0.015 + 0.002',
      'fal-ai/nano-banana-2/edit',
      { resolution: '2K', enable_web_search: true, thinking_level: 'high' },
      0.137,
    ],
    ['0.15, thinking is not charged here', 'fal-ai/nano-banana-pro', { thinking_level: 'high' }, 0.15],
    [
      '0.0675 up to 1536 × 1536, two more pictures in: 2 × 0.0045',
      'bytedance/seedream/v5/pro/edit',
      { image_size: { width: 1536, height: 1536 }, image_urls: pictures(3) },
      0.0765,
    ],
    [
      '0.135 above',
      'bytedance/seedream/v5/pro/text-to-image',
      { image_size: { width: 1537, height: 1536 } },
      0.135,
    ],
  ])('%s: %s %j', (_sum, endpoint, args, usd, facts) => {
    expect(figures(endpoint, args, facts)).toEqual([usd, usd, usd]);
  });
});
