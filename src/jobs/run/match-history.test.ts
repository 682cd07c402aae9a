import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../fal/platform-types.ts';
import type { Job } from '../../store/job.ts';
import { looksLike, shareOut } from './match-history.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-20T12:00:00Z');

const lost = (job_id: string, minute: number, sent_arguments: object = { prompt: 'x' }) => ({
  job: { job_id, sent_arguments, plan: { endpoint_id: 'a/b' } } as unknown as Job,
  window: {
    start: START + (minute - 2) * MINUTE,
    end: START + (minute + 30) * MINUTE,
    sentAt: [START + minute * MINUTE],
  },
});
const row = (request_id: string, minute: number, json_input: unknown = { prompt: 'x' }): HistoryEntry => ({
  request_id,
  endpoint_id: 'a/b',
  sent_at: new Date(START + minute * MINUTE).toISOString(),
  ended_at: null,
  status_code: 200,
  json_input,
});
const shares = (...of: Parameters<typeof shareOut>) =>
  Object.fromEntries([...shareOut(...of)].map(([job, { request_id }]) => [job, request_id]));

describe('the rows of the history', () => {
  it.each([
    ['one to one, each to the job that was sent nearest', [0, 3], [3.1, 0.1], { a: 'r2', b: 'r1' }],
    ['the nearest first where there are fewer rows than jobs', [0, 3], [3.1], { b: 'r1' }],
    ['each once where there are more rows than jobs', [0], [0.2, 0.1], { a: 'r2' }],
    ['not outside of the time in which a job can stand there', [0, 40], [31, 37.9], {}],
    ['also to a job whose only row is far off', [0, 0.5], [0.6, 20], { a: 'r2', b: 'r1' }],
  ])('are shared out %s', (_, jobs, rows, expected) => {
    const sought = jobs.map((minute, index) => lost('ab'[index] ?? '', minute));
    expect(
      shares(
        sought,
        rows.map((minute, index) => row(`r${index + 1}`, minute)),
      ),
    ).toEqual(expected);
  });

  it('belong to the job that asked for all that stands in them, not to one that asked for less', () => {
    const sought = [lost('less', 1), lost('all', 0, { prompt: 'x', seed: 7 })];
    expect(shares(sought, [row('r', 1, { prompt: 'x', seed: 7, fps: 24 })])).toEqual({ all: 'r' });
  });

  it.each([{ prompt: 'y' }, {}, null, 'x', { prompt: ['x'] }])('are no match with the input %j', (input) => {
    expect(shares([lost('a', 0)], [row('r', 0, input)])).toEqual({});
  });

  it('of one job would look like those of another that sent no more than it did, to the same model', () => {
    const [less, more] = [lost('less', 0).job, lost('more', 0, { prompt: 'x', seed: 7 }).job];
    expect([looksLike(more, less), looksLike(less, more)]).toEqual([true, false]);
    const elsewhere = { ...less, plan: { ...less.plan, endpoint_id: 'a/c' } };
    expect(looksLike(elsewhere, less)).toBe(false);
  });
});
