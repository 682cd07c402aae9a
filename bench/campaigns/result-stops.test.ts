import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { FalVideo } from '../../src/fal-video.ts';
import type { Job } from '../../src/store/job.ts';
import { jobFolder } from '../../src/store/job-folder.ts';
import { parseRecordings, startSimulator } from '../../src/simulator/index.ts';
import { type Clock, systemClock } from '../../src/util/clock.ts';
import { fakeRenderer } from '../../test/support/fake-renderer.ts';
import { request } from '../../test/support/requests.ts';
import { endOf, runToEnd } from '../../test/support/run-to-end.ts';
import { makeSandbox, type Sandbox, type SandboxOptions } from '../../test/support/sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const ENDPOINT = 'fal-ai/kling-video/v3/pro/image-to-video';
const at = (name: string) => ({ url: `https://v3b.fal.media/files/b/0a00/${name}` });
const good = (body: unknown) => ({ status: 200, headers: { 'x-fal-billable-units': '4.0' }, body });
const gone = { status: 404, body: { detail: 'Request not found' } };
const bare500 = { status: 500, body: { detail: 'Internal Server Error' } };
/** More than all tries together ask for. */
const often = <Item>(item: Item) => Array.from({ length: 80 }, () => item);

async function projectWhoseResult(result: unknown, simulator: SandboxOptions['simulator'] = {}) {
  const recordings = parseRecordings({
    [ENDPOINT]: { price: { unit_price: 0.14, unit: 'seconds' }, result },
  });
  sandbox = await makeSandbox({ simulator: { recordings, ...simulator } });
  return await sandbox.open();
}

const ask = async ({ jobs }: FalVideo, jobId: string): Promise<Job> => {
  const [job] = await jobs.wait([jobId], { ms: 20_000_000, until: 'end', again: true });
  if (job === undefined) throw new Error('no job');
  return job;
};
const downloads = () => sandbox.simulator.books.accepted()[0]?.downloads;
const refuseMedia = (...rules: object[]) =>
  sandbox.simulator.setFaults({ rules: rules.map((rule) => ({ call: 'media', kind: '500', ...rule })) });

describe('a result of several files', () => {
  const files = { video: at('output.mp4'), mask: at('mask.png'), depth: at('depth.png') };

  it('of which some came is not fetched anew by the next process', async () => {
    const video = await projectWhoseResult(good(files));
    // The third hangs until the process is closed.
    sandbox.simulator.setFaults({ rules: [{ call: 'media', kind: 'slow', ms: 600_000, nth: 3 }] });
    const { job_id } = await video.start(request());
    await expect.poll(async () => (await video.jobs.get(job_id)).outputs.length, { timeout: 20_000 }).toBe(2);
    await expect.poll(downloads).toBe(3);
    await video.close();
    sandbox.simulator.setFaults({ rules: [] });
    const other = await sandbox.open();
    await other.jobs.recover();
    const job = await endOf(other, job_id);
    expect(job).toMatchObject({ state: 'collected', missing: [], outputs: [{}, {}, {}] });
    // Two that came, the one that hung, and that one again.
    expect(downloads()).toBe(4);
  });

  it('whose host refuses each is not asked for every one of them again and again', async () => {
    const many = Array.from({ length: 30 }, (_, number) => at(`${number}.png`));
    const video = await projectWhoseResult(good({ images: many }));
    refuseMedia({});
    const asked = new Set<string>();
    const listen = (message: unknown) => asked.add((message as { request: { path: string } }).request.path);
    diagnostics.subscribe('http.client.request.start', listen);
    const job = await runToEnd(video);
    diagnostics.unsubscribe('http.client.request.start', listen);
    expect([...asked].filter((path) => path.endsWith('.png'))).toHaveLength(2);
    expect(job).toMatchObject({ state: 'collected', outputs: [] });
    expect(job.missing).toHaveLength(30);
    expect(job.missing.at(-1)?.error?.code).toBe('MEDIA_REFUSED');
    sandbox.simulator.setFaults({ rules: [] });
    const names = (await ask(video, job.job_id)).outputs.map(({ path }) => path.split('/').at(-1));
    expect(names.slice(8, 11)).toEqual(['output-09.png', 'output-10.png', 'output-11.png']);
  });
});

describe('a job that waits for its next try', () => {
  it('is tried at once when somebody asks, by the process that waits', async () => {
    const video = await projectWhoseResult(good({ video: at('output.mp4') }));
    // Nothing but the pause between two tries of the job is waited for.
    const endless: Clock = {
      now: () => new Date(),
      sleep: (ms, signal) => systemClock.sleep(ms > 100_000 ? 10_000_000 : ms / 1000, signal),
    };
    await video.close();
    const patient = await sandbox.open({ clock: endless });
    refuseMedia({});
    const { job_id } = await patient.start(request());
    await expect
      .poll(async () => (await patient.jobs.get(job_id)).retry?.attempts ?? 0, { timeout: 30_000 })
      .toBe(7);
    sandbox.simulator.setFaults({ rules: [] });
    expect(await ask(patient, job_id)).toMatchObject({ state: 'collected', missing: [], error: null });
  });
});

describe('an end of which fal said nothing', () => {
  it.each([
    ['expired', gone],
    ['failed', bare500],
  ])('%s, is bettered when fal gives the result after all', async (state, bad) => {
    const video = await projectWhoseResult([...often(bad), good({ video: at('output.mp4') })]);
    let job = await runToEnd(video);
    expect(job).toMatchObject({ state, final_answer: null });
    for (let look = 0; look < 80 && job.state !== 'collected'; look++) job = await ask(video, job.job_id);
    expect(job).toMatchObject({ state: 'collected', error: null, bill: { micros: 560_000 } });
  });

  it('counts as rescued where reconcile reads what fal gives after all', async () => {
    const video = await projectWhoseResult([...often(bare500), good({ video: at('output.mp4') })]);
    const { job_id, state } = await runToEnd(video);
    expect(state).toBe('failed');
    const rescued: string[] = [];
    for (let look = 0; look < 80 && rescued.length === 0; look++)
      rescued.push(...(await video.jobs.reconcile({ waitMs: 20_000_000 })).rescued);
    expect(rescued).toEqual([job_id]);
  });

  it('is no cancellation, though one was asked for: what it cost goes on counting', async () => {
    const video = await projectWhoseResult(often(gone), { pace: { queueMs: 5, workMs: 3_000 } });
    const { job_id, reserved_micros } = await video.start(request());
    await expect.poll(async () => (await video.jobs.get(job_id)).state, { timeout: 20_000 }).toBe('running');
    await video.jobs.cancel(job_id);
    expect(await endOf(video, job_id)).toMatchObject({ state: 'expired', bill: { micros: null } });
    expect((await video.jobs.allowance()).spent_today).toBe(reserved_micros);
  });

  it('does not take the place of a result that was read before', async () => {
    const body = { images: [at('a.png'), { url: 'data:image/png;base64,iVBORw0KGgo=' }] };
    const video = await projectWhoseResult(good(body), { pace: { queueMs: 5, workMs: 3_000 } });
    refuseMedia({ kind: 'slow', ms: 600_000, nth: 1 });
    const { job_id } = await video.start(request());
    // Its place is taken, so that it stays beside the answer.
    const taken = join(jobFolder(video, await video.jobs.get(job_id)), 'output-02.png');
    await mkdir(join(taken, 'by a folder'), { recursive: true });
    const missing = async () => (await video.jobs.get(job_id)).missing.length;
    await expect.poll(missing, { timeout: 20_000 }).toBe(2);
    const folder = jobFolder(video, await video.jobs.get(job_id));
    const final = await readFile(join(folder, 'final.json'), 'utf8');
    await video.close();
    await Promise.all([rm(join(folder, 'embedded-1.part')), rm(taken, { recursive: true })]);
    sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: '404' }] });
    const other = await sandbox.open();
    const left = { state: 'collected', outputs: [{}], missing: [{ error: { code: 'EMBEDDED_GONE' } }] };
    await other.jobs.recover();
    expect(await endOf(other, job_id)).toMatchObject(left);
    expect(await ask(other, job_id)).toMatchObject(left);
    expect(await readFile(join(folder, 'final.json'), 'utf8')).toBe(final);
    sandbox.simulator.setFaults({ rules: [] });
    expect(await ask(other, job_id)).toMatchObject({ outputs: [{}, {}], missing: [], error: null });
  });
});

describe('a result that was read while its simulated fal listened on another port', () => {
  it('is fetched from the one that runs now, and the old port is not asked', async () => {
    const files = { video: at('output.mp4'), mask: at('mask.png'), depth: at('depth.png') };
    const folder = await mkdtemp(join(tmpdir(), 'fal-video-moved-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const video = await projectWhoseResult(good(files), { remembers: true, folder });
    refuseMedia({ kind: 'slow', ms: 600_000, match: '.png', times: 1 });
    const { job_id } = await video.start(request());
    await expect.poll(async () => (await video.jobs.get(job_id)).outputs.length, { timeout: 20_000 }).toBe(2);
    await video.close();
    await sandbox.simulator.close();

    const stranger = createServer((_, response) => response.end('not yours'));
    const asked: string[] = [];
    stranger.on('request', ({ url }) => asked.push(String(url)));
    stranger.listen(Number(new URL(sandbox.simulator.url).port), '127.0.0.1');
    await once(stranger, 'listening');
    onTestFinished(() => void stranger.close());
    const moved = await startSimulator({ folder, remembers: true, renderer: fakeRenderer() });
    onTestFinished(() => moved.close());
    const other = await sandbox.open({ hosts: moved.hosts });
    await other.jobs.recover();
    expect(await endOf(other, job_id)).toMatchObject({
      state: 'collected',
      error: null,
      missing: [],
      outputs: [{ role: 'main' }, {}, {}],
    });
    expect(asked).toEqual([]);
  });
});

describe('a disk that takes nothing of a result that carries its files itself', () => {
  // Every write to this file of Linux fails with ENOSPC.
  it.skipIf(process.platform !== 'linux')('leaves the bill booked, and the job waiting', async () => {
    const body = { images: [{ url: `data:image/png;base64,iVBORw0KGgo=` }] };
    const video = await projectWhoseResult(good(body), { pace: { queueMs: 5, workMs: 3_000 } });
    const { job_id } = await video.start(request());
    await expect
      .poll(async () => (await video.jobs.get(job_id)).state, { timeout: 20_000 })
      .toMatch(/queued|running/);
    const folder = jobFolder(video, await video.jobs.get(job_id));
    await symlink('/dev/full', join(folder, 'embedded-1.part'));
    expect(await endOf(video, job_id)).toMatchObject({
      state: 'completed',
      bill: { micros: 560_000 },
      error: { code: 'DISK_FULL' },
    });
  });
});
