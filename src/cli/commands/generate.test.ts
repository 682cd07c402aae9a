import { describe, expect, it } from 'vitest';
import { jobAnswer as job } from '../../../test/support/job-answer.ts';
import { jobDouble, typeLine } from '../../../test/support/type-line.ts';

describe('generate', () => {
  it('waits till the end, then gives the job as get_job sees it', async () => {
    let waited: unknown;
    const { stdout, calls } = await typeLine(['generate', 'kling'], {
      answers: { generate_video: () => job('queued'), get_job: () => job('collected') },
      jobs: {
        wait: (ids, options) => {
          waited = { ids, ms: options.ms, until: options.until };
          return Promise.resolve([jobDouble('job_1', 'collected')]);
        },
      },
    });
    expect(waited).toEqual({ ids: ['job_1'], ms: 2 ** 31 - 1, until: 'end' });
    expect(calls.map(({ tool }) => tool)).toEqual(['generate_video', 'get_job']);
    expect(JSON.parse(stdout)).toEqual(job('collected'));
  });

  it('--wait 0 only waits until fal has the job', async () => {
    const states = ['planned', 'submitting', 'queued'] as const;
    let looks = 0;
    const { exitCode } = await typeLine(['generate', 'kling', '--wait', '0'], {
      answers: { generate_video: () => job('planned'), get_job: () => job('queued') },
      jobs: { wait: () => Promise.resolve([jobDouble('job_1', states[looks++] ?? 'running')]) },
    });
    expect(looks).toBe(3);
    expect(exitCode).toBe(3);
  });

  it('a price that needs consent is shown, nothing is sent, and the exit code is 2', async () => {
    const quote = { status: 'quote_needed', quote_id: 'q_1', model: 'kling', next: 'generate_video again' };
    const { exitCode, stdout, calls } = await typeLine(['generate', 'kling'], {
      answers: { generate_video: () => quote },
    });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual(quote);
    expect(calls).toHaveLength(1);
  });

  const quote = {
    status: 'quote_needed',
    quote_id: 'q_1',
    model: 'kling',
    endpoint_id: 'e',
    arguments: {},
    notes: [],
    low_usd: 2,
    expected_usd: 2,
    high_usd: 2,
    rule: 'r',
    source: 's',
    as_of: 'd',
    history: null,
    expires_at: '',
    next: '',
  };
  const consent = (stdin: string) =>
    typeLine(['generate', 'kling'], {
      terminal: true,
      stdin,
      answers: {
        generate_video: ({ quote_id }) => (quote_id === undefined ? quote : job('queued')),
        get_job: () => job('collected'),
      },
    });

  it('a person at a terminal may say yes to the price', async () => {
    const { exitCode, calls, stderr } = await consent('y\n');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('kling costs $2.00 for this (r). Make it? [y/N]');
    expect(calls[1]?.input['quote_id']).toBe('q_1');
  });

  it('anything but yes is a no', async () => {
    const { exitCode, calls } = await consent('\n');
    expect(exitCode).toBe(2);
    expect(calls).toHaveLength(1);
  });

  it('whoever leaves while it runs learns that it goes on, and how to come back', async () => {
    const leaving = new AbortController();
    const { exitCode, stderr, calls } = await typeLine(['generate', 'kling'], {
      signal: leaving.signal,
      answers: { generate_video: () => job('queued'), get_job: () => job('running') },
      jobs: {
        wait: () => {
          leaving.abort();
          return Promise.resolve([jobDouble('job_1', 'running')]);
        },
      },
    });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('job_1 goes on at fal. Come back with: fal-video job job_1 --wait 600');
    expect(calls.at(-1)?.tool).toBe('get_job');
  });
});
