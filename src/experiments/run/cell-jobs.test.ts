import { describe, expect, it } from 'vitest';
import type { Job, JobState } from '../../store/job.ts';
import type { PlannedCell } from '../types.ts';
import { cellsToStart, jobsOfCells, cellKey } from './cell-jobs.ts';

const cell = (cell_id: string, model = 'kling') => ({ cell_id, axes: { model } }) as unknown as PlannedCell;
const job = (name: string, state: JobState, experiment = 'walk') =>
  ({ job_id: `job_${name}_${state}`, state, plan: { experiment, cell: name } }) as unknown as Job;
const keys = (jobs: readonly Job[], retryFailed = false) =>
  cellsToStart({ slug: 'walk', cells: [cell('a'), cell('b')] }, jobs, { retryFailed }).map(({ key }) => key);

describe('the cells that a run starts', () => {
  it('are those without a job', () => {
    expect(keys([])).toEqual(['walk/a', 'walk/b']);
    expect(keys([job('a', 'collected')])).toEqual(['walk/b']);
    expect(keys([job('a', 'collected', 'other')])).toEqual(['walk/a', 'walk/b']);
  });

  it('are those again whose job was surely never sent, under the same key', () => {
    expect(keys([job('a', 'not-sent'), job('b', 'running')])).toEqual(['walk/a']);
  });

  it.each(['unknown', 'submitting', 'queued', 'running', 'completed', 'planned'] as const)(
    'are never those whose job is %s',
    (state) => {
      expect(keys([job('a', state), job('b', state)], true)).toEqual([]);
    },
  );

  it('are failed ones only when asked, and then under a new key', () => {
    const failed = [job('a', 'failed'), job('b', 'expired')];
    expect(keys(failed)).toEqual([]);
    expect(keys(failed, true)).toEqual(['walk/a/2', 'walk/b/2']);
    expect(keys([...failed, job('a', 'not-sent')], true)).toEqual(['walk/a/2', 'walk/b/2']);
    expect(keys([...failed, job('a', 'failed')], true)).toEqual(['walk/a/3', 'walk/b/2']);
  });

  it('come from each model in turn, so that a run that ends early has something of each', () => {
    const cells = [cell('a', 'x'), cell('b', 'x'), cell('c', 'y'), cell('d', 'y')];
    const order = cellsToStart({ slug: 'walk', cells }, [], { retryFailed: false });
    expect(order.map(({ cell: { cell_id } }) => cell_id)).toEqual(['a', 'c', 'b', 'd']);
  });
});

describe('the job that speaks for a cell', () => {
  it('is the one with a video, whatever came after it', () => {
    const found = jobsOfCells('walk', [job('a', 'collected'), job('a', 'failed')]);
    expect(found.get('a')).toMatchObject({ job: { state: 'collected' }, attempts: 2 });
  });

  it('is else the newest that may have been sent', () => {
    const found = jobsOfCells('walk', [job('a', 'failed'), job('a', 'unknown'), job('a', 'not-sent')]);
    expect(found.get('a')).toMatchObject({ job: { state: 'unknown' }, attempts: 2 });
  });

  it('has a key of its own for each try', () => {
    expect([cellKey('walk', 'a', 1), cellKey('walk', 'a', 2)]).toEqual(['walk/a', 'walk/a/2']);
  });
});
