import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { within } from './within.ts';

describe('work within a time', () => {
  it('gives what it made in time', async () => {
    expect(await within(systemClock, 10_000, Promise.resolve(7))).toBe(7);
  });

  it('fails as it failed', async () => {
    await expect(within(systemClock, 10_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('is let go when it takes longer, however it ends then', async () => {
    let fail: (error: Error) => void = () => undefined;
    const slow = new Promise<never>((_, reject) => {
      fail = reject;
    });
    expect(await within(systemClock, 1, slow)).toBeNull();
    fail(new Error('late, and nobody minds'));
  });
});
