import { describe, expect, it } from 'vitest';
import { multiplyToMicros } from '../../util/money.ts';
import { simulatedModels } from '../models/models.ts';
import { billableUnits, priceTag } from './bill.ts';
import type { BilledCall } from './call.ts';

const SEEDANCE_1 = 'fal-ai/bytedance/seedance/v1/pro/text-to-video';
const SEEDANCE = 'fal-ai/bytedance/seedance/v1.5/pro/image-to-video';
const KLING = 'fal-ai/kling-video/v3/pro/image-to-video';
const HAILUO = 'fal-ai/minimax/hailuo-02/standard/image-to-video';
const VEO = 'fal-ai/veo3.1/fast/image-to-video';
const FULL_HD = { width: 1920, height: 1080 };
const picture = 'https://a/1.png';

function bill(id: string, args: Record<string, unknown>, given: Partial<BilledCall> = {}) {
  const model = simulatedModels.find(id);
  if (model === null) throw new Error(id);
  const nothing = { video: null, sound: null, pictures: [], made: null, today: '2026-11-30' };
  const units = billableUnits(model, { args, asked: 5, usual: 5, longer: 0.03, ...nothing, ...given });
  const { unit, unit_price } = priceTag(model);
  return { units, unit, micros: multiplyToMicros(units, unit_price) };
}

describe('the bill of a clip', () => {
  // What fal's pages print or compute: in base units of the pricing API, and in micro-dollars.
  it.each<[string, string, Record<string, unknown>, number, number]>([
    ['Kling v3 pro, 5 s, silent', KLING, { duration: '5', generate_audio: false }, 4, 560_000],
    ['Kling v3 pro, by default with sound', KLING, {}, 6, 840_000],
    ['Hailuo 02 standard, 6 s, 768P', HAILUO, { duration: '6', resolution: '768P' }, 6, 270_000],
    ['Seedance 1.5 pro, 720p, 5 s', SEEDANCE, { duration: '5' }, 0.216, 259_200],
    ['Seedance 1 pro, 48 frames of 1080p', SEEDANCE_1, { duration: '5', num_frames: 48 }, 0.0972, 243_000],
    ['Veo 3.1 fast, 8 s, with sound by default', VEO, {}, 8, 1_200_000],
    ['Veo 3.1 fast, 6 s, silent', VEO, { duration: '6s', generate_audio: false }, 4, 600_000],
    ['Longcat: 162 frames / 15 × 0.025', 'fal-ai/longcat-video/image-to-video/480p', {}, 10.8, 270_000],
    ['Kling 2.5 turbo, 5 s', 'fal-ai/kling-video/v2.5-turbo/pro/text-to-video', {}, 35, 350_000],
  ])('%s', (_, id, args, units, micros) => expect(bill(id, args)).toMatchObject({ units, micros }));

  it.each<[string, string, Record<string, unknown>, Partial<BilledCall>, number]>([
    [
      'Seedance 2, 480p, 4 s of a square picture: 640 × 640 × 97 frames',
      'bytedance/seedance-2.0/image-to-video',
      { resolution: '480p', duration: '4', image_url: picture },
      { pictures: [{ width: 900, height: 900 }] },
      543_200,
    ],
    [
      'Omni Flash 1.1 bills the file: 3.03 s × 0.03',
      'google/gemini-omni-flash/v1.1/text-to-video',
      { resolution: '360p', duration: 3 },
      {},
      90_900,
    ],
    [
      'an avatar bills the sound: 7.5 s × 0.115',
      'fal-ai/kling-video/ai-avatar/v2/pro',
      { image_url: picture, audio_url: 'https://a/1.wav' },
      { sound: 7.5 },
      862_500,
    ],
    [
      'Wan 2.2 animate bills 16 frames a second: 240 / 16 × 0.08',
      'fal-ai/wan/v2.2-14b/animate/move',
      { resolution: '720p' },
      { video: { seconds: 8, frames: 240 } },
      1_200_000,
    ],
    [
      'a picture that is changed is billed by its own size, whatever the renderer draws: 0.95 MP',
      'fal-ai/flux/dev/image-to-image',
      { image_url: picture },
      { pictures: [{ width: 500, height: 1900 }], made: { width: 528, height: 2000 } },
      30_000,
    ],
    [
      'Kling 4 with a video: max(2 + 5, 2 × 5) × 0.094',
      'kling/v4/video-to-video/edit',
      { duration: 5, resolution: '720p', video_url: 'https://a/1.mp4' },
      { video: { seconds: 2, frames: 48 } },
      940_000,
    ],
  ])('%s', (_, id, args, given, micros) => expect(bill(id, args, given).micros).toBe(micros));
});

describe('the bill of pictures', () => {
  it.each<[string, string, Record<string, unknown>, { width: number; height: number }[], number]>([
    ['flux dev counts started megapixels', 'fal-ai/flux/dev', { image_size: FULL_HD }, [], 50_000],
    ['each picture counts', 'fal-ai/flux/dev', { num_images: 3 }, [], 75_000],
    // Printed by fal: flux-2-pro at 1920 × 1080 is $0.045.
    ['flux-2-pro: the first megapixel is dearer', 'fal-ai/flux-2-pro', { image_size: FULL_HD }, [], 45_000],
    ['what goes in counts too', 'fal-ai/flux-2-pro/edit', { image_size: 'square' }, [FULL_HD], 60_000],
    ['nano-banana is priced by the picture', 'fal-ai/nano-banana', { num_images: 4 }, [], 159_200],
    ['nano-banana-pro at 4K', 'fal-ai/nano-banana-pro', { resolution: '4K' }, [], 300_000],
    ['with a web search', 'fal-ai/nano-banana-pro', { enable_web_search: true }, [], 165_000],
    ['z-image turbo', 'fal-ai/z-image/turbo', { num_images: 2 }, [], 10_000],
    ['grok imagine', 'xai/grok-imagine-image', {}, [], 20_000],
    ['qwen', 'fal-ai/qwen-image', { image_size: 'square_hd', num_images: 2 }, [], 40_000],
  ])('%s', (_, id, args, given, micros) => {
    const urls = given.map(() => picture);
    expect(bill(id, { ...args, image_urls: urls }, { pictures: given, made: FULL_HD }).micros).toBe(micros);
  });
});

describe('what no price is known of', () => {
  it.each([
    ['no row', 'xai/grok/image-to-video'],
    ['a row without a price', 'fal-ai/flux-realism'],
  ])('%s: a cent in units that say that they are simulated', (_, id) =>
    expect(bill(id, {})).toEqual({ units: 1, unit: 'simulated units', micros: 10_000 }),
  );

  it('a value without a price is billed a cent, too', () =>
    expect(bill(KLING, { generate_audio: 'perhaps' }).micros).toBe(10_000));
});
