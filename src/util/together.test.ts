import { describe, expect, it } from 'vitest';
import { together } from './together.ts';

describe('work that is done together', () => {
  it('takes in one go all that came while it was at it', async () => {
    const goes: number[][] = [];
    const put = together<number>(async (items) => {
      goes.push([...items]);
      await new Promise((resolve) => setImmediate(resolve));
    });
    const first = put([1]);
    await Promise.resolve();
    await Promise.all([first, put([2]), put([3, 4])]);
    await put([5]);
    expect(goes).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('fails for those alone that were in the go that failed', async () => {
    const put = together<string>((items) =>
      items.includes('bad') ? Promise.reject(new Error('no')) : Promise.resolve(),
    );
    const ends = [put(['good'])];
    await ends[0];
    ends.push(put(['bad']), put(['beside it']));
    const results = await Promise.allSettled(ends);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(put(['after it'])).resolves.toBeUndefined();
  });
});
