import { describe, expect, it } from 'vitest';
import { refusal, TODAY } from '../../../test/support/add-model.ts';
import { storedOpenApi, storedWith } from '../../../test/support/openapi.ts';

describe('a strange schema is reported, not guessed:', () => {
  const url = { type: 'string' };
  const cases: [string, string, string, RegExp][] = [
    ['no prompt', storedWith('marey-i2v', { prompt: null }), 'prompt', /no such field/],
    [
      'a prompt that is a list',
      storedWith('marey-i2v', { prompt: { type: 'array' } }),
      'prompt',
      /does not take a string/,
    ],
    [
      'two picture fields',
      storedWith('marey-i2v', { start_image_url: url }),
      'image_url',
      /role is not known/,
    ],
    [
      'a second picture of no role',
      storedWith('marey-i2v', { style_image_url: url }),
      'style_image_url',
      /role is not known/,
    ],
    [
      'a picture that is an object',
      storedWith('marey-i2v', { image_url: { type: 'object' } }),
      'first_frame',
      /image-to-video/,
    ],
    [
      'lengths in words',
      storedWith('marey-i2v', { duration: { type: 'string', enum: ['short', 'long'] } }),
      'duration',
      /spelling/,
    ],
    [
      'lengths of two spellings',
      storedWith('marey-i2v', { duration: { enum: ['5', '10s'] } }),
      'duration',
      /spelling/,
    ],
    [
      'a length without bounds',
      storedWith('marey-i2v', { duration: { type: 'number' } }),
      'duration',
      /no bounds/,
    ],
    ['frames without a rate', storedWith('lynx', { frames_per_second: null }), 'num_frames', /spelling/],
    [
      'endless lengths',
      storedWith('marey-i2v', { duration: { type: 'integer', minimum: 1, maximum: 1e12 } }),
      'duration',
      /up to 1000000000000/,
    ],
    [
      'two switches for sound',
      storedWith('ltx-2-t2v-fast', { audio: { type: 'boolean' } }),
      'generate_audio, audio',
      /both could be/,
    ],
    [
      'a required field that no word fills',
      storedWith('marey-i2v', { mood: { type: 'string' } }, { required: ['prompt', 'image_url', 'mood'] }),
      'mood',
      /required, and fal has no default/,
    ],
    [
      'a required field that is not there',
      storedWith('marey-i2v', {}, { required: ['prompt', 'image_url', 'ghost'] }),
      'ghost',
      /not among the fields/,
    ],
    [
      'a field that the snapshot has and this lacks',
      storedWith('marey-i2v', { guidance_scale: null }),
      'guidance_scale',
      /snapshot has it/,
    ],
    [
      'a schema that refers to itself',
      storedWith(
        'marey-i2v',
        { shots: { $ref: '#/components/schemas/Loop' } },
        { schemas: { Loop: { type: 'array', items: { $ref: '#/components/schemas/Loop' } } } },
      ),
      'shots',
      /refers to itself/,
    ],
    [
      'a reference to nothing',
      storedWith('marey-i2v', { shots: { $ref: '#/components/schemas/Gone' } }),
      'shots',
      /not there/,
    ],
    ['a list of no values', storedWith('marey-i2v', { mood: { enum: [] } }), 'mood', /empty/],
  ];

  it.each(cases)('%s', async (_, openapi, field, why) => {
    const info = JSON.parse(openapi) as { info: { 'x-fal-metadata': { endpointId: string } } };
    const { endpointId } = info.info['x-fal-metadata'];
    const { code, message, detail } = await refusal({ endpointId, openapi, today: TODAY });
    expect(code).toBe('STRANGE_SCHEMA');
    expect(message).toMatch(why);
    expect(message).toContain('to decide: ');
    expect(detail).toContainEqual({
      field,
      why: expect.stringMatching(why) as string,
      decide: expect.any(String) as string,
    });
  });

  it('a category that may mean several tasks', async () => {
    const openapi = storedOpenApi('marey-i2v')
      .replaceAll('moonvalley/marey/i2v', 'newcomer/app')
      .replace('"image-to-video"', '"video-to-video"');
    const { message } = await refusal({ endpointId: 'newcomer/app', openapi, today: TODAY });
    expect(message).toMatch(/category: fal calls it "video-to-video" \(to decide: which kinds of task/);
  });
});
