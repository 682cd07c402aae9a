import { readdir, stat, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { systemClock } from '../src/util/clock.ts';
import { hear } from '../test/support/agent.ts';
import { request } from '../test/support/requests.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { getJob } from './get_job.ts';

describe('get_job', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    video = await sandbox.open({ clock: systemClock });
  });
  afterAll(() => sandbox.close());
  afterEach(() => sandbox.simulator.setFaults({ rules: [] }));

  const start = async () => (await video.start(request())).job_id;

  it('waits for a job, collects it and shows it', async () => {
    const job_id = await start();
    const { data, images, links } = await hear(getJob, video, { job_id });
    expect(data).toMatchObject({ job_id, status: 'collected', billed_usd: 0.672, error: null });
    expect(images).toEqual(['image/jpeg']);
    expect(data).not.toHaveProperty('fields');
    expect(data['outputs']).toEqual([
      {
        path: expect.stringMatching(/output-01\.mp4$/),
        content_type: 'video/mp4',
        bytes: expect.any(Number),
        video: expect.objectContaining({ has_audio: false }),
        contact_sheet: expect.stringMatching(/^experiments\/simulated\/.*output-01-sheet\.jpg$/),
      },
    ]);
    expect(links).toHaveLength(1);
    expect((await stat(fileURLToPath(links[0] ?? ''))).size).toBeGreaterThan(0);
  });

  it('makes the contact sheet once, and leaves nothing beside it', async () => {
    const job_id = await start();
    await Promise.all([hear(getJob, video, { job_id }), hear(getJob, video, { job_id })]);
    const output = join(sandbox.root, (await video.jobs.get(job_id)).outputs[0]?.path ?? '');
    const sheet = output.replace('.mp4', '-sheet.jpg');
    const made = (await stat(sheet)).mtimeMs;
    expect((await hear(getJob, video, { job_id })).images).toHaveLength(1);
    expect((await stat(sheet)).mtimeMs).toBe(made);
    expect((await readdir(dirname(output))).filter((name) => name.endsWith('.jpg'))).toEqual([
      'output-01-sheet.jpg',
    ]);
  });

  it('of a call that has to answer now gives the record without the picture, and the next one has it', async () => {
    const job_id = await start();
    await video.jobs.wait([job_id], { ms: 20_000, until: 'end' });
    const now = await hear(getJob, video, { job_id }, AbortSignal.abort());
    expect(now.data).toMatchObject({
      status: 'collected',
      remarks: [expect.stringContaining('it is not made yet; the next look at the job shows it')],
    });
    expect(now.images).toEqual([]);
    expect((await hear(getJob, video, { job_id })).images).toEqual(['image/jpeg']);
    // What is there is shown at once, too.
    expect((await hear(getJob, video, { job_id }, AbortSignal.abort())).images).toEqual(['image/jpeg']);
  });

  it('gives the record also when the video cannot be pictured', async () => {
    const job_id = await start();
    const [job] = await video.jobs.wait([job_id], { ms: 20_000, until: 'end' });
    await truncate(join(sandbox.root, job?.outputs[0]?.path ?? ''), 40);
    const { data, images, links, isError } = await hear(getJob, video, { job_id });
    expect(isError).toBe(false);
    expect(data).toMatchObject({
      status: 'collected',
      remarks: [expect.stringContaining('no contact sheet')],
    });
    expect(images).toEqual([]);
    expect(links).toHaveLength(1);
  });

  it('takes several jobs, in the order asked', async () => {
    const job_ids = [await start(), await start()];
    await video.jobs.wait(job_ids, { ms: 20_000, until: 'end' });
    const { data, images } = await hear(getJob, video, { job_ids: [...job_ids, job_ids[0]] });
    expect(data['jobs']).toMatchObject(job_ids.map((job_id) => ({ job_id, status: 'collected' })));
    expect(images).toHaveLength(2);
  });

  it('comes back with the first of several that ends, and waits for the next when asked again', async () => {
    sandbox.simulator.setFaults({
      rules: [{ call: 'result', kind: 'slow', match: 'slowly', ms: 1500, times: 1 }],
    });
    const slow = (await video.start(request({ prompt: 'the hero walks slowly' }))).job_id;
    const quick = await start();
    const both = { job_ids: [slow, quick] };
    expect((await hear(getJob, video, both)).data['jobs']).toMatchObject([
      { job_id: slow, status: expect.not.stringContaining('collected') },
      { job_id: quick, status: 'collected' },
    ]);
    expect((await hear(getJob, video, both)).data['jobs']).toMatchObject([
      { job_id: slow, status: 'collected' },
      { job_id: quick, status: 'collected' },
    ]);
  });

  it('adds the fields, times and handle in full detail', async () => {
    const { data } = await hear(getJob, video, { job_id: await start(), detail: 'full' });
    expect(data).toMatchObject({
      fields: expect.arrayContaining([expect.objectContaining({ field: 'duration', origin: 'preset' })]),
      times: { collected: expect.any(String) },
      handle: { request_id: data['request_id'] },
    });
  });

  it('finds a job whose submit had no answer in the history of fal', async () => {
    sandbox.simulator.setFaults({ rules: [{ call: 'submit', kind: 'drop-after', times: 1 }] });
    const { data } = await hear(getJob, video, { job_id: await start(), detail: 'full' });
    expect(data).toMatchObject({ status: 'collected', found_by: 'history' });
  });

  it('asks again for a bill that was not known', async () => {
    sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: 'missing-headers' }] });
    const job_id = await start();
    const [job] = await video.jobs.wait([job_id], { ms: 20_000, until: 'end' });
    expect(job?.bill?.micros).toBeNull();
    sandbox.simulator.setFaults({ rules: [] });
    expect((await hear(getJob, video, { job_id })).data).toMatchObject({ billed_usd: 0.672 });
  });

  it('tells a failed job with the reason of fal, not as a failed call', async () => {
    sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: '422-list' }] });
    const { data, isError } = await hear(getJob, video, { job_id: await start() });
    expect(isError).toBe(false);
    expect(data).toMatchObject({ status: 'failed', error: { code: expect.any(String) } });
    expect(data['next']).not.toBe('');
  });

  it('answers at once when asked to, and when the client gives up', async () => {
    const job_id = await start();
    expect((await hear(getJob, video, { job_id, wait_seconds: 0 })).data['job_id']).toBe(job_id);
    const gone = AbortSignal.abort();
    expect((await hear(getJob, video, { job_id }, gone)).data['status']).not.toBe('cancelled');
    await video.jobs.wait([job_id], { ms: 20_000, until: 'end' });
  });

  it('asks for one job or several, and names a job that is not there', async () => {
    expect((await hear(getJob, video, {})).text).toContain('Either job_id or job_ids');
    expect((await hear(getJob, video, { job_id: 'job_nope' })).text).toMatch(/^UNKNOWN_JOB: /);
  });
});
