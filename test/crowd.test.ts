import { expect, it } from 'vitest';
import { runCrowd } from './campaigns/crowd.ts';

// `npm run crowd -- --processes 8 --jobs 25` is the same at length.
it('eight processes with 8 jobs each over one project leave 64 runs, none torn, lost or collected twice', async () => {
  const result = await runCrowd({ processes: 8, jobs: 8, dayCapUsd: 10_000 });
  expect(result.broken).toEqual([]);
  expect(result).toMatchObject({ started: 64, refused: 0, collected: 64 });
}, 180_000);

it('eight processes together never pass a cap, and use it up', async () => {
  const result = await runCrowd({ processes: 8, jobs: 5, dayCapUsd: 6 });
  expect(result.broken).toEqual([]);
  expect(result.refused).toBeGreaterThan(0);
  // The dearest of the five reserves under a dollar: less than that is left.
  expect(result.reserved_usd).toBeGreaterThan(5);
}, 120_000);
