import { expect, it } from 'vitest';
import { runCrowd } from './campaigns/crowd.ts';

// `npm run crowd -- --processes 8 --jobs 25` is the same at length.
it('eight processes with 8 jobs each over one project leave 64 runs, none torn, lost or collected twice', async () => {
  const result = await runCrowd({ processes: 8, jobs: 8, dayCapUsd: 10_000 });
  expect(result).toMatchObject({
    failures: [],
    started: 64,
    accepted: 64,
    ledger_lines: 64,
    ledger_runs: 64,
    torn_lines: 0,
    collected: 64,
    collected_events: 64,
  });
  expect(result.billed_usd).toBe(result.books_usd);
}, 180_000);

it('eight processes together never pass a cap, and use it up', async () => {
  const result = await runCrowd({ processes: 8, jobs: 5, dayCapUsd: 6 });
  expect(result.failures).toEqual([]);
  expect(result.started + result.refused).toBe(40);
  expect(result.refused).toBeGreaterThan(0);
  expect(result.books_usd).toBeLessThanOrEqual(6);
  // The dearest of the five reserves under a dollar: less than that is left.
  expect(result.reserved_usd).toBeGreaterThan(5);
  expect(result.accepted).toBe(result.started);
}, 120_000);
