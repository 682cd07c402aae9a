import { expect, it } from 'vitest';
import { runCrashes } from './campaigns/crash.ts';

// A tenth of the points here, another tenth each day; `npm run crashes` tries every one.
it('a process killed at any write or call is followed by one that ends the same job, with one bill and one video', async () => {
  const result = await runCrashes({ step: 10, first: new Date().getUTCDate() });
  expect(result.points).toBeGreaterThan(50);
  expect(result.crashes).toBeGreaterThan(10);
  expect(result.broken).toEqual([]);
}, 180_000);
