import { once } from 'node:events';
import { budgetError } from '../../errors.ts';
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
      jobs: {
        get: (id) => Promise.resolve(jobDouble(id, states[looks++] ?? 'running')),
        wait: () => Promise.resolve([]),
      },
    });
    expect(looks).toBe(3);
    expect(exitCode).toBe(3);
  });

  it('--simulate ends with the command, too, and leaves a job that still runs to the simulated fal', async () => {
    let waits = 0;
    const { exitCode, closed } = await typeLine(['generate', 'kling', '--wait', '0', '--simulate'], {
      answers: { generate_video: () => job('queued'), get_job: () => job('running') },
      jobs: {
        get: (id) => Promise.resolve(jobDouble(id, 'running')),
        list: () => Promise.resolve([jobDouble('job_1', 'running', { times: { planned: '2999-01-01' } })]),
        wait: () => {
          waits += 1;
          return Promise.resolve([]);
        },
      },
    });
    expect([exitCode, closed, waits]).toEqual([3, 1, 0]);
  });

  it('--wait N waits so long, and then lets nothing hold up the answer', async () => {
    const waited: number[] = [];
    let until: AbortSignal | undefined;
    await typeLine(['generate', 'kling', '--wait', '7'], {
      answers: {
        generate_video: () => job('queued'),
        get_job: (_, { signal }) => {
          until = signal;
          return job('running');
        },
      },
      jobs: {
        wait: (_, { ms }) => {
          waited.push(ms);
          return Promise.resolve([jobDouble('job_1', 'running')]);
        },
      },
    });
    expect(waited).toEqual([7000]);
    await once(until as AbortSignal, 'abort');
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
  const consent = (stdin: string, terminal = true) =>
    typeLine(['generate', 'kling'], {
      terminal,
      stdin,
      answers: {
        generate_video: async (_, { user }) => {
          if (user === undefined) return quote;
          if (await user.ask({ question: 'kling may cost $2.00. Spend it?', quote_id: 'q_1' }))
            return job('queued');
          throw budgetError({ code: 'NO_CONSENT', message: 'The user was asked. Nothing was sent.' });
        },
        get_job: () => job('collected'),
      },
    });

  it('a person at a terminal may say yes to the price', async () => {
    const { exitCode, calls, stderr } = await consent('y\n');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('kling may cost $2.00. Spend it? [y/N]');
    expect(calls.map(({ tool }) => tool)).toEqual(['generate_video', 'get_job']);
  });

  it('anything but yes is a no', async () => {
    const { exitCode, calls, stderr } = await consent('\n');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('NO_CONSENT');
    expect(calls).toHaveLength(1);
  });

  it('where nobody can be asked the price is shown, and nothing runs', async () => {
    const { exitCode, stdout } = await consent('y\n', false);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('q_1');
  });

  it('whoever leaves while it runs learns that it goes on, and how to come back', async () => {
    const leaving = new AbortController();
    const { exitCode, stderr, calls } = await typeLine(['generate', 'kling'], {
      signal: leaving.signal,
      answers: { generate_video: () => job('queued'), get_job: () => job('running') },
      jobs: {
        get: (id) => Promise.resolve(jobDouble(id, 'running')),
        wait: () => {
          leaving.abort();
          return Promise.resolve([jobDouble('job_1', 'running')]);
        },
      },
    });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('job_1 goes on at fal. Come back with: `fal-video job job_1 --wait 600`');
    expect(calls.at(-1)?.tool).toBe('get_job');
  });
});
