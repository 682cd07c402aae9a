import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { request as undiciRequest } from 'undici';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { FalVideo } from '../../src/fal-video.ts';
import type { JobRequest } from '../../src/jobs/plan/job-request.ts';
import type { Job } from '../../src/store/job.ts';
import type { FaultRule } from '../../src/simulator/index.ts';
import { type Clock, systemClock } from '../../src/util/clock.ts';
import { request } from '../../test/support/requests.ts';
import { endOf } from '../../test/support/run-to-end.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

let sandbox: Sandbox;
let video: FalVideo;
/** Lets go the answers that the simulated fal holds back. */
let answer: () => void;
beforeEach(async () => {
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const clock: Clock = {
    now: () => systemClock.now(),
    sleep: (ms, signal) => (ms === HELD.ms ? answered : systemClock.sleep(ms, signal)),
  };
  sandbox = await makeSandbox({ simulator: { clock } });
  video = await open();
});
afterEach(async () => {
  answer();
  await sandbox.close();
});

const LOST: FaultRule = { call: 'submit', kind: 'drop-before', times: 1 };
const TAKEN_IN_AND_LOST: FaultRule = { call: 'submit', kind: 'drop-after' };
/** Accepted at once, and answered when the test lets it. */
const HELD = { call: 'submit', kind: 'slow', ms: 599_999, times: 1 } as const;

const open = (hosts = sandbox.simulator.hosts) => sandbox.open({ hosts, timeouts: { submit: 60_000 } });
const faults = (...rules: FaultRule[]) => sandbox.simulator.setFaults({ rules });
const accepted = () => sandbox.simulator.books.accepted();

async function startedAndIn(state: Job['state'], more: Partial<JobRequest> = {}): Promise<Job> {
  const { job_id } = await video.start(request(more));
  await expect.poll(async () => (await video.jobs.get(job_id)).state).toBe(state);
  return await video.jobs.get(job_id);
}

/** Passes everything on to the simulated fal, and answers each POST with the answer to the first. */
async function repeatingProxy(target: string): Promise<string> {
  let answered: Buffer | undefined;
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    void buffer(incoming).then(async (body) => {
      const asked = await undiciRequest(`${target}${url}`, {
        method: method as 'GET',
        headers: { ...headers, host: undefined, 'content-length': undefined, connection: undefined },
        ...(body.length === 0 ? {} : { body }),
      });
      const now = Buffer.from(await asked.body.arrayBuffer());
      if (method === 'POST') answered ??= now;
      const { 'content-length': _, connection: __, ...told } = asked.headers;
      outgoing.writeHead(asked.statusCode, told);
      outgoing.end(method === 'POST' ? answered : now);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** One job whose POST never arrived, and its twin, which fal has made before it answers. */
async function lostAndTwin(
  more: Partial<JobRequest> = {},
): Promise<{ lost: Job; twin: Job; requestId: string }> {
  faults(LOST, HELD);
  const lost = await startedAndIn('unknown', { batch: 'one' });
  const twin = await startedAndIn('submitting', { batch: 'another', ...more });
  await expect.poll(() => accepted()[0]?.ended_at ?? null).not.toBeNull();
  return { lost, twin, requestId: accepted()[0]?.request_id ?? '' };
}

/** What every job and the ledger say was billed, beside what fal's books say. */
async function sums(from = video) {
  const [jobs, ledger] = [await from.jobs.list(), await from.ledger()];
  const ids = jobs.flatMap(({ handle }) => handle?.request_id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  return {
    jobs: jobs.reduce((sum, { bill }) => sum + (bill?.micros ?? 0), 0),
    ledger: ledger.reduce((sum, { billed_cost }) => sum + Math.round((billed_cost ?? 0) * 1e6), 0),
    books: sandbox.simulator.books.totalMicros(),
  };
}

async function expectCountedOnce(from = video) {
  const { jobs, ledger, books } = await sums(from);
  expect({ jobs, ledger }).toEqual({ jobs: books, ledger: books });
}

describe('a request belongs to one job', () => {
  it('so that a lost job does not take its twin’s request from the history while the twin is being sent', async () => {
    const { lost, twin, requestId } = await lostAndTwin();
    expect((await video.jobs.reconcile({ waitMs: 0 })).found).toEqual([]);
    expect((await video.jobs.get(lost.job_id)).note).toContain(twin.job_id);
    answer();
    expect(await endOf(video, twin.job_id)).toMatchObject({ handle: { request_id: requestId } });
    expect((await video.jobs.reconcile({ waitMs: 0 })).still_unknown).toEqual([lost.job_id]);
    await expectCountedOnce();
    const { reserved_micros } = await video.jobs.get(lost.job_id);
    expect((await video.jobs.allowance()).spent_today).toBe(reserved_micros + (await sums()).books);
  });

  it('and neither does one that asks for less of the same: its twin’s row would look like its own', async () => {
    const { lost } = await lostAndTwin({ image: 'hero.png', end_image: 'hero.png' });
    expect((await video.jobs.reconcile({ waitMs: 0 })).found).toEqual([]);
    expect((await video.jobs.get(lost.job_id)).state).toBe('unknown');
  });

  it('is not given to two jobs by two answers that name it: the second one stays unknown, and says why', async () => {
    const { hosts } = sandbox.simulator;
    video = await open({ ...hosts, queue: await repeatingProxy(hosts.queue) });
    const first = await startedAndIn('collected');
    faults({ call: 'history', kind: '500' });
    const second = await startedAndIn('unknown');
    expect(second).toMatchObject({ handle: null, error: { code: 'REQUEST_NAMED_TWICE', retry_safe: false } });
    expect(second.error?.request_id).toBe(first.handle?.request_id);
    faults();
    expect(await endOf(video, second.job_id)).toMatchObject({ state: 'collected', found_by: 'history' });
    expect(accepted()).toHaveLength(2);
    await expectCountedOnce();
  });

  it('goes to the job that fal’s answer names, and whoever had it by a guess is unknown again', async () => {
    const { lost, twin, requestId } = await lostAndTwin();
    await video.jobs.resolveUnknown(lost.job_id, { request_id: requestId });
    expect(await endOf(video, lost.job_id)).toMatchObject({
      state: 'collected',
      outputs: [{}],
      finalized: true,
    });
    answer();
    expect(await endOf(video, twin.job_id)).toMatchObject({
      state: 'collected',
      found_by: 'answer',
      handle: { request_id: requestId },
    });
    const reopened = await endOf(video, lost.job_id);
    expect(reopened).toMatchObject({
      state: 'unknown',
      handle: null,
      bill: null,
      outputs: [],
      finalized: true,
    });
    expect(reopened.error).toMatchObject({ code: 'REQUEST_OF_ANOTHER_JOB', retry_safe: false });
    expect(reopened.error?.message).toContain(twin.job_id);
    await expectCountedOnce();
    const { reserved_micros } = reopened;
    expect((await video.jobs.allowance()).spent_today).toBe(reserved_micros + (await sums()).books);
  });

  it('and the ledger of the one that lost it follows by itself', async () => {
    const { lost, twin, requestId } = await lostAndTwin();
    await video.jobs.resolveUnknown(lost.job_id, { request_id: requestId });
    await endOf(video, lost.job_id);
    answer();
    await endOf(video, twin.job_id);
    await expect
      .poll(async () => (await video.ledger()).find(({ job_id }) => job_id === lost.job_id)?.status)
      .toBe('unknown');
    await expectCountedOnce();
  });
});

describe('several jobs that are alike and lost', () => {
  it('share out the rows of the history one to one', async () => {
    faults({ ...TAKEN_IN_AND_LOST, times: 2 }, LOST);
    const jobs = await Promise.all(Array.from({ length: 3 }, () => video.start(request())));
    const ends = await Promise.all(jobs.map(({ job_id }) => endOf(video, job_id)));
    expect(accepted()).toHaveLength(2);
    expect(ends.map(({ state }) => state).toSorted()).toEqual(['collected', 'collected', 'unknown']);
    await expectCountedOnce();
  });
});
