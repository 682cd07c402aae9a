import { describe, expect, it } from 'vitest';
import { type PaidJob, withPaidJobs } from '../../../test/support/paid-jobs.ts';
import { noCharge, unknownBill } from '../../budget/bill.ts';
import { type DriftReport, driftReport } from './drift.ts';

interface Money {
  model?: string | null;
  estimate?: number | null;
  bill?: number | null;
  verified?: number | null;
  state?: PaidJob['state'];
}

const job = ({
  model = 'kling',
  estimate: expected = 100,
  bill = null,
  verified = null,
  state = 'collected',
}: Money): PaidJob => ({
  state,
  plan: {
    model_alias: model,
    endpoint_id: 'fal-ai/x',
    estimate: { low: null, expected, high: null, rule: '', source: '', as_of: '' },
  },
  bill: bill === null ? unknownBill('no header') : { ...noCharge('not-accepted'), micros: bill },
  verified,
});

const reportOf = (jobs: readonly PaidJob[]): Promise<DriftReport> =>
  withPaidJobs(jobs, async (records) => driftReport(await records.modelCosts()));

describe('the drift report', () => {
  it('compares estimate and cost of collected jobs, the verified cost before the bill', async () => {
    const { total } = await reportOf([
      job({ bill: 110 }),
      job({ bill: 110, verified: 99 }),
      job({ verified: 100 }),
    ]);
    expect(total).toMatchObject({
      jobs: 3,
      estimated: 300,
      billed: 220,
      verified: 199,
      cost: 309,
      bill_unknown: 1,
      verified_unknown: 1,
      cost_unknown: 0,
      compared: 3,
      drift: 9,
      drift_ratio: 1.03,
      disagreeing: 1,
      disagreement: -11,
    });
  });

  it('sums the bill of a failure, but learns no price from it', async () => {
    const { total } = await reportOf([
      job({ bill: 100 }),
      job({ bill: 100, state: 'failed' }),
      job({ bill: 0, state: 'failed' }),
    ]);
    expect(total).toMatchObject({ jobs: 3, billed: 200, compared: 1, drift: 0, drift_ratio: 1 });
  });

  it('counts what is not known, and takes none of it for nothing', async () => {
    const { total } = await reportOf([job({}), job({ estimate: null, bill: 50 }), job({ state: 'unknown' })]);
    expect(total).toMatchObject({
      jobs: 3,
      estimate_unknown: 1,
      bill_unknown: 2,
      cost_unknown: 2,
      compared: 0,
      drift: 0,
      drift_ratio: null,
    });
  });

  it('leaves out what was never sent and what still runs', async () => {
    expect(await reportOf([job({ state: 'not-sent' }), job({ state: 'running' })])).toMatchObject({
      total: { jobs: 0, cost: 0, drift_ratio: null },
      models: [],
    });
  });

  it('is told for each model, by name', async () => {
    const { models } = await reportOf([
      job({ model: 'veo', bill: 90 }),
      job({ model: null, bill: 120 }),
      job({ model: 'veo', bill: 95 }),
    ]);
    expect(models).toMatchObject([
      { model: 'fal-ai/x', jobs: 1, drift: 20 },
      { model: 'veo', jobs: 2, drift: -15, drift_ratio: 0.925 },
    ]);
  });

  it('has no ratio to an estimate of nothing', async () => {
    expect((await reportOf([job({ estimate: 0, bill: 5 })])).total).toMatchObject({
      drift: 5,
      drift_ratio: null,
    });
  });
});
