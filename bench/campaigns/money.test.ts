import { expect, it } from 'vitest';
import { runMoney } from './money.ts';

// `npm run money -- --runs 1000 --seed N` is the same at length.
it('after 120 mixed jobs the reconciled costs equal the bill to the micro-dollar, and the drift is right', async () => {
  const result = await runMoney({ runs: 120, seed: 3 });
  expect(result.broken).toEqual([]);
  expect(result.jobs).toBe(120);
  expect(result.cost_micros).toBe(result.books_micros);
  expect(result.drift).toEqual([
    { model: 'hailuo-02-standard-i2v', ratio: 1 },
    { model: 'kling-v3-pro-i2v', ratio: 1.02 },
    { model: 'seedance-pro-i2v', ratio: 1 },
    { model: 'seedance-v1.5-pro-i2v', ratio: 0.97 },
    { model: 'veo-3.1-fast-i2v', ratio: 1.25 },
    { model: null, ratio: expect.any(Number) as number },
  ]);
  // It was not fair weather: each kind of trouble was there.
  expect(Math.min(result.found, result.settled, result.cost_unknown)).toBeGreaterThan(3);
  for (const state of ['collected', 'failed', 'cancelled', 'unknown']) {
    expect(result.states, state).toHaveProperty(state);
  }
});
