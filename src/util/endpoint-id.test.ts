import { describe, expect, it } from 'vitest';
import { isEndpointId, parseEndpointId } from './endpoint-id.ts';

describe('an endpoint id', () => {
  it.each([
    ['fal-ai/veo3', 'fal-ai/veo3'],
    ['wan/v2.6/image-to-video', 'wan/v2.6'],
    ['fal-ai/kling-video/v2.6/pro/image-to-video', 'fal-ai/kling-video'],
    ['fal-ai/bytedance/seedance/v1.5/pro/fast/image-to-video', 'fal-ai/bytedance'],
    ['workflows/octo/my-flow', 'workflows/octo/my-flow'],
    ['workflows/octo/my-flow/extra', 'workflows/octo/my-flow'],
    ['comfy/octo/graph_1/run', 'comfy/octo/graph_1'],
  ])('%s keeps %s for status, result and cancel', (id, app) => {
    expect(parseEndpointId(id)).toEqual({ id, app });
  });

  it('of the old form names owner and app', () => {
    expect(parseEndpointId('110602490-lora')).toEqual({ id: '110602490/lora', app: '110602490/lora' });
  });

  it.each([
    ['', 'it is empty'],
    ['veo3', 'it has 1 segment, not 2 to 7'],
    ['a/b/c/d/e/f/g/h', 'it has 8 segments, not 2 to 7'],
    ['workflows/octo', 'needs an owner and an app'],
    ['https://queue.fal.run/fal-ai/veo3', 'it is a URL'],
    ['//evil.example/veo3', 'it is a URL'],
    ['evil.example:80/fal-ai', 'it is a URL'],
    ['fal-ai/veo3?fal_webhook=x', 'a query or fragment'],
    ['fal-ai/veo3#top', 'a query or fragment'],
    ['fal-ai/%2e%2e/veo3', 'encoded characters'],
    ['/fal-ai/veo3', 'begins or ends with a slash'],
    ['fal-ai/veo3/', 'begins or ends with a slash'],
    ['fal-ai//veo3', 'an empty segment'],
    ['fal-ai/../keys', 'the segment ".."'],
    ['fal-ai/./veo3', 'the segment "."'],
    ['fal-ai/veo 3', 'the segment "veo 3"'],
    ['fal-ai/veo3\r\nx-a: b', 'the segment'],
    ['fal-ai\\veo3/x', 'the segment'],
    ['fäl/veo3', 'the segment'],
    ['fal-ai/-veo3', 'the segment "-veo3"'],
    ['queue.fal.run/veo3', 'its owner holds a dot'],
    [`fal-ai/${'x'.repeat(200)}`, 'longer than 200 characters'],
  ])('is not %j: %s', (text, why) => {
    expect(isEndpointId(text)).toBe(false);
    expect(() => parseEndpointId(text)).toThrow(
      expect.objectContaining({
        fault: 'input',
        code: 'BAD_ENDPOINT_ID',
        message: expect.stringContaining(why),
      }),
    );
  });
});
