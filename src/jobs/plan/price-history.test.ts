import { describe, expect, it } from 'vitest';
import { disputeNote, historyNote, priceHistory } from './price-history.ts';
import type { Job, JobState } from '../store/job.ts';

const KLING = 'fal-ai/kling';
let clock = 0;

interface Past {
  cost: number | null;
  estimate?: number | null;
  /** The highest figure; twice the estimate. */
  quoted?: number | null;
  state?: JobState;
  endpoint_id?: string;
}

const past = ({
  cost,
  estimate = 100_000,
  quoted = estimate && estimate * 2,
  state = 'collected',
  endpoint_id = KLING,
}: Past) =>
  ({
    state,
    job_id: `job_${clock}`,
    plan: { endpoint_id, estimate: { low: estimate, expected: estimate, high: quoted } },
    reserved_micros: 500_000,
    bill: { micros: cost, method: 'billable-units' },
    verified: null,
    told_micros: null,
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

  it('is told from the first job on that cost more than was quoted, and raises what is reserved', () => {
    const found = history([past({ cost: 150_000, quoted: 100_000 })], 200_000);
    expect(found).toEqual({ jobs: 1, drift_ratio: 1.5, low: 300_000, high: 300_000 });
    expect(found === null ? null : historyNote(found, 200_000)).toBe(
      '1 job billed: 1.5 x the estimate, which makes $0.30 here; the caps count $0.30.',
    );
    expect(history([past({ cost: 100_050, quoted: 100_000 })])).toBeNull();
  });

  it('is told from the first job on that cost more than the ceiling of an unknown price', () => {
    const dear = past({ cost: 500_001 + 1000, estimate: null });
    expect(history([dear], null)).toMatchObject({ jobs: 1, high: 501_001 });
    expect(history([past({ cost: 499_000, estimate: null })], null)).toBeNull();
  });

  it('is never drawn from a bill that is disputed, which is told beside it, until it is settled', () => {
    const far = past({ cost: 1_260_000, quoted: 100_000 });
    expect(history([far, ...many(4, { cost: 100_000 })])).toBeNull();
    expect(disputeNote([far], KLING)).toMatch(
      /^A bill of this endpoint, job_\d+ at \$1\.26, 12\.6 x the estimate of \$0\.10, is disputed and not in this price\.$/,
    );
    expect(disputeNote([far, past({ cost: 0 })], KLING)).toMatch(
      /^2 bills of this endpoint, .* are disputed/,
    );
    expect(disputeNote([far], 'fal-ai/veo')).toBeNull();
    const settled = { ...far, told_micros: 1_260_000 };
    expect(disputeNote([settled], KLING)).toBeNull();
    expect(history([settled])).toMatchObject({ jobs: 1, high: 1_260_000 });
  });

  it('is drawn from the newest fifty', () => {
    const jobs = [...many(10, { cost: 300_000 }), ...many(50, { cost: 110_000 })];
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
