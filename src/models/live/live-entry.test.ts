import { describe, expect, it } from 'vitest';
import { liveEntry } from './live-entry.ts';

const body = (name: string) => ({
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});
const openapi = {
  openapi: '3.0.4',
  info: { 'x-fal-metadata': { endpointId: 'owner/app/image-to-video', category: 'image-to-video' } },
  paths: {
    '/owner/app/image-to-video': { post: { requestBody: body('AnyName') } },
    '/owner/app/image-to-video/requests/{request_id}': { get: { responses: { '200': body('Clip') } } },
    '/owner/app/image-to-video/requests/{request_id}/status': {
      get: { responses: { '200': body('Status') } },
    },
  },
  components: {
    schemas: {
      AnyName: {
        type: 'object',
        properties: {
          image_url: { type: 'string' },
          shots: { items: { $ref: '#/components/schemas/Shot' } },
        },
        required: ['image_url'],
      },
      Shot: { type: 'object', properties: { prompt: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
      Clip: { type: 'object', properties: { video: { $ref: '#/components/schemas/File' } } },
      File: { type: 'object' },
      Status: { type: 'object' },
    },
  },
};

describe('the OpenAPI document of an endpoint', () => {
  it('gives its input and output by following the request and the result', () => {
    const read = liveEntry(openapi, '2026-11-21', {
      license_type: 'commercial',
      date: '2026-10-01T08:00:00Z',
    });
    expect(read).toMatchObject({
      entry: {
        endpoint_id: 'owner/app/image-to-video',
        tasks: ['image-to-video'],
        medium: 'video',
        input: { required: ['image_url'] },
        result: { properties: { video: { $ref: '#/definitions/File' } } },
        licence: 'commercial',
        added: '2026-10-01',
        as_of: '2026-11-21',
      },
    });
    expect(JSON.stringify(read)).not.toContain('#/components/schemas/');
  });

  it.each<[string, unknown, string]>([
    ['an expansion that failed', { error: { code: 'expansion_failed' } }, 'strange at info'],
    ['nothing', undefined, 'strange at'],
    ['no request', { ...openapi, paths: {} }, 'has no input object'],
    [
      'an id that would leave the host',
      { ...openapi, info: { 'x-fal-metadata': { endpointId: 'owner/../app' } } },
      'is not an endpoint id',
    ],
    [
      'an input that is a text',
      { ...openapi, components: { schemas: { AnyName: { type: 'string' } } } },
      'has no input object',
    ],
  ])('with %s is told as a problem', (_, written, problem) => {
    expect(liveEntry(written, '2026-11-21')).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('of an unknown kind names no task of ours', () => {
    const other = { 'x-fal-metadata': { endpointId: 'owner/app/image-to-video', category: 'vision' } };
    const read = liveEntry({ ...openapi, info: other }, '2026-11-21');
    expect('entry' in read && 'tasks' in read.entry).toBe(false);
  });
});
