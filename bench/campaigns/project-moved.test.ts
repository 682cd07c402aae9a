import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FalVideo } from '../../src/fal-video.ts';
import { request, wordsOnly } from '../../test/support/requests.ts';
import { endOf, runToEnd } from '../../test/support/run-to-end.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

let sandbox: Sandbox;
let video: FalVideo;
let moved: string;
beforeEach(async () => {
  sandbox = await makeSandbox({ simulator: { pace: { queueMs: 5, workMs: 1_000 } } });
  video = await sandbox.open();
  moved = join(sandbox.root, '..', 'moved');
});
afterEach(() => sandbox.close());

const move = () => rename(sandbox.root, moved);
const accepted = () => sandbox.simulator.books.accepted().length;
const MOVED = { code: 'PROJECT_MOVED' };
const placesOf = async () => (await readdir(join(sandbox.root, '..'))).toSorted();

it('a process that outlives its project folder starts nothing, and leaves no new folder at the old place', async () => {
  await runToEnd(video);
  await move();
  await expect(video.start(wordsOnly(request({ model: 'veo-3.1-fast-t2v' })))).rejects.toMatchObject(MOVED);
  await expect(video.jobs.list()).rejects.toMatchObject(MOVED);
  await expect(video.jobs.recover()).rejects.toMatchObject(MOVED);
  expect(await placesOf()).not.toContain('project');
  expect(accepted()).toBe(1);
});

it('a job in flight when the folder moves goes on where the folder is, and is collected once', async () => {
  // Else a busy machine may see it collected before the folder has moved.
  sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: 'slow', ms: 5_000 }] });
  const { job_id } = await video.start(request());
  await expect.poll(accepted, { interval: 10 }).toBe(1);
  await move();
  await video.jobs.wait([job_id], { ms: 20_000_000, until: 'end' }).catch(() => undefined);
  await expect.poll(() => video.jobs.problem(job_id)?.code).toBe('PROJECT_MOVED');
  expect(await placesOf()).not.toContain('project');
  const later = await sandbox.open({ root: moved });
  await later.jobs.recover();
  expect(await endOf(later, job_id)).toMatchObject({ state: 'collected' });
  expect(accepted()).toBe(1);
});

it('an answer to a submit that comes after the move says its request id, and is found again at the new place', async () => {
  sandbox.simulator.setFaults({ rules: [{ call: 'submit', kind: 'slow', ms: 2_000 }] });
  const patient = await sandbox.open({ timeouts: {} });
  const { job_id } = await patient.start(request());
  await expect.poll(accepted, { interval: 10 }).toBe(1);
  await move();
  await expect.poll(() => patient.jobs.problem(job_id)?.code).toBe('PROJECT_MOVED');
  const [entry] = sandbox.simulator.books.accepted();
  expect(patient.jobs.problem(job_id)).toMatchObject({
    requestId: entry?.request_id,
    message: expect.stringContaining(sandbox.root) as string,
    retrySafe: false,
  });
  const later = await sandbox.open({ root: moved });
  await later.jobs.recover();
  expect(await endOf(later, job_id)).toMatchObject({ state: 'collected', found_by: 'history' });
  expect(accepted()).toBe(1);
});

it('another folder at the old place gets nothing of the project that was there', async () => {
  await runToEnd(video);
  await move();
  await mkdir(sandbox.root);
  await expect(video.start(wordsOnly(request({ model: 'veo-3.1-fast-t2v' })))).rejects.toMatchObject(MOVED);
  expect(await readdir(sandbox.root)).toEqual([]);
});
