import { describe, expect, it } from 'vitest';
import { multiplyToMicros } from '../../util/money.ts';
import { measurePictures, type Size } from './measure-pictures.ts';
import { simulatedModels } from './models.ts';

function take(id: string, args: Record<string, unknown>, given: Size[] = []) {
  const model = simulatedModels.find(id);
  if (model?.makes !== 'pictures') throw new Error(id);
  const taken = measurePictures(model, args, given);
  return { ...taken, micros: multiplyToMicros(taken.billable_units, model.price.unit_price) };
}

const FULL_HD = { width: 1920, height: 1080 };

describe('the bill of pictures', () => {
  it.each([
    ['flux dev counts started megapixels', 'fal-ai/flux/dev', { image_size: FULL_HD }, [], 50_000],
    ['each picture counts', 'fal-ai/flux/dev', { num_images: 3 }, [], 75_000],
    // Printed by fal: flux-2-pro at 1920 × 1080 is $0.045.
    ['flux-2-pro: the first megapixel is dearer', 'fal-ai/flux-2-pro', { image_size: FULL_HD }, [], 45_000],
    ['what goes in counts too', 'fal-ai/flux-2-pro/edit', { image_size: 'square' }, [FULL_HD], 60_000],
    ['nano-banana is priced by the picture', 'fal-ai/nano-banana', { num_images: 4 }, [], 156_000],
    ['nano-banana-pro at 4K', 'fal-ai/nano-banana-pro', { resolution: '4K' }, [], 300_000],
    ['with a web search', 'fal-ai/nano-banana-pro', { enable_web_search: true }, [], 165_000],
    ['z-image turbo', 'fal-ai/z-image/turbo', { num_images: 2 }, [], 10_000],
    ['grok imagine', 'xai/grok-imagine-image', {}, [], 20_000],
    ['reve', 'fal-ai/reve/text-to-image', {}, [], 40_000],
    ['a model without the field makes one', 'fal-ai/recraft/v3/text-to-image', { num_images: 4 }, [], 40_000],
    ['a model that is not known', 'fal-ai/qwen-image', { num_images: 2 }, [], 80_000],
  ])('%s', (_, id, args, given, micros) => {
    expect(take(id, args, given).micros).toBe(micros);
  });
});

describe('the size of pictures', () => {
  it.each([
    ['fal-ai/flux/dev', {}, [1024, 768]],
    ['fal-ai/flux/dev', { image_size: 'landscape_16_9' }, [1024, 576]],
    ['fal-ai/flux/dev', { image_size: 'square_hd' }, [1024, 1024]],
    ['fal-ai/flux/dev', { image_size: { width: 640, height: 320 } }, [640, 320]],
    ['fal-ai/flux/dev', { image_size: { width: 640 } }, [640, 512]],
    ['fal-ai/nano-banana', {}, [1024, 1024]],
    ['fal-ai/nano-banana', { aspect_ratio: '16:9' }, [1360, 768]],
    ['fal-ai/nano-banana-pro', { aspect_ratio: '1:1', resolution: '2K' }, [2048, 2048]],
    ['fal-ai/bytedance/seedream/v4.5/text-to-image', {}, [2048, 2048]],
  ])('%s %o is %o', (id, args, size) => {
    const { width, height } = take(id, args);
    expect([width, height]).toEqual(size);
  });

  it('follows the picture to change where it may', () => {
    expect(take('fal-ai/nano-banana/edit', {}, [FULL_HD])).toMatchObject({ width: 1360, height: 768 });
    expect(take('fal-ai/flux-2-pro/edit', {}, [{ width: 600, height: 600 }])).toMatchObject({ width: 1024 });
  });

  it('has the format that was asked, or that of the model', () => {
    expect(take('fal-ai/flux/dev', {}).format).toBe('jpeg');
    expect(take('fal-ai/flux-2', { output_format: 'webp' }).format).toBe('webp');
  });
});
