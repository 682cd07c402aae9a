import { describe, expect, it } from 'vitest';
import { presetsWithout } from '../../test/support/presets-without.ts';
import { FalVideoError } from '../errors.ts';
import { loadModels } from './index.ts';
import type { LiveEntry } from './live/merge-live.ts';
import { packageRoot } from '../util/package-root.ts';
import type { ModelFilter, Task } from './types.ts';
import { join } from 'node:path';

const folder = presetsWithout(['bytedance/lynx']);
const models = loadModels(folder);
const VEO = 'veo-3.1-fast-i2v';
const SORA = 'fal-ai/sora-2/image-to-video';
/** In the catalog, without a preset. */
const LYNX = 'bytedance/lynx';
/** Known from the price list alone, without its arguments. */
const VAGUE = 'fal-ai/luma-dream-machine/image-to-video';
const A = 'https://example.com/a.png';

const names = (filter?: ModelFilter) =>
  models.list(filter).map(({ alias, endpoint_id }) => alias ?? endpoint_id);

function refusal(attempt: () => unknown): FalVideoError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof FalVideoError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const unknownModel = (model: string) => refusal(() => models.get(model));

describe('the list', () => {
  it('has the presets first, then the rest of the catalog, each by endpoint id; what is retired comes last', () => {
    const whole = models.list();
    const gone = whole.findIndex(({ status }) => status === 'retired');
    expect(whole.slice(gone).every(({ status }) => status === 'retired')).toBe(true);
    expect(whole.slice(gone).map(({ alias }) => alias)).toContain('sora-2-i2v');
    const all = whole.slice(0, gone);
    const first = all.findIndex(({ alias }) => alias === null);
    expect(first).toBeGreaterThan(4);
    expect(all.slice(first).every(({ alias }) => alias === null)).toBe(true);
    const ids = all.map(({ endpoint_id }) => endpoint_id);
    expect(ids.slice(first)).toEqual(ids.slice(first).toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('knows two hundred endpoints and more that turn a picture into a clip', () => {
    expect(models.list({ task: 'image-to-video' }).length).toBeGreaterThanOrEqual(200);
  });

  it.each<[ModelFilter, string, string]>([
    [{ text: 'MiniMax standard' }, 'hailuo-02-standard-i2v', VEO],
    [{ preset: true }, VEO, LYNX],
    [{ preset: false }, LYNX, VEO],
    [{ family: 'veo' }, VEO, 'kling-v3-pro-i2v'],
    [{ family: 'Kling' }, 'kling-v3-pro-i2v', VEO],
    [{ owner: 'bytedance' }, LYNX, VEO],
    [{ task: 'first-last-frame' }, 'kling-v3-pro-i2v', VEO],
    [{ task: 'image-to-video' }, VEO, 'fal-ai/flux-pro/kontext'],
    [{ audio: true }, VEO, 'hailuo-02-standard-i2v'],
    [{ audio: false }, 'hailuo-02-standard-i2v', 'kling-v4-i2v'],
    [{ audio: false }, VEO, 'kling-v4-i2v'],
    [{ end_frame: true }, 'kling-v3-pro-i2v', VEO],
    [{ end_frame: false }, VEO, 'kling-v3-pro-i2v'],
    [{ duration: 2 }, 'seedance-pro-i2v', VEO],
    [{ duration: 15, audio: true }, 'kling-v3-pro-i2v', VEO],
    [{ resolution: '768p' }, 'hailuo-02-standard-i2v', VEO],
    [{ status: 'active' }, VEO, 'veo-3-i2v'],
    [{ status: 'retired' }, 'veo-3-i2v', VEO],
    [{ max_default_price_micros: 270_000 }, 'hailuo-02-standard-i2v', VEO],
    [{ max_price_per_second_micros: 50_000 }, 'hailuo-02-standard-i2v', VEO],
  ])('filtered by %j has %s and not %s', (filter, inside, outside) => {
    expect(names(filter)).toContain(inside);
    expect(names(filter)).not.toContain(outside);
  });

  it.each<ModelFilter>([
    { text: 'nothing like it' },
    { max_default_price_micros: 0 },
    { licence: 'commercial' },
    { added_since: '2000-01-01' },
  ])('filtered by %j is empty: what is not known never passes', (filter) => {
    expect(names(filter)).toEqual([]);
  });

  it('says what a model costs in a few words', () => {
    const model = models.list({ text: 'hailuo-02-standard-i2v' })[0];
    expect(model?.price).toContain('$0.017 to $0.045');
    expect(model).toMatchObject({ default_price_micros: 270_000, price_per_second_micros: 45_000 });
  });
});

describe('one model', () => {
  it('has its arguments with allowed values, its defaults, and where its price is from', () => {
    const model = models.get(VEO);
    expect(model.arguments.find(({ name }) => name === 'duration')).toMatchObject({
      type: 'string',
      required: false,
      allowed: ['4s', '6s', '8s'],
      default: '8s',
    });
    expect(model.preset_defaults).toMatchObject({ duration: '6s', generate_audio: false });
    expect(model).toMatchObject({ audio: true, end_frame: false, resolutions: ['720p', '1080p', '4k'] });
    expect(model.price_rule).toMatchObject({
      source: 'https://fal.ai/models/fal-ai/veo3.1/fast/image-to-video',
      confidence: 'high',
    });
  });

  it('without a preset has the arguments of its schema, and sends no default of ours', () => {
    const model = models.get(LYNX);
    expect(model).toMatchObject({
      alias: null,
      tasks: ['image-to-video'],
      preset_defaults: {},
    });
    expect(model.arguments.find(({ name }) => name === 'image_url')).toMatchObject({ required: true });
    expect(model.notes.join(' ')).toContain('mapped from its schema');
  });

  it('says which argument each role and each word goes into', () => {
    const { inputs, words } = models.get('kling-v3-pro-i2v');
    expect(inputs).toEqual([
      { role: 'first_frame', argument: 'start_image_url', required: true, many: false },
      { role: 'last_frame', argument: 'end_image_url', required: false, many: false },
    ]);
    expect(words).toMatchObject({ prompt: 'prompt', audio: 'generate_audio' });
  });

  it('is found by its endpoint id too', () => {
    expect(models.get('fal-ai/veo3.1/fast/image-to-video').alias).toBe(VEO);
  });

  it('offers the nearest names for a typo', () => {
    const error = unknownModel('veo-3.1-fats-i2v');
    expect(error).toMatchObject({ fault: 'input', code: 'UNKNOWN_MODEL' });
    expect(error.message).toContain('Did you mean veo-3.1-fast-i2v');
  });

  it('names known models where nothing is near', () => {
    expect(unknownModel('zzzzzzzzzzzzzzzzzzzzz').message).toContain('Known models: ');
  });

  it.each(['fal-ai/veo3.1/fast/image-to-video/extra', 'fal-ai/unheard-of', 'veo3.1/fast/image-to-videos'])(
    'is never matched by a part of its id: %s',
    (id) => {
      expect(unknownModel(id)).toMatchObject({ code: 'UNKNOWN_MODEL' });
    },
  );

  it.each([
    'https://queue.fal.run/fal-ai/veo3.1',
    'queue.fal.run/fal-ai/veo3.1',
    'veo3.1/fast/image-to-video',
    'fal-ai/../secrets',
    'fal-ai/veo3.1/..',
    '/fal-ai/veo3.1',
    'fal-ai/veo3.1/',
    'fal-ai//veo3.1',
    'fal-ai/veo?x=1',
    'fal-ai/veo%2e',
  ])('is not looked for by what is no endpoint id: %s', (id) => {
    expect(unknownModel(id).message).toContain('is not an endpoint id');
  });

  it('is shown without control characters', () => {
    expect(unknownModel('zz\u001b[31mzz\u202ezz').message).toContain('"zzzzzz"');
  });
});

describe('the schemas of a model', () => {
  it('are documents of their own', () => {
    const { input, result, partial } = models.schemas('kling-v3-pro-i2v');
    expect(input).toMatchObject({
      type: 'object',
      definitions: { KlingV3MultiPromptElement: expect.any(Object) },
    });
    expect(result).toMatchObject({ properties: { video: expect.any(Object) } });
    expect(partial).toBe(false);
  });

  it('are null where nothing is known of them', () => {
    expect(models.schemas(VAGUE)).toMatchObject({ input: null, result: null, partial: true });
  });
});

describe('a model that fal has and nobody here knows by name', () => {
  it('is refused with where it was seen, and how it is looked up', () => {
    const error = refusal(() => models.get('alibaba/qwen-image-3/text-to-image'));
    expect(error.message).toContain('fal has models under alibaba/qwen-image-3/');
    expect(refusal(() => models.get('alibaba/other/text-to-image')).message).not.toContain('fal has models');
  });
});

describe('an endpoint without a preset', () => {
  const task: Task = { prompt: 'a walk', inputs: { first_frame: [A] }, seed: 0 };

  it('takes a task, each part in the argument that its schema has for it', () => {
    expect(models.resolve(LYNX, task)).toMatchObject({
      endpoint_id: LYNX,
      model_alias: null,
      arguments: { prompt: 'a walk', image_url: A, seed: 0 },
    });
  });

  it('has its own arguments checked against its schema', () => {
    const error = refusal(() => models.resolve(LYNX, { ...task, args: { num_frames: 3 } }));
    expect(error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('num_frames is 3'),
    });
  });

  it('of which the arguments are not known takes nothing but its own, unchecked', () => {
    const error = refusal(() => models.resolve(VAGUE, task));
    expect(error).toMatchObject({ fault: 'input', code: 'UNKNOWN_ARGUMENTS' });
    expect(error.message).toContain(
      'how fal-ai/luma-dream-machine/image-to-video takes prompt, seed, first_frame',
    );
    const { arguments: args, notes } = models.resolve(VAGUE, { args: { prompt: 'a walk' } });
    expect(args).toEqual({ prompt: 'a walk' });
    expect(notes.join(' ')).toContain(
      'prompt is not a known argument of fal-ai/luma-dream-machine/image-to-video',
    );
  });
});

describe('what stands inside lists and objects', () => {
  it('is checked for a preset too', () => {
    const extra = { multi_prompt: [{ prompt: 7, duration: '5' }] };
    const error = refusal(() =>
      models.resolve('kling-v3-pro-i2v', { inputs: { first_frame: [A] }, args: extra }),
    );
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(error.message).toContain('multi_prompt.0.prompt is 7');
  });
});

describe('a retired endpoint', () => {
  const task: Task = { prompt: 'a walk', inputs: { first_frame: [A] } };

  it('is refused with the day and its successor', () => {
    const error = refusal(() => models.resolve(SORA, task));
    expect(error).toMatchObject({ fault: 'input', code: 'RETIRED_MODEL', retrySafe: true });
    expect(error.message).toContain('2026-09-24');
    expect(error.next?.text).toContain('bytedance/seedance-2.0/image-to-video');
  });

  it('keeps its mapping for who insists, and says so', () => {
    const { arguments: args, notes } = models.resolve(SORA, {
      ...task,
      allow_retired: true,
      duration: 8,
    });
    expect(args).toMatchObject({ prompt: 'a walk', image_url: A, duration: 8 });
    expect(notes[0]).toContain('Retired: ');
  });
});

describe('a live schema', () => {
  const live: LiveEntry = {
    endpoint_id: LYNX,
    input: {
      type: 'object',
      properties: { image_url: { type: 'string' }, duration: { type: 'integer', enum: [4, 7] } },
      required: ['image_url'],
    },
    licence: 'commercial',
    added: '2026-11-01',
    as_of: '2026-11-21',
  };
  const fresh = loadModels(folder, [live]);

  it("wins over the snapshot's", () => {
    const task = { inputs: { first_frame: [A] }, duration: 7 };
    expect(fresh.resolve(LYNX, task).arguments).toEqual({ image_url: A, duration: 7 });
    expect(refusal(() => fresh.resolve(LYNX, { ...task, prompt: 'a walk' }))).toMatchObject({
      code: 'UNSUPPORTED_FIELD',
    });
  });

  it('wins over a preset too', () => {
    const veo: LiveEntry = {
      endpoint_id: 'fal-ai/veo3.1/fast/image-to-video',
      input: {
        type: 'object',
        properties: {
          prompt: { type: 'string' },
          first_image_url: { type: 'string' },
          duration: { type: 'string', enum: ['4s', '12s'] },
          resolution: { type: 'string', enum: ['720p'] },
        },
      },
      as_of: '2026-11-21',
    };
    const task = { prompt: 'a walk', inputs: { first_frame: [A] }, resolution: '1080p' };
    expect(models.resolve(VEO, task).arguments).toMatchObject({ resolution: '1080p' });
    const strict = loadModels(join(packageRoot, 'presets'), [veo]);
    expect(refusal(() => strict.resolve(VEO, task)).message).toContain(
      'resolution is "1080p"; allowed: "720p"',
    );
    const today = { ...task, resolution: '720p', duration: 12 };
    // The length is a new one, the picture has a new name, and the preset's own sound switch is gone.
    expect(strict.resolve(VEO, today).arguments).toEqual({
      prompt: 'a walk',
      first_image_url: A,
      duration: '12s',
      resolution: '720p',
    });
    expect(refusal(() => strict.resolve(VEO, { ...today, audio: true })).code).toBe('UNSUPPORTED_FIELD');
    expect(refusal(() => strict.resolve(VEO, { ...today, duration: 8 })).message).toMatch(/4, 12/);
    expect(strict.get(VEO).notes.at(-1)).toMatch(
      /live schema of 2026-11-21 counts; the snapshot of .* differs: .*generate_audio is gone/,
    );
  });

  it('brings licence and age', () => {
    const found = fresh.list({ licence: 'commercial', added_since: '2026-11-01' });
    expect(found.map(({ endpoint_id }) => endpoint_id)).toEqual([LYNX]);
    expect(fresh.list({ added_since: '2026-11-02' })).toEqual([]);
  });
});

describe('the price of an endpoint that is not in the list', () => {
  it('is unknown, never zero', () => {
    expect(models.price('fal-ai/unheard-of', {})).toEqual({
      low: null,
      expected: null,
      high: null,
      rule: 'no price of fal-ai/unheard-of is known',
      source: 'none',
      as_of: 'never',
    });
  });
});
