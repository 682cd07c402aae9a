import { describe, expect, it } from 'vitest';
import { jobAnswer as job } from '../../../test/support/job-answer.ts';
import { jobDouble, type LineOptions, typeLine } from '../../../test/support/type-line.ts';

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

  describe('takes the word of the user on a disputed or unknown bill', () => {
    const say = async (options: LineOptions, cost = '0.15') => {
      const words: unknown[] = [];
      const typed = await typeLine(['job', 'job_1', '--cost', cost], {
        answers: { get_job: () => job('collected') },
        jobs: {
          tellCost: (...word: unknown[]) => {
            words.push(word);
            return Promise.resolve(jobDouble('job_1', 'collected'));
          },
        },
        ...options,
      });
      return { ...typed, words };
    };

    it('when a person says yes at a terminal, or nothing real was paid', async () => {
      const yes = await say({ terminal: true, stdin: 'y\n' });
      expect(yes.stderr).toContain('job_1: its bill is not known. It cost $0.15? [y/N]');
      expect(yes.words).toEqual([['job_1', 150_000]]);
      expect((await say({ simulated: true })).words).toEqual([['job_1', 150_000]]);
    });

    it.each([
      ['says no', { terminal: true, stdin: 'n\n' }],
      ['is nobody, as for an agent', { stdin: 'y\n' }],
    ])('and changes nothing when the person at the terminal %s', async (_, options) => {
      const { words, exitCode, stderr } = await say(options);
      expect(words).toEqual([]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('NEEDS_A_PERSON');
    });

    it.each(['-1', '10001', 'four', '1e9'])('but no sum that no request costs: %s', async (cost) => {
      const { words, exitCode } = await say({ simulated: true }, cost);
      expect([words, exitCode]).toEqual([[], 2]);
    });
  });

  it('takes one word at a time', async () => {
    const { exitCode, stderr } = await typeLine(['job', 'job_1', '--cost', '1', '--never-arrived']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('contradict each other');
  });

  it.each([
    [['--wait', '0'], 1000],
    [['--wait', '5'], 5000],
    [[], 3000],
  ])('with %j asks fal how it stands for %i ms at most', async (wait, ms) => {
    const waited: unknown[] = [];
    const { exitCode, calls } = await typeLine(['job', 'job_1', ...wait], {
      answers: { get_job: () => job('running') },
      jobs: {
        get: (id) => Promise.resolve(jobDouble(id, 'submitting')),
        wait: (ids, options) => {
          waited.push({ ids, ms: options.ms, again: options.again });
          return Promise.resolve([jobDouble('job_1', 'submitting')]);
        },
      },
    });
    // Not even a POST that another process is at is waited for.
    expect(waited).toEqual([{ ids: ['job_1'], ms, again: true }]);
    expect(calls).toHaveLength(1);
    expect(exitCode).toBe(3);
  });

  it('one job is asked for by itself, several as a list', async () => {
    const one = await typeLine(['job', 'job_1'], { answers: { get_job: () => job('collected') } });
    expect(one.calls[0]?.input).toMatchObject({ job_id: 'job_1', wait_seconds: 0 });
    const two = await typeLine(['job', 'job_1', 'job_2'], { answers: { get_job: () => ({ jobs: [] }) } });
    expect(two.calls[0]?.input).toMatchObject({ job_ids: ['job_1', 'job_2'] });
  });
});
