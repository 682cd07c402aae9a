import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { hear } from '../test/support/agent.ts';
import { request } from '../test/support/requests.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { listJobs } from './list_jobs.ts';

describe('list_jobs', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  const ids: string[] = [];
  beforeAll(async () => {
    sandbox = await makeSandbox();
    video = await sandbox.open();
    for (const task_slug of ['first', 'second', 'third']) {
      const { job_id } = await video.start(request({ task_slug }));
      ids.push(job_id);
      await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
    }
    // The history hides it, so that it stays unknown.
    sandbox.simulator.setFaults({
      rules: [
        { call: 'submit', kind: 'drop-after' },
        { call: 'history', kind: '500' },
      ],
    });
    const { job_id } = await video.start(request({ task_slug: 'lost' }));
    ids.push(job_id);
    await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
  });
  afterAll(() => sandbox.close());

  it('shows every job, newest first, with what it cost and the next call', async () => {
    const { data } = await hear(listJobs, video, {});
    expect(data['jobs']).toMatchObject([
      { status: 'unknown', task_slug: 'lost', billed_usd: null, next: expect.stringContaining('get_job') },
      {
        status: 'collected',
        task_slug: 'third',
        billed_usd: 0.672,
        outputs: [expect.stringContaining('output-01.mp4')],
      },
      { task_slug: 'second' },
      { task_slug: 'first' },
    ]);
    expect(data['summary']).toBe('In all 4: in flight 0 (uncollected 0), unknown 1. Shown 4, left 0.');
  });

  it('filters by state', async () => {
    const { data } = await hear(listJobs, video, { state: 'unknown' });
    expect(data['jobs']).toMatchObject([{ job_id: ids[3] }]);
    expect((await hear(listJobs, video, { state: 'in_flight' })).data['jobs']).toEqual([]);
  });

  it('pages', async () => {
    const first = await hear(listJobs, video, { limit: 3 });
    const { data } = await hear(listJobs, video, { limit: 3, cursor: first.data['next_cursor'] });
    expect(data).toMatchObject({ jobs: [{ task_slug: 'first' }], next_cursor: null });
  });

  it('shows the jobs that another session began', async () => {
    const other = await sandbox.open();
    expect((await hear(listJobs, other, {})).data['jobs']).toHaveLength(4);
  });
});
