import { describe, expect, it } from 'vitest';
import { checkInput } from './check-input.ts';
import { MODEL_TABLE } from './model-table.ts';
import { simulatedModels } from './models.ts';

const model = (part: string) => {
  const found = MODEL_TABLE.find(({ endpoint_id }) => endpoint_id.includes(part));
  if (found === undefined) throw new Error(part);
  return found;
};
const start = { prompt: 'a walk', image_url: 'https://example.com/a.png' };
const types = (part: string, input: Record<string, unknown>) =>
  checkInput(model(part), input).map(({ loc, type }) => [loc.at(-1), type]);

describe('checking the input', () => {
  it.each([
    [
      'seedance/v1/',
      { ...start, duration: '6', resolution: '720p', aspect_ratio: 'auto', camera_fixed: true },
    ],
    ['seedance/v1.5', { ...start, duration: '6', resolution: '720p', generate_audio: false, seed: 0 }],
    ['kling', { start_image_url: 'x', prompt: 'x', duration: '6', generate_audio: false, cfg_scale: 0.5 }],
    ['hailuo', { ...start, duration: '6', resolution: '768P', prompt_optimizer: false }],
    ['veo3.1', { ...start, duration: '6s', resolution: '720p', auto_fix: false, safety_tolerance: '4' }],
  ])('takes what the presets of %s send', (part, input) => {
    expect(checkInput(model(part), input)).toEqual([]);
  });

  it('refuses a duration of the wrong type or spelling, and lists what is allowed', () => {
    const [problem] = checkInput(model('hailuo'), { ...start, duration: '6s' });
    expect(problem).toEqual({
      loc: ['body', 'duration'],
      msg: "Input should be '6' or '10'",
      type: 'literal_error',
      input: '6s',
      ctx: { expected: "'6' or '10'" },
    });
    expect(types('hailuo', { ...start, duration: 6 })).toEqual([['duration', 'literal_error']]);
    expect(types('veo3.1', { ...start, duration: '6' })).toEqual([['duration', 'literal_error']]);
  });

  it('names the missing picture by the field of the model', () => {
    expect(types('kling', start)).toEqual([['start_image_url', 'missing']]);
    expect(types('veo3.1', { prompt: 'x', image_url: null })).toEqual([['image_url', 'missing']]);
  });

  it('checks types and bounds', () => {
    const kling = { start_image_url: 'x', prompt: 'x' };
    expect(types('kling', { ...kling, cfg_scale: 2 })).toEqual([['cfg_scale', 'less_than_equal']]);
    expect(types('kling', { ...kling, cfg_scale: -1 })).toEqual([['cfg_scale', 'greater_than_equal']]);
    expect(types('kling', { ...kling, generate_audio: 'no' })).toEqual([['generate_audio', 'boolean_type']]);
    expect(types('seedance/v1.5', { ...start, seed: 1.5 })).toEqual([['seed', 'integer_type']]);
  });

  it('wants exactly one of the prompts of Kling', () => {
    expect(types('kling', { start_image_url: 'x' })).toEqual([['body', 'value_error']]);
    const both = { start_image_url: 'x', prompt: 'x', multi_prompt: [] };
    expect(types('kling', both)).toEqual([['body', 'value_error']]);
  });

  it('ignores fields that it does not know, as fal does', () => {
    expect(types('hailuo', { ...start, tail_image_url: 7 })).toEqual([]);
  });
});

describe('the models', () => {
  it('have a motion each, all different', () => {
    const motions = MODEL_TABLE.map(({ motion }) => JSON.stringify(motion));
    expect(new Set(motions).size).toBe(MODEL_TABLE.length);
  });

  it.each(['fal-ai', 'fal-ai/', 'https://fal.ai/x', 'fal-ai/../x', 'a/b', 'fal-ai/a/b/c/d/e/f/g'])(
    'do not include %s',
    (id) => {
      expect(simulatedModels.find(id)).toBeNull();
    },
  );
});
