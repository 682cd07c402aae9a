import { describe, expect, it } from 'vitest';
import { checkInput } from './check-input.ts';
import type { ClipModel } from '../model-types.ts';
import { simulatedModels } from './models.ts';
import { loopOf } from './motions.ts';

const model = (id: string) => simulatedModels.find(id) ?? expect.fail(id);
const clips = simulatedModels.list().filter((one): one is ClipModel => one.makes === 'clip');

describe('a model of the catalog', () => {
  const KLING = model('fal-ai/kling-video/v2.5-turbo/pro/image-to-video');
  const picture = { prompt: 'x', image_url: 'y' };

  it('takes what fal published, and refuses the rest as fal does', () => {
    const types = (input: Record<string, unknown>) =>
      checkInput(KLING, input).map(({ loc, type }) => [loc.at(-1), type]);
    expect(types({ ...picture, duration: '10' })).toEqual([]);
    expect(types({ ...picture, duration: 10 })).toEqual([['duration', 'literal_error']]);
    expect(types({ image_url: 'y' })).toEqual([['prompt', 'missing']]);
    expect(types({ ...picture, cfg_scale: 'much' })).toEqual([['cfg_scale', 'number_type']]);
    expect(types({ ...picture, no_such_field: 1 })).toEqual([]);
  });

  it('begins with the picture that it starts from, whatever else it takes', () => {
    expect(KLING.picture_fields).toEqual(['image_url', 'tail_image_url']);
    expect(model('fal-ai/veo3.1/first-last-frame-to-video').picture_fields[0]).toBe('first_frame_url');
    expect(model('fal-ai/bytedance/seedream/v4/edit').picture_fields).toEqual(['image_urls']);
  });

  it('makes what its tasks say', () => {
    expect(model('fal-ai/kling-video/o3/pro/video-to-video/edit')).toMatchObject({
      makes: 'clip',
      category: 'video-to-video',
      video_use: 'change',
    });
    expect(model('fal-ai/bytedance/seedream/v4/edit')).toMatchObject({
      makes: 'pictures',
      category: 'image-to-image',
    });
  });

  it('keeps its own table where it has one, and is told of as fal published it', () => {
    const veo = model('fal-ai/veo3.1/fast/image-to-video');
    expect([veo.title, veo.published?.endpoint_id]).toEqual(['Veo 3.1 Fast', veo.endpoint_id]);
  });
});

describe('the sample clips', () => {
  const looping = clips.filter(({ motion }) => loopOf(motion) !== null);

  it('loop, most of them, within the shortest length that any model makes', () => {
    expect(looping.length).toBeGreaterThan(clips.length / 2);
    for (const { motion } of looping) expect(loopOf(motion)).toBeLessThanOrEqual(2);
  });

  it('do not loop where the picture only moves on, and not where a video is changed', () => {
    expect(loopOf({ turn: 3 })).toBeNull();
    expect(loopOf({ zoom: 0.1, cycle: { seconds: 1, bob: 0.1, sway: 0 } })).toBeNull();
    expect(
      looping.map(({ endpoint_id }) => endpoint_id).filter((id) => id.endsWith('/extend-video')),
    ).toEqual([]);
  });

  it('move differently from model to model', () => {
    expect(new Set(looping.map(({ motion }) => JSON.stringify(motion))).size).toBeGreaterThan(
      looping.length / 2,
    );
  });
});
