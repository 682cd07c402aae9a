import { describe, expect, it } from 'vitest';
import { jobAnswer as job } from '../../../test/support/job-answer.ts';
import { jobDouble, typeLine } from '../../../test/support/type-line.ts';

describe('job', () => {
  it("takes the user's word on an unknown job", async () => {
    const words: unknown[] = [];
    const options = {
      answers: { get_job: () => job('queued') },
      jobs: {
        resolveUnknown: (...word: unknown[]) => {
          words.push(word);
          return Promise.resolve(jobDouble('job_1', 'queued'));
        },
      },
    };
    await typeLine(['job', 'job_1', '--request-id', 'req-7'], options);
    await typeLine(['job', 'job_1', '--never-arrived'], options);
    expect(words).toEqual([
      ['job_1', { request_id: 'req-7' }],
      ['job_1', 'never-arrived'],
    ]);
  });

  it('one job is asked for by itself, several as a list', async () => {
    const one = await typeLine(['job', 'job_1'], { answers: { get_job: () => job('collected') } });
    expect(one.calls[0]?.input).toMatchObject({ job_id: 'job_1', wait_seconds: 0 });
    const two = await typeLine(['job', 'job_1', 'job_2'], { answers: { get_job: () => ({ jobs: [] }) } });
    expect(two.calls[0]?.input).toMatchObject({ job_ids: ['job_1', 'job_2'] });
  });
});
