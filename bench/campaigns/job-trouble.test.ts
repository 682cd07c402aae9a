import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../../src/fal-video.ts';
import type { Job } from '../../src/store/job.ts';
import type { FaultRule } from '../../src/simulator/index.ts';
import { request } from '../../test/support/requests.ts';
import { runToEnd } from '../../test/support/run-to-end.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

/** The kinds of trouble that `test/jobs.test.ts` leaves out. */

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

describe('an answer of fal to the submit', () => {
  it.each([
    ['403-locked', 'failed', 'account'],
    ['404', 'failed', 'input'],
    ['422-string', 'failed', 'input'],
    ['502', 'unknown', 'unknown-outcome'],
    ['504', 'unknown', 'unknown-outcome'],
    ['half-json', 'collected', null],
    ['empty', 'collected', null],
    ['lying-length', 'collected', null],
    ['endless-body', 'collected', null],
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
    ['status', 'half-json'],
    ['status', 'unknown-status-word'],
    ['status', 'back-to-queue'],
    ['stream', 'malformed-sse'],
    ['stream', 'stream-silent'],
    ['stream', 'stream-buffered'],
    ['stream', '404'],
    ['result', 'empty'],
    ['result', 'drop-before'],
    ['initiate', '504'],
    ['media', 'drop-before'],
    ['media', 'lying-type'],
  ] as const)('(%s: %s) passes, and the job is collected and billed once', async (call, kind) => {
    faults({ call, kind, times: 1 });
    const job = await runToEnd(video);
    expect(job.state).toBe('collected');
    expect(accepted()).toBe(1);
    expect(job.bill?.micros).toBe(sandbox.simulator.books.totalMicros());
  });

  it('that does not pass in bounded tries leaves the file missing, with its bill, and a later call fetches it', async () => {
    faults({ call: 'media', kind: '500' });
    const without = await runToEnd(video);
    expect(without).toMatchObject({
      state: 'collected',
      outputs: [],
      missing: [{ error: { code: 'MEDIA_REFUSED' } }],
    });
    expect(without.bill?.micros).toBe(sandbox.simulator.books.totalMicros());
    faults();
    const [whole] = await video.jobs.wait([without.job_id], { ms: 20_000_000, until: 'end', again: true });
    expect(whole).toMatchObject({ state: 'collected', missing: [], error: null });
    expect(sandbox.simulator.books.accepted()).toHaveLength(1);
  });
});
