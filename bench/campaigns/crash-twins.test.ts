import { expect, it } from 'vitest';
import { runTwinCrashes } from './crash-twins.ts';

// One in eighty of the points here, and the moment itself; `npm run crashes-twins` tries every one.
it('a process killed while a request goes from one job to its twin leaves one job with it, counted once', async () => {
  const result = await runTwinCrashes({ step: 80, first: new Date().getUTCDate(), around: 3 });
  expect(result.crashes).toBeGreaterThan(5);
  expect(result.broken).toEqual([]);
});
