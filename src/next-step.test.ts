import { describe, expect, it } from 'vitest';
import { fromErrorRecord, inputError, toErrorRecord } from './errors.ts';
import { asCall, callOf, stepOf, withSteps } from './next-step.ts';

const WAIT = callOf('get_job', { job_id: 'job_1', wait_seconds: 45 }, 'waits for it.');

describe('a next step', () => {
  it.each([
    [WAIT, 'get_job {"job_id":"job_1","wait_seconds":45} waits for it.'],
    [callOf('list_jobs', {}, 'shows them.'), 'list_jobs shows them.'],
    [stepOf('Look at the file.'), 'Look at the file.'],
  ])('%j is read by an agent as "%s"', (step, text) => {
    expect(asCall(step)).toBe(text);
  });

  it('is drawn wherever it stands in an answer, and nothing else is', () => {
    const answer = { next: WAIT, jobs: [{ next: stepOf('Done.') }], arguments: { next: 'x', text: 'y' } };
    expect(withSteps(answer, ({ text }) => text.toUpperCase())).toEqual({
      next: 'WAITS FOR IT.',
      jobs: [{ next: 'DONE.' }],
      arguments: { next: 'x', text: 'y' },
    });
  });

  it('comes back from a record as it went in; a text of an older one is words', () => {
    const record = toErrorRecord(inputError({ code: 'X', message: 'No.', next: WAIT }));
    expect(fromErrorRecord(JSON.parse(JSON.stringify(record)) as typeof record).next).toEqual(WAIT);
    expect(fromErrorRecord({ ...record, next: 'Call get_job.' }).next).toEqual({ text: 'Call get_job.' });
  });
});
