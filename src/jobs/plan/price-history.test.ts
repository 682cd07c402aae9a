import { describe, expect, it } from 'vitest';
import type { PaidJob } from '../../store/records.ts';
import type { Job } from '../../store/job.ts';
import { disputeNote, historyNote, priceHistory } from './price-history.ts';

const past = (cost: number, more: Partial<PaidJob> = {}): PaidJob => ({
  cost,
  expected: 100_000,
  above_quote: false,
  ...more,
});
const many = (count: number, cost: number, more: Partial<PaidJob> = {}) =>
  Array.from({ length: count }, () => past(cost, more));

/** As the records tell such jobs: those with an estimate are the ones that are compared. */
const history = (paid: PaidJob[], expected: number | null = 100_000) =>
  priceHistory({ paid, compared: paid.filter((job) => job.expected !== null) }, { expected });

describe('what such jobs really cost', () => {
  it('is told once five are billed', () => {
    expect(history(many(4, 102_000))).toBeNull();
    expect(history(many(5, 102_000))).toEqual({
      jobs: 5,
      drift_ratio: 1.02,
      low: 102_000,
      high: 102_000,
    });
  });

  it('is carried over to what is asked now, from the best to the worst', () => {
    const jobs = [90_000, 100_000, 100_000, 100_000, 130_000].map((cost) => past(cost));
    expect(history(jobs, 400_000)).toEqual({ jobs: 5, drift_ratio: 1.04, low: 360_000, high: 520_000 });
  });

  it('is rounded so that the high is never below what was seen', () => {
    const jobs = many(5, 100_001, { expected: 300_000 });
    expect(history(jobs, 100_000)).toMatchObject({ low: 33_333, high: 33_334 });
  });

  it('is told from the first job on that cost more than was quoted, and raises what is reserved', () => {
    const found = history([past(150_000, { above_quote: true })], 200_000);
    expect(found).toEqual({ jobs: 1, drift_ratio: 1.5, low: 300_000, high: 300_000 });
    expect(found === null ? null : historyNote(found, 200_000)).toBe(
      '1 job billed: 1.5 x the estimate, which makes $0.30 here; the caps count $0.30.',
    );
    expect(history([past(150_000)])).toBeNull();
  });

  it('where no rule tells a price is the range of what they cost', () => {
    const jobs = [10, 20, 30, 40, 50].map((cost) => past(cost, { expected: null }));
    expect(history(jobs, null)).toEqual({ jobs: 5, drift_ratio: null, low: 10, high: 50 });
    expect(history(jobs, 100_000)).toBeNull();
  });

  it('where no rule tells a price counts those that had an estimate, too', () => {
    const jobs = [past(10, { expected: null }), ...many(4, 20)];
    expect(history(jobs, null)).toMatchObject({ jobs: 5, low: 10, high: 20 });
  });
});

describe('the disputed bills of an endpoint', () => {
  const newest = {
    job_id: 'job_7',
    plan: { estimate: { low: 100_000, expected: 100_000, high: 100_000 } },
    bill: { micros: 1_260_000, method: 'billable-units' },
  } as Job;

  it('are told beside its price, by the newest of them', () => {
    expect(disputeNote({ disputed: { count: 0, newest: undefined } })).toBeNull();
    expect(disputeNote({ disputed: { count: 1, newest } })).toBe(
      'A bill of this endpoint, job_7 at $1.26, 12.6 x the estimate of $0.10, is disputed and not in this price.',
    );
    expect(disputeNote({ disputed: { count: 2, newest } })).toMatch(
      /^2 bills of this endpoint, job_7 .* are disputed and not in this price\.$/,
    );
  });
});
