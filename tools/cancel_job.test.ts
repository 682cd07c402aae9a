import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { systemClock } from '../src/util/clock.ts';
import { hear } from '../test/support/agent.ts';
import { request } from '../test/support/requests.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { cancelJob } from './cancel_job.ts';

describe('cancel_job', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    // One job runs, the next one waits behind it.
    sandbox = await makeSandbox({ simulator: { accountLimit: 1, pace: { queueMs: 0, workMs: 60_000 } } });
    video = await sandbox.open({ clock: systemClock });
  });
  afterAll(() => sandbox.close());

  async function startUntil(state: string): Promise<string> {
    const { job_id } = await video.start(request());
    for (;;) {
      const [job] = await video.jobs.wait([job_id], { ms: 10_000, until: 'change' });
      if (job?.state === state) return job_id;
    }
  }

  it('says what fal answered: asked to stop when it is being made, out without a bill when it waits', async () => {
    const running = await startUntil('running');
    const waiting = await startUntil('queued');

    const removed = await hear(cancelJob, video, { job_id: waiting });
    expect(removed.data).toMatchObject({
      cancelled: true,
      fal_answer: 'removed',
      status: 'cancelled',
      billed_usd: 0,
    });

    const asked = await hear(cancelJob, video, { job_id: running });
    expect(asked.data).toMatchObject({ cancelled: false, fal_answer: 'requested' });
    expect(asked.data['meaning']).toContain('may still finish and be billed');
  });

  it('does not ask fal about a job that has ended', async () => {
    const [ended] = (await video.jobs.list()).filter(({ state }) => state === 'cancelled');
    const { data } = await hear(cancelJob, video, { job_id: ended?.job_id });
    expect(data).toMatchObject({ fal_answer: null, meaning: expect.stringContaining('had ended before') });
  });

  it('names a job that is not there', async () => {
    expect((await hear(cancelJob, video, { job_id: 'job_nope' })).text).toMatch(/^UNKNOWN_JOB: /);
  });
});
