import { describe, expect, it } from 'vitest';
import { jobDouble } from '../../test/support/type-line.ts';
import { inputError, toErrorRecord } from '../errors.ts';
import type { Job } from '../store/job.ts';
import { paintFor } from './paint.ts';
import { progressLine } from './progress.ts';

const view = {
  paint: paintFor({ isTTY: false }, {}),
  turn: 0,
  now: new Date('2026-11-21T00:00:09.900Z'),
  nameWidth: 7,
};
const line = (state: Job['state'], more: Partial<Job> = {}) =>
  progressLine(jobDouble('job_1', state, more), view);

describe('the line of a job', () => {
  it.each([
    [line('planned'), '  kling    ◐──○──○──○  sending'],
    [line('queued', { queue_position: 2 }), '  kling    ●━━◐──○──○  in the queue (2 ahead), 9 s'],
    [line('queued', { queue_position: 0 }), '  kling    ●━━◐──○──○  in the queue, 9 s'],
    [line('running'), '  kling    ●━━●━━◐──○  in work, 9 s'],
    [line('completed'), '  kling    ●━━●━━●━━◐  downloading'],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected);
  });

  it('ends with the time it took and the bill', () => {
    const times = { submitting: '2026-11-21T00:00:00Z', collected: '2026-11-21T00:01:05Z' };
    const bill = { micros: 270_000 } as Job['bill'];
    expect(line('collected', { times, bill })).toBe('  kling    ●━━●━━●━━●  done in 65 s, bill $0.27');
  });

  it('a bill that is not as it was quoted is said, with both figures', () => {
    const bill = { micros: 2_700_000, method: 'billable-units' } as Job['bill'];
    expect(line('collected', { bill })).toContain('billed $2.70, 9 x the estimate of $0.30 (quoted');
  });

  it('an unknown bill is said to be unknown', () => {
    expect(line('collected')).toContain('bill unknown');
  });

  it('a failure is marked where it happened, with its reason', () => {
    const error = toErrorRecord(inputError({ code: 'X', message: 'The picture is too small.' }));
    const times = { queued: '', running: '' };
    expect(line('failed', { error, times })).toBe('  kling    ●━━●━━✗──○  failed: The picture is too small.');
  });

  it('the mark of the station turns', () => {
    expect(progressLine(jobDouble('job_1', 'running'), { ...view, turn: 1 })).toContain('◓');
  });
});
