import { expect, it } from 'vitest';
import { runEstimates } from './estimates.ts';

// `npm run estimates` prints each of them.
it('the command line has a figure for every endpoint with a price, or says why it has none', async () => {
  const { endpoints, figures, unknown, refused } = await runEstimates();
  expect(refused).toEqual({});
  expect(endpoints).toBeGreaterThan(400);
  expect(figures + Object.keys(unknown).length).toBe(endpoints);
  expect(figures).toBeGreaterThan(350);
});
