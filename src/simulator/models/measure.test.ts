import { describe, expect, it } from 'vitest';
import { measure } from './measure.ts';
import { simulatedModels } from './models.ts';

const SEEDANCE_1 = 'fal-ai/bytedance/seedance/v1/pro/image-to-video';
const SEEDANCE = 'fal-ai/bytedance/seedance/v1.5/pro/image-to-video';
const KLING = 'fal-ai/kling-video/v3/pro/image-to-video';
const HAILUO = 'fal-ai/minimax/hailuo-02/standard/image-to-video';
const VEO = 'fal-ai/veo3.1/fast/image-to-video';

function take(id: string, args: Record<string, unknown>) {
  const model = simulatedModels.find(id);
  if (model?.makes !== 'clip') throw new Error(id);
  return measure(model, args);
}

it('is as long as its frames where they replace the duration', () => {
  expect(take(SEEDANCE_1, { duration: '5', num_frames: 48 }).seconds).toBe(2);
});

describe('the size of a take', () => {
  it.each([
    [SEEDANCE, {}, [1280, 720]],
    [SEEDANCE, { aspect_ratio: '9:16' }, [720, 1280]],
    [SEEDANCE, { aspect_ratio: '1:1', resolution: '480p' }, [640, 640]],
    [SEEDANCE, { resolution: '480p', aspect_ratio: '16:9' }, [864, 496]],
    [SEEDANCE, { resolution: '480p', aspect_ratio: '3:4' }, [560, 752]],
    [HAILUO, { resolution: '512P' }, [910, 512]],
    [VEO, { resolution: '4k' }, [3840, 2160]],
    [KLING, {}, [1920, 1080]],
  ])('%s %o is %o', (id, args, size) => {
    const { width, height } = take(id, args);
    expect([width, height]).toEqual(size);
  });

  it('has sound only where it is asked, or the default', () => {
    expect([take(KLING, {}).audio, take(KLING, { generate_audio: false }).audio]).toEqual([true, false]);
    expect(take(HAILUO, {}).audio).toBe(false);
  });
});
