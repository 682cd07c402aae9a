import { expect, it } from 'vitest';
import { runCrowd } from './crowd.ts';
import { runLostCrowd } from './crowd-lost.ts';
import { LOSSES } from '../../test/support/spoil-journal.ts';

// `npm run crowd -- --processes 8 --jobs 25` is the same at length.
it('eight processes with 8 jobs each over one project leave 64 runs, none torn, lost or collected twice', async () => {
  const result = await runCrowd({ processes: 8, jobs: 8, dayCapUsd: 10_000 });
  expect(result.broken).toEqual([]);
  expect(result).toMatchObject({ started: 64, refused: 0, collected: 64 });
});

it('eight processes together never pass a cap, and use it up', async () => {
  const result = await runCrowd({ processes: 8, jobs: 5, dayCapUsd: 6 });
  expect(result.broken).toEqual([]);
  expect(result.refused).toBeGreaterThan(0);
  // The dearest of the five reserves under a dollar: less than that is left.
  expect(result.reserved_usd).toBeGreaterThan(5);
});

it('four processes that ask for the same, with answers lost and late, leave each request with one job', async () => {
  const result = await runCrowd({ processes: 4, jobs: 6, dayCapUsd: 10_000, twins: true });
  expect(result.broken).toEqual([]);
  expect(result.started).toBe(24);
});

it.each(LOSSES)(
  'a journal that is %s while four processes are at work stops them, and after its repair no cap is passed',
  async (loss) => {
    const result = await runLostCrowd({ loss, processes: 4, jobs: 5, dayCapUsd: 8 });
    expect(result.broken).toEqual([]);
    expect(result.accepted).toBeGreaterThan(4);
  },
);
