import { expect, it } from 'vitest';
import { runCrashes } from './crash.ts';
import { LOSSES } from '../../test/support/spoil-journal.ts';

// Some of the points here, others each day; `npm run crashes` tries every one.
it('a process killed at any write or call is followed by one that ends the same job, with one bill and one video', async () => {
  const result = await runCrashes({ step: 16, first: new Date().getUTCDate() });
  expect(result.points).toBeGreaterThan(50);
  expect(result.crashes).toBeGreaterThanOrEqual(Math.floor(result.points / 16));
  expect(result.broken).toEqual([]);
});

it.each(LOSSES)(
  'a journal that is %s while the process is dead is repaired, and the same job ends with one bill and one video',
  async (befalls) => {
    const result = await runCrashes({ step: 40, first: new Date().getUTCDate(), befalls });
    expect(result.broken).toEqual([]);
    expect(result.crashes).toBeGreaterThanOrEqual(Math.floor(result.points / 40));
  },
);

it('a disk that is full at any write is followed by a process that ends the same job, with one bill and one video', async () => {
  const result = await runCrashes({ step: 12, first: new Date().getUTCDate(), befalls: 'full-disk' });
  expect(result.broken).toEqual([]);
  // A disk can only be full where something is written.
  expect(result.crashes).toBeGreaterThanOrEqual(Math.floor(result.points / 24));
});
