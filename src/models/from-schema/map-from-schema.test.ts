import { describe, expect, it } from 'vitest';
import type { ArgumentSchema } from '../arguments-of-schema.ts';
import type { CatalogEntry } from '../catalog.ts';
import { mapDuration } from './map-duration.ts';
import { mapFromSchema } from './map-from-schema.ts';
import type { TaskKind } from '../types.ts';

const url: ArgumentSchema = { type: 'string', format: 'uri' };
const urls: ArgumentSchema = { type: 'array', items: url };

function entry(
  properties: Record<string, ArgumentSchema>,
  tasks: TaskKind[] = ['image-to-video'],
  required: string[] = [],
): CatalogEntry {
  return {
    endpoint_id: 'fal-ai/x',
    tasks,
    medium: tasks.some((task) => task.endsWith('-image') || task === 'image-edit') ? 'image' : 'video',
    family: 'x',
    source: 'a test',
    as_of: '2026-11-21',
    input: { type: 'object', properties, required },
  };
}

const fieldsOf = (...args: Parameters<typeof entry>) =>
  Object.fromEntries(
    Object.entries(mapFromSchema(entry(...args)).roles).map(([role, { field }]) => [role, field]),
  );

describe('a picture', () => {
  it.each<[string, Parameters<typeof entry>, Record<string, string>]>([
    ['is the first frame of a clip', [{ image_url: url }], { first_frame: 'image_url' }],
    [
      'goes into start_image_url where there is one',
      [{ start_image_url: url, end_image_url: url }],
      { first_frame: 'start_image_url', last_frame: 'end_image_url' },
    ],
    [
      'goes into the tail',
      [{ image_url: url, tail_image_url: url }],
      { first_frame: 'image_url', last_frame: 'tail_image_url' },
    ],
    [
      'goes into a pair of frames',
      [{ first_frame_url: url, last_frame_url: url }, ['first-last-frame']],
      { first_frame: 'first_frame_url', last_frame: 'last_frame_url' },
    ],
    [
      'beside an explicit first frame stays unmapped',
      [{ start_image_url: url, image_url: url }],
      { first_frame: 'start_image_url' },
    ],
    [
      'is the subject of a clip that is worked on',
      [{ image_url: url, video_url: url }, ['edit']],
      { reference: 'image_url', video: 'video_url' },
    ],
    ['is the picture to change', [{ image_url: url }, ['image-edit']], { reference: 'image_url' }],
    [
      'of several is the required one',
      [{ image_url: url, image_urls: urls }, ['image-edit'], ['image_url']],
      { reference: 'image_url' },
    ],
    ['of several equal ones is not guessed', [{ image_url: url, image_urls: urls }, ['image-edit']], {}],
    ['that is an object is not a URL', [{ image_url: { $ref: '#/definitions/Image' } }], {}],
    ['of a model that knows none has no place', [{ prompt: { type: 'string' } }, ['text-to-video']], {}],
  ])('%s', (_, args, roles) => {
    expect(fieldsOf(...args)).toEqual(roles);
  });

  it('is one of a list where fal takes a list, as many as fal says', () => {
    const { roles } = mapFromSchema(
      entry({ image_urls: { ...urls, maxItems: 7 } }, ['reference-to-video'], ['image_urls']),
    );
    expect(roles).toEqual({ reference: { field: 'image_urls', required: true, many: true, most: 7 } });
  });
});

describe('a word', () => {
  it('goes where name and type agree', () => {
    const { fields, sound } = mapFromSchema(
      entry({
        prompt: { type: 'string' },
        seed: { type: 'number' },
        generate_audio: { type: 'boolean' },
        enable_prompt_expansion: { type: 'boolean' },
        aspect_ratio: { $ref: '#/definitions/AspectRatio' },
        resolution: {},
      }),
    );
    expect(fields).toEqual({
      prompt: 'prompt',
      seed: 'seed',
      audio: 'generate_audio',
      enhance_prompt: 'enable_prompt_expansion',
    });
    expect(sound).toBe('switch');
  });

  it('with two arguments stays unmapped', () => {
    const flag: ArgumentSchema = { type: 'boolean' };
    expect(mapFromSchema(entry({ generate_audio: flag, audio: flag })).fields).toEqual({});
  });

  it('of sound without a switch is not known', () => {
    expect(mapFromSchema(entry({})).sound).toBe('unknown');
    expect(mapFromSchema({ ...entry({}), sound: 'always' }).sound).toBe('always');
  });
});

describe('a length', () => {
  const number: ArgumentSchema = { type: 'number' };

  it.each<[string, Record<string, ArgumentSchema>, object | null]>([
    ['in digits', { duration: { enum: ['5', '10'] } }, { spelling: 'digits', seconds: [5, 10] }],
    ['with an s', { duration: { enum: ['4s', '8s'] } }, { spelling: 'digits-s', seconds: [4, 8] }],
    [
      'as numbers, 0 for the input’s own',
      { duration: { enum: [0, 2, 3] } },
      { spelling: 'number', seconds: [2, 3], also: [0] },
    ],
    [
      'beside auto',
      { duration: { enum: ['auto', '4'] } },
      { spelling: 'digits', seconds: [4], also: ['auto'] },
    ],
    [
      'within bounds',
      { duration: { ...number, minimum: 3, maximum: 5 } },
      { spelling: 'number', seconds: [3, 4, 5] },
    ],
    [
      'above a bound that is excluded, and open',
      { duration: { type: 'integer', exclusiveMinimum: 0 } },
      { spelling: 'number', seconds: [1], open: true },
    ],
    [
      'between bounds that are excluded, the tighter of both kinds',
      { duration: { ...number, minimum: 3, exclusiveMinimum: 0.5, maximum: 9, exclusiveMaximum: 5.5 } },
      { spelling: 'number', seconds: [3, 4, 5] },
    ],
    [
      'without bounds',
      { duration: { ...number, default: 6 } },
      { spelling: 'number', seconds: [6], open: true },
    ],
    [
      'of which only the default is known',
      { duration: { type: 'string', default: '7s' } },
      { spelling: 'digits-s', seconds: [7] },
    ],
    [
      'in frames, the first of which counts',
      { num_frames: { ...number, default: 81, minimum: 17, maximum: 97 }, fps: { ...number, default: 16 } },
      { spelling: 'frames', fps: 16, fps_field: 'fps', plus: 1, seconds: [1, 2, 3, 4, 5, 6] },
    ],
    ['in frames without a rate', { num_frames: { ...number, default: 81 } }, null],
    ['in digits that may be numbers', { duration: { enum: ['5', 5] } }, null],
    ['in words', { duration: { type: 'string', default: 'auto' } }, null],
    ['in a text alone', { duration: { type: 'string' } }, null],
    ['that nothing states', {}, null],
  ])('%s', (_, properties, rule) => {
    const mapped = mapDuration(properties);
    if (rule === null) expect(mapped).toBeNull();
    else expect(mapped).toMatchObject(rule);
  });
});
