import { describe, expect, it } from 'vitest';
import { multiplyToMicros } from '../../util/money.ts';
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
  const taken = measure(model, args);
  return { ...taken, micros: multiplyToMicros(taken.billable_units, model.price.unit_price) };
}

describe('the bill of a take', () => {
  // What fal's pages print or compute: in base units of the pricing API, and in micro-dollars.
  it.each([
    ['Kling v3 pro, 5 s, silent', KLING, { duration: '5', generate_audio: false }, 4, 560_000],
    ['Kling v3 pro, by default with sound', KLING, {}, 6, 840_000],
    ['Hailuo 02 standard, 6 s, 768P', HAILUO, { duration: '6', resolution: '768P' }, 6, 270_000],
    ['Hailuo 02 standard, 10 s, 512P', HAILUO, { duration: '10', resolution: '512P' }, 3.777778, 170_000],
    ['Seedance 1.5 pro, 720p, 5 s, sound on', SEEDANCE, { duration: '5' }, 0.216, 259_200],
    ['Seedance 1.5 pro, silent', SEEDANCE, { generate_audio: false }, 0.108, 129_600],
    ['Seedance 1 pro, 1080p, 5 s by default', SEEDANCE_1, {}, 0.243, 607_500],
    ['Veo 3.1 fast, 8 s, with sound by default', VEO, {}, 8, 1_200_000],
    ['Veo 3.1 fast, 6 s, silent', VEO, { duration: '6s', generate_audio: false }, 4, 600_000],
    ['a model that is not known, 3 s', 'xai/grok/image-to-video', { duration: 3 }, 3, 300_000],
  ])('%s', (_, id, args, units, micros) => {
    expect(take(id, args)).toMatchObject({ billable_units: units, micros });
  });

  it('counts frames where they replace the duration', () => {
    expect(take(SEEDANCE_1, { duration: '5', num_frames: 48 }).seconds).toBe(2);
  });
});

describe('the size of a take', () => {
  it.each([
    [SEEDANCE, {}, [1280, 720]],
    [SEEDANCE, { aspect_ratio: '9:16' }, [720, 1280]],
    [SEEDANCE, { aspect_ratio: '1:1', resolution: '480p' }, [496, 496]],
    [SEEDANCE, { resolution: '480p', aspect_ratio: '16:9' }, [864, 496]],
    [SEEDANCE, { resolution: '480p', aspect_ratio: '3:4' }, [496, 662]],
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
