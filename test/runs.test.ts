import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import type { JobRequest } from '../src/jobs/jobs.ts';
import type { Job } from '../src/store/job.ts';
import { claimRun, Run } from '../src/runs/run.ts';
import { exists } from '../src/util/atomic-file.ts';
import { request } from './support/requests.ts';
import { runToEnd } from './support/run-to-end.ts';
import { makeSandbox, RICH, type Sandbox } from './support/sandbox.ts';

let sandbox: Sandbox;
let video: FalVideo;
beforeEach(async () => {
  sandbox = await makeSandbox({ config: { ...RICH, max_concurrent_jobs: 4 } });
  video = await sandbox.open();
});
afterEach(() => sandbox.close());

const SCOPE = { experiment: 'film' };
const step = (key: string, more: Partial<JobRequest> = {}): JobRequest =>
  request({ experiment: 'film', batch: 'film', idempotency_key: key, prompt: key, ...more });

/** Carries the steps out as one plan, without any experiment file. */
async function carriedOut(requests: readonly JobRequest[]) {
  const { jobs } = video;
  const claim = await claimRun('film', video);
  const plan = await jobs.plan(requests, SCOPE);
  const reservation = await jobs.reserve(plan, 'film', plan.quote.quote_id);
  const ended: Job[] = [];
  const run = new Run(video, { plan, underWay: [], reservation, onEnd: (job) => ended.push(job) });
  await run.done;
  await claim.release();
  const all = await jobs.list();
  return { run, plan, ended, job: (key: string) => all.find((one) => one.plan.idempotency_key === key) };
}

describe('steps of a plan', () => {
  it('begin once those whose outputs they take are collected, and take the very frame that was named', async () => {
    const { job, plan, run } = await carriedOut([step('two', { image: 'step:one:last' }), step('one')]);
    expect([...run.troubles]).toEqual([]);
    const [one, two] = [job('one'), job('two')];
    expect([one?.state, two?.state]).toEqual(['collected', 'collected']);
    const [input] = two?.plan.inputs ?? [];
    expect(input?.from).toBe(`${one?.job_id}:last`);
    expect(input?.path).toMatch(new RegExp(`^experiments/simulated/.*output-\\d+-inspect/frame-\\d+\\.png$`));
    expect(await exists(join(sandbox.root, input?.path ?? ''))).toBe(true);
    expect((one?.times.collected ?? '') <= (two?.times.planned ?? '')).toBe(true);
    expect(plan.reserved).toBe((one?.reserved_micros ?? 0) + (two?.reserved_micros ?? 0));
    expect((await video.jobs.accountOf('film'))?.open).toBeNull();
  });

  it('wait for what they name, though they take nothing of it', async () => {
    const { job } = await carriedOut([step('last', { after: ['first'] }), step('first')]);
    expect((job('first')?.times.collected ?? '~') <= (job('last')?.times.planned ?? '')).toBe(true);
  });

  it('are left where what they need failed, each with the reason; the others go on', async () => {
    sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: '422-list', match: 'one' }] });
    const { job, run } = await carriedOut([
      step('one'),
      step('two', { image: 'step:one:last' }),
      step('three', { after: ['two'] }),
      step('apart'),
    ]);
    expect(job('one')?.state).toBe('failed');
    expect([job('two'), job('three')]).toEqual([undefined, undefined]);
    expect(run.troubles.get('two')).toMatchObject({ code: 'STEP_BLOCKED' });
    expect(run.troubles.get('three')).toMatchObject({ code: 'STEP_BLOCKED' });
    expect(job('apart')?.state).toBe('collected');
    expect(run.stopped).toBeNull();
    expect((await video.jobs.allowance(SCOPE)).spent_today).toBe(
      (job('one')?.bill?.micros ?? 0) + (job('apart')?.bill?.micros ?? 0),
    );
  });

  it('whose outputs are not there yet can be started by nobody', async () => {
    const plan = await video.jobs.plan([step('two', { image: 'step:one:last' })]);
    await expect(video.jobs.start(plan)).rejects.toThrow('step:one:last is not there yet');
  });
});

describe('an output where a file is expected', () => {
  it.each([
    ['last', 'frame-\\d+'],
    ['first', 'frame-0000'],
    ['-1', 'frame-\\d+'],
    ['0.1s', 'frame-\\d+'],
  ])('is a frame of the clip that a job made: %s', async (frame, name) => {
    const made = await runToEnd(video);
    const next = await runToEnd(video, { image: `${made.job_id}:${frame}` });
    expect(next.plan.inputs[0]?.path).toMatch(new RegExp(`${name}\\.png$`));
    expect(next).toMatchObject({ state: 'collected' });
  });

  it('says which frames can be named, and what a job without an output is', async () => {
    const made = await runToEnd(video);
    const asked = (image: string) => video.jobs.plan([request({ image })]);
    await expect(asked(made.job_id)).rejects.toMatchObject({
      code: 'NAME_A_FRAME',
      next: { text: expect.stringContaining(`${made.job_id}:last`) as string },
    });
    await expect(asked(`${made.job_id}:999`)).rejects.toMatchObject({ code: 'BAD_FRAMES' });
    await expect(asked('job_0000000000')).rejects.toMatchObject({ code: 'UNKNOWN_JOB' });
    sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: '422-list' }] });
    const failed = await runToEnd(video);
    await expect(asked(`${failed.job_id}:last`)).rejects.toMatchObject({
      code: 'NO_OUTPUT',
      message: expect.stringContaining('failed') as string,
    });
  });

  it('is the whole clip where a video is expected', async () => {
    const made = await runToEnd(video);
    const plan = await video.jobs
      .plan([{ model: 'veo-3.1-extend', prompt: 'goes on', video: made.job_id }])
      .catch((error: unknown) => error as Error);
    if (plan instanceof Error) throw plan;
    expect(plan.steps[0]?.plan.inputs[0]).toMatchObject({ path: made.outputs[0]?.path, from: made.job_id });
  });
});
