import { describe, expect, it } from 'vitest';
import { loadModels } from '../../models/index.ts';
import type { Task } from '../../models/types.ts';
import { clipPromise } from './clip-promise.ts';

const models = loadModels();
const promise = (model: string, task: Task) => clipPromise(models.get(model), models.resolve(model, task));
const START = { prompt: 'walks', inputs: { first_frame: ['https://example.org/a.png'] } };

describe('what a clip should be like', () => {
  it('follows from what is sent, however the model spells it', () => {
    expect(promise('veo-3.1-fast-i2v', { ...START, duration: 8, resolution: '1080p', audio: false })).toEqual(
      {
        seconds: 8,
        resolution: '1080p',
        aspect_ratio: 'auto',
        audio: false,
      },
    );
    const words = { prompt: 'walks', duration: 5, aspect_ratio: '9:16', audio: true };
    expect(promise('bytedance/seedance-2.0/text-to-video', words)).toMatchObject({
      seconds: 5,
      aspect_ratio: '9:16',
      audio: true,
    });
  });

  it('is not known where only a documented default speaks of its shape: a start picture may decide it', () => {
    const { aspect_ratio } = promise('kling-v3-pro-i2v', { ...START, duration: 5 });
    expect(aspect_ratio).toBeNull();
  });

  it('is not known in length and sound where another clip is followed', () => {
    const video = { inputs: { video: ['https://example.org/a.mp4'] } };
    expect(promise('ltx-2.3-extend', { prompt: 'on', ...video })).toMatchObject({
      seconds: null,
      audio: null,
    });
  });

  it('is silent where silence was asked, also of a model without a switch', () => {
    expect(promise('hailuo-02-standard-i2v', { ...START, audio: false }).audio).toBe(false);
    expect(promise('hailuo-02-standard-i2v', START).audio).toBeNull();
  });
});
