import { describe, expect, it } from 'vitest';
import { FalVideoError } from '../errors.ts';
import { loadModels } from './index.ts';
import type { ModelDetail, Role, Task } from './types.ts';

const models = loadModels();
const A = 'https://example.com/a.png';

/** The models that a refusal names, as an agent would take them from it. */
function offered(model: string, task: Task): ModelDetail[] {
  try {
    models.resolve(model, { prompt: 'a walk', ...task });
  } catch (error) {
    if (!(error instanceof FalVideoError)) throw error;
    const words = error.next?.text.split(/[\s,.:]+(?=\s|$)|\s/) ?? [];
    const names = new Set(models.list({ preset: true }).map(({ alias }) => alias));
    return words.filter((word) => names.has(word)).map((word) => models.get(word));
  }
  throw new Error('it was taken');
}

const needs = ({ inputs }: ModelDetail) => inputs.flatMap(({ role, required }) => (required ? [role] : []));
const takes = ({ inputs }: ModelDetail) => inputs.map(({ role }): Role => role);

describe('a model that is offered in place of one', () => {
  it('for a length takes the start picture, and needs nothing else', () => {
    const able = offered('hailuo-02-standard-i2v', { duration: 7, inputs: { first_frame: [A] } });
    expect(able.length).toBeGreaterThan(3);
    for (const model of able) {
      expect(model.durations).toContain(7);
      expect(takes(model)).toContain('first_frame');
      expect(needs(model).filter((role) => role !== 'first_frame')).toEqual([]);
    }
  });

  it('takes the picture also where that came as the own argument of the model', () => {
    const able = offered('hailuo-02-standard-i2v', { duration: 7, args: { image_url: A } });
    expect(able.length).toBeGreaterThan(3);
    expect(able.filter((model) => !takes(model).includes('first_frame'))).toEqual([]);
  });

  it('takes both frames where both were given', () => {
    const inputs = { first_frame: [A], last_frame: [A] };
    const able = offered('hailuo-02-standard-i2v', { duration: 7, inputs });
    expect(able.length).toBeGreaterThan(1);
    expect(able.filter((model) => !takes(model).includes('last_frame'))).toEqual([]);
  });

  it('for a text needs no picture, and makes videos', () => {
    const able = offered('hailuo-02-standard-t2v', { negative_prompt: 'rain' });
    expect(able.length).toBeGreaterThan(3);
    expect(able.flatMap(needs)).toEqual([]);
    expect(able.filter(({ tasks }) => tasks.includes('text-to-image'))).toEqual([]);
  });

  it('is for the kind of task that was asked', () => {
    const able = offered('hailuo-02-standard-i2v', {
      kind: 'reference-to-video',
      inputs: { reference: [A] },
    });
    expect(able.length).toBeGreaterThan(1);
    expect(able.filter(({ tasks }) => !tasks.includes('reference-to-video'))).toEqual([]);
  });
});
