import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FalVideo, FalVideoError, openFalVideo } from '../src/index.ts';
import { modelsWith } from './support/models-with.ts';
import { request } from './support/requests.ts';
import { makeSandbox, renderer, type Sandbox } from './support/sandbox.ts';

let sandbox: Sandbox;
let video: FalVideo;
beforeEach(async () => {
  sandbox = await makeSandbox({ simulator: { pace: { queueMs: 60, workMs: 60 }, accountLimit: 1 } });
  video = await sandbox.open();
});
afterEach(() => sandbox.close());

it('generate tells of the queue, the work and the end, in this order, and gives back the collected job', async () => {
  // The work ends once it was seen: a busy machine asks seldom.
  let seen = () => {};
  const wasSeen = new Promise<void>((resolve) => (seen = resolve));
  const render: typeof renderer.render = async (spec) => {
    await wasSeen;
    await renderer.render(spec);
  };
  const held = await makeSandbox({ simulator: { renderer: { ...renderer, render } } });
  try {
    const states: string[] = [];
    const job = await (
      await held.open()
    ).generate(request(), {
      onUpdate: ({ job: { state } }) => {
        states.push(state);
        if (state === 'running') seen();
      },
    });
    expect(job.outputs).toHaveLength(1);
    expect(job.outputs[0]?.video).toMatchObject({ has_audio: false });
    const order = ['queued', 'running', 'completed', 'collected'];
    expect([...new Set(states)].filter((state) => order.includes(state))).toEqual(order);
  } finally {
    await held.close();
  }
});

it('generate tells each log line of the model once, and each place in the queue, falling', async () => {
  const positions: number[] = [];
  const lines: string[] = [];
  // The account runs one job at a time: the second one waits for the first.
  const first = video.generate(request());
  const second = video.generate(request({ prompt: 'she waves' }), {
    onUpdate: ({ job, logs }) => {
      if (job.state === 'queued' && job.queue_position !== null) positions.push(job.queue_position);
      lines.push(...logs);
    },
  });
  await Promise.all([first, second]);
  expect(positions.length).toBeGreaterThan(0);
  expect(positions).toEqual(positions.toSorted((a, b) => b - a));
  expect(lines).toEqual(['Runner 1 started fal-ai/kling-video/v3/pro/image-to-video', 'Ended with HTTP 200']);
});

it('generate makes pictures as well, and tells of them in the same way', async () => {
  const flux = { endpoint_id: 'fal-ai/flux/dev', tasks: ['text-to-image' as const], cost: 25_000 };
  const pictures = await sandbox.open({ models: modelsWith(flux) });
  const updates: string[] = [];
  const job = await pictures.generate(
    { model: flux.endpoint_id, prompt: 'a fox', args: { num_images: 2 } },
    { onUpdate: ({ job: { state }, logs }) => updates.push(state, ...logs) },
  );
  expect(job.outputs.map(({ content_type }) => content_type)).toEqual(['image/jpeg', 'image/jpeg']);
  expect(job.bill?.micros).toBe(50_000);
  expect(updates).toContain('Runner 1 started fal-ai/flux/dev');
  expect(updates.at(-1)).toBe('collected');
});

it('generate rejects with the reason of fal, and names the job', async () => {
  sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: '422-list' }] });
  const error = await video.generate(request()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FalVideoError);
  expect(error).toMatchObject({
    jobId: expect.stringMatching(/^job_/) as string,
    fault: expect.stringMatching(/input|model/) as string,
  });
});

it('generate that is aborted leaves the job to go on', async () => {
  const stop = new AbortController();
  const error = await video
    .generate(request(), { signal: stop.signal, onUpdate: () => stop.abort() })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'NOT_FINISHED', retrySafe: false });
  const [job] = await video.jobs.list();
  const [end] = await video.jobs.wait([job?.job_id ?? ''], { ms: 20_000_000, until: 'end' });
  expect(end?.state).toBe('collected');
});

it('a listener that throws ends the wait, not the job', async () => {
  const error = await video
    .generate(request(), {
      onUpdate: () => {
        throw new Error('my own mistake');
      },
    })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: 'my own mistake' });
  const [job] = await video.jobs.list();
  const [end] = await video.jobs.wait([job?.job_id ?? ''], { ms: 20_000_000, until: 'end' });
  expect(end?.state).toBe('collected');
});

it('with simulate needs no key, costs nothing, and keeps what it makes apart', async () => {
  const simulated = await openFalVideo({ root: sandbox.root, env: { HOME: sandbox.root }, simulate: true });
  try {
    const job = await simulated.generate({ ...request(), duration: 3 });
    expect(job).toMatchObject({ state: 'collected', simulated: true });
    expect(job.outputs[0]?.path).toMatch(/^experiments\/simulated\//);
    expect(await simulated.ledger()).toHaveLength(1);
  } finally {
    await simulated.close();
  }
});
