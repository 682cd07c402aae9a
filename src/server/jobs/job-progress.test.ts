import { describe, expect, it } from 'vitest';
import { JOB_STATES, type Job } from '../../store/job.ts';
import { sayProgress, stateInWords } from './job-progress.ts';

const job = (state: Job['state'], queue_position: number | null = null) =>
  ({ state, queue_position, plan: { model_alias: 'kling', endpoint_id: 'fal-ai/kling' } }) as Job;

describe('the progress of a job', () => {
  it.each([
    [3, '3 ahead in the queue'],
    [0, 'next in the queue'],
    [null, 'in the queue'],
  ])('tells the queue position %j as "%s"', (position, words) => {
    expect(stateInWords(job('queued', position))).toBe(words);
  });

  it('has words for every state', () => {
    expect(JOB_STATES.map((state) => stateInWords(job(state))).every((words) => words.length > 3)).toBe(true);
  });

  it('grows from state to state, and shows the last line of the log, made safe', () => {
    const said: [number, string][] = [];
    const call = {
      signal: new AbortController().signal,
      progress: (value: number, message: string) => said.push([value, message]),
    };
    const say = sayProgress(call);
    say({ job: job('queued', 1), logs: [] });
    say({ job: job('running'), logs: ['first', '\u001b[2Kstep 3 of 30'] });
    expect(said).toEqual([
      [2, 'kling: 1 ahead in the queue'],
      [3, 'kling: being made (step 3 of 30)'],
    ]);
  });
});
