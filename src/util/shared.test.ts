import { expect, it } from 'vitest';
import { shared } from './shared.ts';

it('does the work of a name once for all who ask while it goes on, and anew for whoever comes later', async () => {
  const once = shared<number>();
  let begun = 0;
  const work = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return ++begun;
  };
  expect(await Promise.all([once('a', work), once('a', work), once('b', work)])).toEqual([1, 1, 2]);
  expect(await once('a', work)).toBe(3);
});

it('fails for all who wait, and is tried anew', async () => {
  const once = shared<string>();
  const failing = () => Promise.reject(new Error('gone'));
  const ends = await Promise.allSettled([once('a', failing), once('a', failing)]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await once('a', () => Promise.resolve('there'))).toBe('there');
});
