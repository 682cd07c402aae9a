import { describe, expect, it } from 'vitest';
import { measurePictures } from './measure-pictures.ts';
import type { Size } from '../../util/size.ts';
import { simulatedModels } from './models.ts';

function take(id: string, args: Record<string, unknown>, given: Size[] = []) {
  const model = simulatedModels.find(id);
  if (model?.makes !== 'pictures') throw new Error(id);
  return measurePictures(model, args, given);
}

const FULL_HD = { width: 1920, height: 1080 };

it('is one picture where the model has no field for more', () => {
  expect(take('fal-ai/recraft/v3/text-to-image', { num_images: 4 }).count).toBe(1);
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
