import { describe, expect, it } from 'vitest';
import { frameOf } from './frame-size.ts';
import { simulatedModels } from './models.ts';

const SEEDANCE = 'fal-ai/bytedance/seedance/v1/pro/image-to-video';
const VEO = 'fal-ai/veo3.1/fast/image-to-video';
const KLING = 'fal-ai/kling-video/v3/pro/image-to-video';
const HAILUO = 'fal-ai/minimax/hailuo-02/standard/image-to-video';
const [PORTRAIT, TALL, SQUARE, WIDE, LONG] = [
  [900, 1200],
  [1080, 1920],
  [512, 512],
  [1920, 1080],
  [4000, 500],
] as const;

function frame(id: string, args: Record<string, unknown>, picture: readonly [number, number] | null) {
  const model = simulatedModels.find(id);
  if (model?.makes !== 'clip') throw new Error(id);
  const [width, height] = picture ?? [0, 0];
  const size = frameOf(model, args, picture === null ? null : { width, height });
  return [size.width, size.height];
}

describe('the frame of a clip', () => {
  it.each([
    ['auto: the nearest of its own ratios', SEEDANCE, { resolution: '720p' }, PORTRAIT, [816, 1104]],
    ['auto: the nearest of its own ratios', SEEDANCE, { resolution: '720p' }, TALL, [720, 1280]],
    ['auto: of a model with two ratios', VEO, {}, PORTRAIT, [720, 1280]],
    ['auto: of a model with two ratios', VEO, {}, WIDE, [1280, 720]],
    ['a model without ratios follows it exactly', KLING, {}, PORTRAIT, [1246, 1662]],
    ['a model without ratios follows it exactly', KLING, {}, TALL, [1080, 1920]],
    ['a model without ratios follows it exactly', HAILUO, {}, SQUARE, [1024, 1024]],
    ['pictures too long are cut', HAILUO, {}, LONG, [1618, 646]],
    ['what was asked counts before the picture', SEEDANCE, { aspect_ratio: '16:9' }, TALL, [1920, 1080]],
    ['without a picture it is wide', VEO, {}, null, [1280, 720]],
  ] as const)('%s: %s %o with %o', (_, id, args, picture, size) => {
    expect(frame(id, args, picture)).toEqual(size);
  });

  it.each([
    ['580p', [1032, 580]],
    ['768x512', [768, 512]],
    ['4K', [3840, 2160]],
    ['auto', [1280, 720]],
  ])('of a resolution that no table has is what its name says: %s', (resolution, size) => {
    expect(frame('fal-ai/wan/v9/image-to-video', { resolution }, null)).toEqual(size);
  });

  it('is a size that was asked by name or by its sides', () => {
    const id = 'fal-ai/wan/v9/image-to-video';
    expect(frame(id, { video_size: 'portrait_4_3' }, WIDE)).toEqual([768, 1024]);
    expect(frame(id, { video_size: { width: 641, height: 480 } }, WIDE)).toEqual([642, 480]);
  });
});
