import { expect, it } from 'vitest';
import { runCellCrashes } from './crash-cells.ts';

// Every cell's POST and one of the other points here, another each day; `npm run crashes-cells` tries them all.
it('an experiment killed between the intent of a cell and its POST ends with each cell made and paid once', async () => {
  const result = await runCellCrashes({ step: 800, first: new Date().getUTCDate() });
  expect(result.broken).toEqual([]);
  expect(result.points).toBeGreaterThan(150);
  expect(result.never_arrived).toBeGreaterThanOrEqual(3);
});
