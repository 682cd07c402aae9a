import { describe, expect, it } from 'vitest';
import { eachOf } from './each-of.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

describe('work on each of many', () => {
  it('is done once for every item, at most so many at a time', async () => {
    const done: number[] = [];
    let atOnce = 0;
    let most = 0;
    const all = await eachOf([1, 2, 3, 4, 5, 6, 7], 3, never, async (item) => {
      most = Math.max(most, ++atOnce);
      await turn();
      atOnce--;
      done.push(item);
    });
    expect(all).toBe(true);
    expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('of none is done at once', async () => {
    expect(await eachOf([], 3, never, () => Promise.reject(new Error('no item')))).toBe(true);
  });

  it('begins no more once it is stopped, and says so', async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    const all = await eachOf([1, 2, 3, 4], 1, stop.signal, async (item) => {
      begun.push(item);
      if (item === 2) stop.abort();
      await turn();
    });
    expect(begun).toEqual([1, 2]);
    expect(all).toBe(false);
  });

  it('that was stopped after the last item is done all the same', async () => {
    const stop = new AbortController();
    const all = await eachOf([1], 1, stop.signal, () => {
      stop.abort();
      return Promise.resolve();
    });
    expect(all).toBe(true);
  });

  it('fails as the work failed', async () => {
    await expect(eachOf([1], 1, never, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
