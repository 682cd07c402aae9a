import { describe, expect, it } from 'vitest';
import { lazily } from './lazily.ts';

describe('lazily', () => {
  it('begins when it is first waited for, and once', async () => {
    let begun = 0;
    const { result, hasBegun } = lazily(async () => ++begun);
    expect(hasBegun()).toBe(false);
    await Promise.resolve();
    expect(begun).toBe(0);
    expect(await Promise.all([result, result.then((value) => value * 10)])).toEqual([1, 10]);
    expect(hasBegun()).toBe(true);
    expect(await result.finally(() => undefined)).toBe(1);
  });

  it('gives everybody the same failure, and keeps it', async () => {
    let begun = 0;
    const { result } = lazily(() => Promise.reject(new Error(`no ${++begun}`)));
    await expect(result).rejects.toThrow('no 1');
    expect(await result.catch(String)).toBe('Error: no 1');
  });
});
