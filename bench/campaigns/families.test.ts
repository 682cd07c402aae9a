import { expect, it } from 'vitest';
import { runFamilies } from './families.ts';

// `npm run families -- --runs 1000 --seed N` is the same at length.
it('what is simulated is billed within its quote on every family, and the ledger is the books', async () => {
  const result = await runFamilies({ runs: 130, seed: 5 });
  expect(result.broken).toEqual([]);
  expect(result.jobs).toBe(130);
  expect(result.states['collected']).toBeGreaterThan(125);
  expect(result.families).toBeGreaterThan(20);
  expect(result.bounded).toBeGreaterThan(100);
  expect(result.cost_micros).toBe(result.books_micros);
});
