import { describe, expect, it } from 'vitest';
import { runFaults, runFaultsWithFalClient } from './faults.ts';

// `npm run faults -- --runs 500 --seed N` is the same at length.
describe('under faults on every call', () => {
  it.each([
    ['http', 11, 0, false],
    ['http', 17, -40, false],
    ['http', 19, 0, true],
    ['fal-client', 13, 3, false],
  ] as const)(
    'over %s no job is sent twice, lost, collected twice or billed wrong (seed %d, clock %d minutes off, index spoilt: %s)',
    async (transport, seed, skew, spoil) => {
      const result = await runFaults({ runs: 40, seed, share: 0.3, transport, skew, spoil });
      expect(result.spoilt > 0).toBe(spoil);
      expect(result.broken).toEqual([]);
      expect(result.jobs).toBe(40);
      expect(result.billed_micros).toBe(result.books_micros);
      expect(result.strikes['submit']).toBeGreaterThan(5);
    },
    90_000,
  );

  it('the client of fal by itself pays for some jobs twice, which is why it is not the way by default', async () => {
    const result = await runFaultsWithFalClient({ runs: 60, seed: 11, share: 0.3 });
    expect(result.paid_more_than_once).toBeGreaterThan(0);
  });
});
