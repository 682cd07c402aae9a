import { describe, expect, it } from 'vitest';
import { dearest, priceHistory } from './price-history.ts';
import type { Job, JobState } from '../types.ts';

const KLING = 'fal-ai/kling';
let clock = 0;

interface Past {
  cost: number | null;
  estimate?: number | null;
  state?: JobState;
  endpoint_id?: string;
}

const past = ({ cost, estimate = 100_000, state = 'collected', endpoint_id = KLING }: Past) =>
  ({
    state,
    plan: { endpoint_id, estimate: { expected: estimate } },
    bill: { micros: cost },
    verified: null,
    times: { planned: new Date(1_000_000 + clock++).toISOString() },
  }) as Job;

const many = (count: number, one: Past) => Array.from({ length: count }, () => past(one));
const history = (jobs: Job[], expected: number | null = 100_000) => priceHistory(jobs, KLING, { expected });

describe('what such jobs really cost', () => {
  it('is told once five are billed', () => {
    expect(history(many(4, { cost: 102_000 }))).toBeNull();
    expect(history(many(5, { cost: 102_000 }))).toEqual({
      jobs: 5,
      drift_ratio: 1.02,
      low: 102_000,
      high: 102_000,
    });
  });

  it('is carried over to what is asked now, from the best to the worst', () => {
    const jobs = [90_000, 100_000, 100_000, 100_000, 130_000].map((cost) => past({ cost }));
    expect(history(jobs, 400_000)).toEqual({ jobs: 5, drift_ratio: 1.04, low: 360_000, high: 520_000 });
  });

  it('is rounded so that the high is never below what was seen', () => {
    const jobs = many(5, { cost: 100_001, estimate: 300_000 });
    expect(history(jobs, 100_000)).toMatchObject({ low: 33_333, high: 33_334 });
  });

  it('is drawn from collected jobs of this endpoint with a known cost alone', () => {
    const jobs = [
      ...many(4, { cost: 100_000 }),
      ...many(5, { cost: 0, state: 'failed' }),
      ...many(5, { cost: null }),
      ...many(5, { cost: 500_000, endpoint_id: 'fal-ai/veo' }),
    ];
    expect(history(jobs)).toBeNull();
  });

  it('is drawn from the newest fifty', () => {
    const jobs = [...many(10, { cost: 900_000 }), ...many(50, { cost: 110_000 })];
    expect(history(jobs)).toMatchObject({ jobs: 50, drift_ratio: 1.1, high: 110_000 });
  });

  it('prefers the verified cost', () => {
    const jobs = many(5, { cost: 100_000 }).map((job): Job => ({
      ...job,
      verified: { micros: 90_000, source: 'cost_total' },
    }));
    expect(history(jobs)).toMatchObject({ drift_ratio: 0.9, high: 90_000 });
  });

  it('where no rule tells a price is the range of what they cost', () => {
    const jobs = [10, 20, 30, 40, 50].map((cost) => past({ cost, estimate: null }));
    expect(history(jobs, null)).toEqual({ jobs: 5, drift_ratio: null, low: 10, high: 50 });
    expect(history(jobs, 100_000)).toBeNull();
  });
});

describe('the caps count', () => {
  const found = (high: number) => ({ jobs: 5, drift_ratio: 1, low: 1, high });

  it('the dearer of the rule and the history', () => {
    expect(dearest(100, found(120))).toBe(120);
    expect(dearest(100, found(80))).toBe(100);
    expect(dearest(100, null)).toBe(100);
  });
});
