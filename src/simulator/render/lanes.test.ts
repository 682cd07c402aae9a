import { expect, it } from 'vitest';
import { Lanes } from './lanes.ts';

it('lets no more run at once than it has lanes, and lets everything through, failures too', async () => {
  const lanes = new Lanes(2);
  let atWork = 0;
  let most = 0;
  const work = (number: number) =>
    lanes.run(async () => {
      atWork += 1;
      most = Math.max(most, atWork);
      await new Promise((resolve) => setImmediate(resolve));
      atWork -= 1;
      if (number === 3) throw new Error('third');
      return number;
    });
  const ended = await Promise.allSettled([1, 2, 3, 4, 5].map(work));
  expect(most).toBe(2);
  expect(ended.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
});
