import { describe, expect, it } from 'vitest';
import { billOf } from '../../../test/support/journal-lines.ts';
import { type PaidJob, withPaidJobs } from '../../../test/support/paid-jobs.ts';
import { billProblems } from './bill-problems.ts';
import { driftReport } from './drift.ts';

const job = (model: string, billed: number, more: Partial<PaidJob> = {}): PaidJob => ({
  state: 'collected',
  plan: {
    model_alias: model,
    estimate: { low: 40_000, expected: 40_000, high: 40_000, rule: '', source: '', as_of: '' },
  },
  reserved: 40_000,
  bill: billOf(billed),
  ...more,
});

const problemsOf = (jobs: readonly PaidJob[]) =>
  withPaidJobs(jobs, async (records) => {
    const costs = await records.modelCosts();
    return { problems: await billProblems(costs, records), total: driftReport(costs).total };
  });

describe('what models cost otherwise than quoted', () => {
  it('is told of each by name, where the sum over all shows nothing', async () => {
    const jobs = [job('kling', 480_000), job('veo', 3_333), job('wan', 40_000)];
    const { problems, total } = await problemsOf(jobs);
    expect(problems).toEqual([
      {
        code: 'BILLED_ABOVE_QUOTE',
        message: expect.stringMatching(
          /^kling: 1 of 1 job cost more than quoted, job_1 \$0\.48, 12 x the estimate of \$0\.04\.$/,
        ) as string,
      },
      {
        code: 'BILLED_BELOW_QUOTE',
        message: expect.stringContaining(
          'veo: 1 of 1 job cost less than quoted, job_2 $0.003333, 0.0833 x',
        ) as string,
      },
    ]);
    // No price is learned from either.
    expect(total).toMatchObject({ disputed: 2, compared: 1, drift: 0, cost: 560_000 });
  });

  it('is told once a model and direction, by the job that strays most', async () => {
    const jobs = [job('kling', 50_000), job('kling', 100_000), job('kling', 30_000), job('kling', 40_000)];
    const { problems } = await problemsOf(jobs);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('kling: 2 of 4 jobs cost more than quoted, job_2 $0.10, 2.5 x'),
      expect.stringContaining('kling: 1 of 4 jobs cost less than quoted, job_3 $0.03, 0.75 x'),
    ]);
  });

  it('leaves out what cost nothing because nothing came of it', async () => {
    const nothing = [job('kling', 0, { state: 'failed' }), job('kling', 0, { state: 'not-sent' })];
    expect((await problemsOf(nothing)).problems).toEqual([]);
  });
});
