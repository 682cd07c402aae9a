import { describe, expect, it } from 'vitest';
import { FalVideoError } from '../errors.ts';
import { loadModels } from './index.ts';
import type { ModelFilter } from './types.ts';

const models = loadModels();
const aliases = (filter?: ModelFilter) => models.list(filter).map(({ alias }) => alias);

function refusal(model: string): FalVideoError {
  try {
    models.get(model);
  } catch (error) {
    if (error instanceof FalVideoError) return error;
    throw error;
  }
  throw new Error('it was found');
}

describe('the list', () => {
  it('has the five models, by endpoint id', () => {
    expect(aliases()).toEqual([
      'seedance-v1.5-pro-i2v',
      'seedance-pro-i2v',
      'kling-v3-pro-i2v',
      'hailuo-02-standard-i2v',
      'veo-3.1-fast-i2v',
    ]);
  });

  it.each<[ModelFilter, string[]]>([
    [{ text: 'MiniMax standard' }, ['hailuo-02-standard-i2v']],
    [{ text: 'nothing like it' }, []],
    [{ family: 'veo' }, ['veo-3.1-fast-i2v']],
    [{ task: 'text-to-video' }, []],
    [
      { task: 'first-last-frame' },
      ['seedance-v1.5-pro-i2v', 'seedance-pro-i2v', 'kling-v3-pro-i2v', 'hailuo-02-standard-i2v'],
    ],
    [{ audio: false }, ['seedance-pro-i2v', 'hailuo-02-standard-i2v']],
    [{ end_frame: false }, ['veo-3.1-fast-i2v']],
    [{ duration_seconds: 2 }, ['seedance-pro-i2v']],
    [{ duration_seconds: 15, audio: true }, ['kling-v3-pro-i2v']],
    [{ max_default_price_micros: 270_000 }, ['seedance-v1.5-pro-i2v', 'hailuo-02-standard-i2v']],
    [{ max_default_price_micros: 0 }, []],
  ])('filtered by %j gives %j', (filter, found) => {
    expect(aliases(filter)).toEqual(found);
  });

  it('says what a model costs in a few words', () => {
    const words = new Map(
      models.list().map((model) => [model.alias, [model.price, model.default_price_micros]]),
    );
    expect(words.get('hailuo-02-standard-i2v')).toEqual(['$0.017 to $0.045/s by resolution', 270_000]);
    expect(words.get('kling-v3-pro-i2v')).toEqual(['$0.112 to $0.196/s by generate_audio', 672_000]);
    expect(words.get('veo-3.1-fast-i2v')).toEqual([
      '$0.10 to $0.35/s by resolution and generate_audio',
      600_000,
    ]);
    expect(words.get('seedance-pro-i2v')).toEqual([
      '$0.0025 per 1,000 tokens (width × height × frames / 1024)',
      324_000,
    ]);
  });
});

describe('one model', () => {
  it('has its arguments with allowed values, its defaults, and where its price is from', () => {
    const model = models.get('veo-3.1-fast-i2v');
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
      as_of: '2026-10-07',
      confidence: 'high',
    });
  });

  it('is found by its endpoint id too', () => {
    expect(models.get('fal-ai/veo3.1/fast/image-to-video').alias).toBe('veo-3.1-fast-i2v');
  });

  it('offers the nearest names for a typo', () => {
    const error = refusal('veo-3.1-fats-i2v');
    expect(error).toMatchObject({ fault: 'input', code: 'UNKNOWN_MODEL' });
    expect(error.message).toContain('Did you mean veo-3.1-fast-i2v');
  });

  it('names the known models where nothing is near', () => {
    expect(refusal('zzzzzz').message).toContain('Known models: seedance-v1.5-pro-i2v');
  });

  it.each([
    'fal-ai/veo3.1',
    'fal-ai/veo3.1/fast/image-to-video/extra',
    'xai/grok-imagine-video/image-to-video',
  ])('is never matched by a part of its id: %s', (id) => {
    expect(refusal(id)).toMatchObject({ code: 'UNKNOWN_MODEL' });
    expect(refusal(id).message).toContain('has no preset yet');
  });

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
    expect(refusal(id).message).toContain('is not an endpoint id');
  });

  it('is shown without control characters', () => {
    expect(refusal('zz\u001b[31mzz\u202ezz').message).toContain('"zzzzzz"');
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
