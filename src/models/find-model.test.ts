import { describe, expect, it } from 'vitest';
import { loadModels } from './index.ts';

const models = loadModels();

function offered(model: string): string[] {
  try {
    models.get(model);
  } catch (error) {
    return /Did you mean (.*)\?/.exec((error as Error).message)?.[1]?.split(' or ') ?? [];
  }
  throw new Error(`${model} is known`);
}

describe('a part of a name', () => {
  it('offers the current models first that make a clip of a picture', () => {
    const kling = offered('kling');
    expect(kling[0]).toBe('kling-v4-i2v');
    expect(kling).toHaveLength(5);
    for (const name of kling.slice(1)) expect(name).toMatch(/^kling-[vo]3-.*i2v$/);
  });

  it.each([
    ['kling-v3-pro', 'kling-v3-pro-i2v'],
    ['Kling 3 Pro', 'kling-v3-pro-i2v'],
    ['kling3-pro', 'kling-v3-pro-i2v'],
    ['veo 3.1 fast', 'veo-3.1-fast-i2v'],
    ['seedance', 'seedance-2.5-i2v'],
  ])('%s is %s', (typed, meant) => {
    expect(offered(typed)).toContain(meant);
    expect(offered(typed)[0]).toMatch(/i2v$/);
  });

  it('offers nothing that fal has retired, unless that is all there is', () => {
    expect(offered('veo').filter((name) => name.startsWith('veo-3-'))).toEqual([]);
  });

  it('that is mistyped offers what is written nearly so', () => {
    expect(offered('klng-v3-pro-i2v')).toContain('kling-v3-pro-i2v');
  });
});
