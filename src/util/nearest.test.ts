import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const known = ['kling-v3-pro-i2v', 'veo-3.1-fast-i2v', 'seedance-pro-i2v', 'seedance-v1.5-pro-i2v'];

describe('nearest names', () => {
  it('finds a mistyped one', () => {
    expect(nearest('kling-3-pro-i2v', known)[0]).toBe('kling-v3-pro-i2v');
  });
  it('finds one by a part of it', () => {
    expect(nearest('veo', known)).toEqual(['veo-3.1-fast-i2v']);
  });
  it('offers nothing for what resembles nothing', () => {
    expect(nearest('zzzzzzzzzzzzzzzzzzzzzzzzzzzz', known)).toEqual([]);
  });
});
