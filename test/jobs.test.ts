import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import type { Job } from '../src/store/job.ts';
import { jobView } from '../src/server/answer/views.ts';
import type { FaultRule } from '../src/simulator/index.ts';
import { request } from './support/requests.ts';
import { endOf, runToEnd } from './support/run-to-end.ts';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';

let sandbox: Sandbox;
let video: FalVideo;
beforeEach(async () => {
  sandbox = await makeSandbox();
  video = await sandbox.open();
});
afterEach(() => sandbox.close());

const faults = (...rules: FaultRule[]) => sandbox.simulator.setFaults({ rules });
const accepted = () => sandbox.simulator.books.accepted().length;

/** For a job whose driver goes on looking for it, long after it stands where the test wants it. */
async function untilState(state: Job['state']): Promise<Job> {
  const { job_id } = await video.start(request());
  await expect.poll(async () => (await video.jobs.get(job_id)).state, { interval: 10 }).toBe(state);
  return await video.jobs.get(job_id);
}

describe('a job', () => {
  it('ends with a video, its whole record and its cost', async () => {
    const job = await runToEnd(video);
    expect(job).toMatchObject({ state: 'collected', finalized: true, simulated: true });
    const [output] = job.outputs;
    expect(output?.content_type).toBe('video/mp4');
    expect(await video.media.probe(join(sandbox.root, output?.path ?? ''))).toMatchObject({ codec: 'h264' });
    expect(job.bill?.micros).toBe(sandbox.simulator.books.totalMicros());
    const folder = join(sandbox.root, output?.path ?? '', '..');
    for (const name of [
      'run.json',
      'create.json',
      'create-headers.json',
      'final.json',
      'final-headers.json',
      'status.jsonl',
    ]) {
      expect((await stat(join(folder, name))).size, name).toBeGreaterThan(0);
    }
    expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toMatchObject({
      simulated: true,
      status: 'collected',
      request_id: job.handle?.request_id,
      outputs: [{ sha256: output?.sha256 }],
    });
  });

  it('has its batch on the disk before it is sent, and its results after', async () => {
    faults({ call: 'submit', kind: '422-list' });
    const job = await runToEnd(video, { batch: 'one' });
    const folder = join(sandbox.root, job.plan.batch);
    expect(JSON.parse(await readFile(join(folder, 'batch.json'), 'utf8'))).toMatchObject({
      task_slug: 'walk',
      jobs: [{ job_id: job.job_id }],
    });
    expect(JSON.parse(await readFile(join(folder, 'results.json'), 'utf8'))).toMatchObject({
      rows: [{ job_id: job.job_id }],
    });
  });

  it('sends each model the picture in its own field and the duration in its own type', async () => {
    const bodies = new Map<string, Record<string, unknown>>();
    for (const [model, duration] of [
      ['kling-v3-pro-i2v', 5],
      ['veo-3.1-fast-i2v', 4],
      ['hailuo-02-standard-i2v', 6],
    ] as const) {
      const job = await runToEnd(video, { model, duration });
      expect(job.state).toBe('collected');
      bodies.set(model, job.sent_arguments ?? {});
    }
    expect(bodies.get('kling-v3-pro-i2v')).toMatchObject({
      start_image_url: expect.stringContaining('http') as string,
      duration: '5',
    });
    expect(bodies.get('veo-3.1-fast-i2v')).toMatchObject({
      image_url: expect.stringContaining('http') as string,
      duration: '4s',
    });
    expect(bodies.get('hailuo-02-standard-i2v')).toMatchObject({ duration: '6' });
  });

  it('uploads the same picture once, over processes', async () => {
    await runToEnd(video);
    await runToEnd(await sandbox.open());
    const uploads = (
      await readFile(join(sandbox.root, 'experiments/simulated/fal/uploads.jsonl'), 'utf8')
    ).trim();
    expect(uploads.split('\n')).toHaveLength(1);
  });

  it('is begun once for one idempotency key, whoever asks', async () => {
    const first = await runToEnd(video, { idempotency_key: 'k' });
    const second = await runToEnd(await sandbox.open(), { idempotency_key: 'k' });
    expect(second.job_id).toBe(first.job_id);
    expect(accepted()).toBe(1);
    await expect(runToEnd(video, { idempotency_key: 'k', prompt: 'another' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
  });

  it('goes on in another process when the first one stops watching', async () => {
    const { job_id } = await video.start(request());
    await video.jobs.wait([job_id], { ms: 100, until: 'change' });
    await video.close();
    const later = await sandbox.open();
    await later.jobs.recover();
    expect(await endOf(later, job_id)).toMatchObject({ state: 'collected' });
    expect(accepted()).toBe(1);
  });

  it('is not cancelled by a wait that ends', async () => {
    const slow = await makeSandbox({ simulator: { pace: { queueMs: 5, workMs: 600 } } });
    try {
      const other = await slow.open();
      const { job_id } = await other.start(request());
      const [waiting] = await other.jobs.wait([job_id], { ms: 100, until: 'end' });
      expect(waiting?.state).not.toBe('collected');
      expect(await endOf(other, job_id)).toMatchObject({ state: 'collected', cancel_answer: null });
    } finally {
      await slow.close();
    }
  });
});

describe('a cancel', () => {
  it('of a queued job ends it at once and costs nothing', async () => {
    const busy = await makeSandbox({ simulator: { pace: { queueMs: 5_000, workMs: 10 } } });
    try {
      const other = await busy.open();
      const { job_id } = await other.start(request());
      await expect.poll(async () => (await other.jobs.get(job_id)).state, { interval: 10 }).toBe('queued');
      expect(await other.jobs.cancel(job_id)).toMatchObject({
        state: 'cancelled',
        bill: { micros: 0, method: 'removed-from-queue' },
      });
      expect(busy.simulator.books.totalMicros()).toBe(0);
    } finally {
      await busy.close();
    }
  });

  it('of a running job says what fal said and is watched to the true end', async () => {
    const busy = await makeSandbox({ simulator: { pace: { queueMs: 0, workMs: 3_000 }, dialect: 'guide' } });
    try {
      const other = await busy.open();
      const { job_id } = await other.start(request());
      await expect.poll(async () => (await other.jobs.get(job_id)).state, { interval: 10 }).toBe('running');
      const asked = await other.jobs.cancel(job_id);
      expect(asked.cancel_answer).not.toBeNull();
      expect((await endOf(other, job_id)).bill?.micros ?? 0).toBe(busy.simulator.books.totalMicros());
    } finally {
      await busy.close();
    }
  });

  it('of an ended job changes nothing', async () => {
    const job = await runToEnd(video);
    expect((await video.jobs.cancel(job.job_id)).state).toBe('collected');
  });
});

describe('an answer that is lost', () => {
  it('leaves the job unknown until it is found in the history of fal, and it is never sent again', async () => {
    faults({ call: 'submit', kind: 'drop-after', times: 1 });
    const job = await runToEnd(video);
    expect(job).toMatchObject({ state: 'collected', found_by: 'history', error: null });
    expect(accepted()).toBe(1);
  });

  it('is told from a request that never left', async () => {
    await sandbox.simulator.close();
    const job = await runToEnd(video);
    expect(job.state).toBe('not-sent');
    expect(job.error?.retry_safe).toBe(true);
    expect((await video.jobs.allowance()).spent_today).toBe(0);
    expect(jobView(job, 'folder').billed_usd).toBe(0);
    const [row] = await video.ledger();
    expect(row).toMatchObject({
      status: 'not-sent',
      billed_cost: 0,
      billed_method: 'not-accepted',
      drift: null,
    });
  });

  it('keeps its reservation while it is unknown, and the user may say that it never arrived', async () => {
    faults({ call: 'submit', kind: 'drop-before', times: 1 });
    const job = await untilState('unknown');
    expect(job).toMatchObject({ error: { retry_safe: false } });
    expect((await video.jobs.allowance()).spent_today).toBe(job.reserved_micros);
    const settled = await video.jobs.resolveUnknown(job.job_id, 'never-arrived');
    expect(settled).toMatchObject({ state: 'not-sent', finalized: true });
    expect((await video.jobs.allowance()).spent_today).toBe(0);
  });

  it('may be settled with the request id that the user found', async () => {
    faults({ call: 'submit', kind: 'drop-after', times: 1 }, { call: 'history', kind: '403-locked' });
    const job = await runToEnd(video);
    expect(job.state).toBe('unknown');
    const [entry] = sandbox.simulator.books.accepted();
    await video.jobs.resolveUnknown(job.job_id, { request_id: entry?.request_id ?? '' });
    expect(await endOf(video, job.job_id)).toMatchObject({ state: 'collected', found_by: 'user' });
  });

  it('is not settled with a request id that another job has', async () => {
    const first = await runToEnd(video);
    faults({ call: 'submit', kind: 'drop-before', times: 1 });
    const lost = await untilState('unknown');
    const word = { request_id: first.handle?.request_id ?? '' };
    await expect(video.jobs.resolveUnknown(lost.job_id, word)).rejects.toMatchObject({
      code: 'REQUEST_TAKEN',
      message: expect.stringContaining(first.job_id) as string,
    });
    expect(await video.jobs.get(lost.job_id)).toMatchObject({ state: 'unknown', handle: null });
    expect(accepted()).toBe(1);
  });
});

describe('an answer of fal to the submit', () => {
  it.each([
    ['401', 'failed', 'account'],
    ['422-list', 'failed', 'input'],
    ['429', 'failed', 'service'],
    ['500', 'unknown', 'unknown-outcome'],
    ['html', 'collected', null],
    ['other-host', 'collected', null],
    ['redirect-away', 'unknown', 'unknown-outcome'],
  ] as const)('of kind %s leaves the job %s', async (kind, state, fault) => {
    faults({ call: 'submit', kind, times: 1 });
    const job = await untilState(state);
    if (fault === 'input') expect(['input', 'model']).toContain(job.error?.fault);
    else expect(job.error?.fault ?? null).toBe(fault);
    expect(accepted()).toBeLessThanOrEqual(1);
    expect(job.state === 'failed' ? job.bill?.micros : 0).toBe(0);
  });
});

describe('trouble on the way', () => {
  it.each([
    ['status', '500'],
    ['status', 'html'],
    ['stream', 'stream-cut'],
    ['result', '504'],
    ['initiate', 'drop-after'],
    ['put', '500'],
    ['media', 'lying-length'],
    ['pricing', '500'],
  ] as const)('(%s: %s) passes, and the job is collected and billed once', async (call, kind) => {
    faults({ call, kind, times: 1 });
    const job = await runToEnd(video);
    expect(job.state).toBe('collected');
    expect(accepted()).toBe(1);
    expect(job.bill?.micros).toBe(sandbox.simulator.books.totalMicros());
  });

  it.each([
    ['completed-with-error', 'failed'],
    ['422-list', 'failed'],
    ['422-string', 'failed'],
    ['expired-result', 'expired'],
  ] as const)(
    'of the kind %s after COMPLETED is the end: %s, with the reason of fal',
    async (kind, state) => {
      faults({ call: 'result', kind });
      const job = await runToEnd(video);
      expect(job.state).toBe(state);
      expect(job.error?.message).not.toBe('');
      expect(job.outputs).toEqual([]);
    },
  );

  it('with the units of the bill leaves it unknown, and it is settled later', async () => {
    faults({ call: 'result', kind: 'missing-headers' });
    const job = await runToEnd(video);
    expect(job).toMatchObject({ state: 'collected', bill: { micros: null, method: 'unknown' } });
    faults();
    const [settled] = await video.jobs.settleBills();
    expect(settled?.bill?.micros).toBe(sandbox.simulator.books.totalMicros());
    const [row] = await video.ledger();
    expect(row?.billed_cost).toBeGreaterThan(0);
  });

  it('that leads the download to another host is not followed: the file is missing, and fetched when asked for', async () => {
    faults({ call: 'media', kind: 'redirect-away', times: 1 });
    const without = await runToEnd(video);
    expect(without).toMatchObject({
      state: 'collected',
      outputs: [],
      missing: [{ name: 'output-01', error: { code: 'BAD_MEDIA_URL' } }],
      error: { code: 'BAD_MEDIA_URL' },
    });
    const [whole] = await video.jobs.wait([without.job_id], { ms: 20_000_000, until: 'end', again: true });
    expect(whole).toMatchObject({ state: 'collected', missing: [], error: null });
    expect(whole?.outputs).toHaveLength(1);
  });
});

it('what a job was and is can be told by its error code', async () => {
  faults({ call: 'submit', kind: '403-locked' });
  expect((await runToEnd(video)).error?.code).toBe('ACCOUNT_LOCKED');
});

it('a job whose simulator is gone is told apart by the next one, and ends as expired', async () => {
  const { job_id } = await video.start(request());
  await expect.poll(async () => (await video.jobs.get(job_id)).handle).not.toBeNull();
  await video.close();
  const another = await makeSandbox();
  try {
    const later = await sandbox.open({ hosts: another.simulator.hosts });
    const left = await later.jobs.get(job_id);
    expect(['queued', 'running', 'completed', 'expired', 'collected']).toContain(left.state);
    const job = await endOf(later, job_id);
    // What was read of the result before stays: only its file is at the simulator that has gone.
    const wasRead = left.final_answer !== null;
    expect(job.state).toBe(wasRead ? 'collected' : 'expired');
    expect(job.bill?.micros ?? null).toBe(wasRead ? left.bill?.micros : null);
  } finally {
    await another.close();
  }
});
