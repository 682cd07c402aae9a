import { describe, expect, it } from 'vitest';
import { type PaidJob, withPaidJobs } from '../../../test/support/paid-jobs.ts';
import type { JobState } from '../../store/job.ts';
import type { PlannedCell } from '../types.ts';
import { cellsToStart, cellKey } from './cell-jobs.ts';

const cell = (cell_id: string, model = 'kling') => ({ cell_id, axes: { model } }) as unknown as PlannedCell;
const job = (name: string, state: JobState, experiment = 'walk'): PaidJob => ({
  state,
  plan: { experiment, cell: name },
});
const cellsOf = (jobs: readonly PaidJob[]) => withPaidJobs(jobs, (records) => records.cells('walk'));
const keys = async (jobs: readonly PaidJob[], retryFailed = false) => {
  const plan = { slug: 'walk', cells: [cell('a'), cell('b')] };
  return cellsToStart(plan, await cellsOf(jobs), { retryFailed }).map(({ key }) => key);
};

describe('the cells that a run starts', () => {
  it('are those without a job', async () => {
    expect(await keys([])).toEqual(['walk/a', 'walk/b']);
    expect(await keys([job('a', 'collected')])).toEqual(['walk/b']);
    expect(await keys([job('a', 'collected', 'other')])).toEqual(['walk/a', 'walk/b']);
  });

  it('are those again whose job was surely never sent, under the same key', async () => {
    expect(await keys([job('a', 'not-sent'), job('b', 'running')])).toEqual(['walk/a']);
  });

  it.each(['unknown', 'submitting', 'queued', 'running', 'completed', 'planned'] as const)(
    'are never those whose job is %s',
    async (state) => {
      expect(await keys([job('a', state), job('b', state)], true)).toEqual([]);
    },
  );

  it('are failed ones only when asked, and then under a new key', async () => {
    const failed = [job('a', 'failed'), job('b', 'expired')];
    expect(await keys(failed)).toEqual([]);
    expect(await keys(failed, true)).toEqual(['walk/a/2', 'walk/b/2']);
    expect(await keys([...failed, job('a', 'not-sent')], true)).toEqual(['walk/a/2', 'walk/b/2']);
    expect(await keys([...failed, job('a', 'failed')], true)).toEqual(['walk/a/3', 'walk/b/2']);
  });

  it('come from each model in turn, so that a run that ends early has something of each', () => {
    const cells = [cell('a', 'x'), cell('b', 'x'), cell('c', 'y'), cell('d', 'y')];
    const order = cellsToStart({ slug: 'walk', cells }, [], { retryFailed: false });
    expect(order.map(({ cell: { cell_id } }) => cell_id)).toEqual(['a', 'c', 'b', 'd']);
  });
});

describe('the job that speaks for a cell', () => {
  it('is the one with a video, whatever came after it', async () => {
    const [found] = await cellsOf([job('a', 'collected'), job('a', 'failed')]);
    expect(found).toMatchObject({ cell: 'a', state: 'collected', attempts: 2 });
  });

  it('is else the newest that may have been sent', async () => {
    const [found] = await cellsOf([job('a', 'failed'), job('a', 'unknown'), job('a', 'not-sent')]);
    expect(found).toMatchObject({ cell: 'a', state: 'unknown', attempts: 2 });
  });

  it('has a key of its own for each try', () => {
    expect([cellKey('walk', 'a', 1), cellKey('walk', 'a', 2)]).toEqual(['walk/a', 'walk/a/2']);
  });
});
