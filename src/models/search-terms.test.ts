import { describe, expect, it } from 'vitest';
import { matchesTerms, searchTerms } from './search-terms.ts';

const finds = (typed: string, name: string) => matchesTerms(name, searchTerms(typed));

describe('a search for words', () => {
  it.each([
    ['kling 3', 'kling-v3-pro-i2v'],
    ['kling3', 'kling-v3-pro-i2v'],
    ['Kling v3', 'kling-v3-pro-i2v'],
    ['veo 3', 'fal-ai/veo3.1/fast'],
    ['veo3.1', 'veo-3.1-fast-i2v'],
    ['hailuo 2', 'hailuo-02-standard-i2v'],
    ['hailuo 2', 'hailuo-2.3-pro-i2v'],
    ['seedance-2.0', 'bytedance/seedance-2.0/image-to-video'],
    ['h3 max', 'minimax/h3-max/image-to-video'],
    ['o3', 'kling-o3-pro-i2v'],
    ['ling', 'kling-o3-pro-i2v'],
    ['', 'anything'],
    ['a+b(', 'a+b('],
    ['🦊', 'the 🦊'],
  ])('for "%s" finds %s', (typed, name) => {
    expect(finds(typed, name)).toBe(true);
  });

  it.each([
    ['kling 3', 'kling-o3-pro-i2v'],
    ['kling 3', 'kling-v1.3-pro-i2v'],
    ['kling 2', 'kling-v3-pro-i2v'],
    ['kling 4', 'kling-v3-4k-i2v'],
    ['veo 3.1', 'fal-ai/veo3/fast'],
    ['v2', 'kling-v21-i2v'],
    ['3', 'minimax/h3-max'],
    ['kling pro', 'kling-v3-standard-i2v'],
  ])('for "%s" does not find %s', (typed, name) => {
    expect(finds(typed, name)).toBe(false);
  });
});
