import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../../src/fal-video.ts';
import type { FaultRule } from '../../src/simulator/index.ts';
import { clockAhead } from '../../test/support/clock-ahead.ts';
import { HURRIED } from '../../test/support/hurried.ts';
import { endOf, runToEnd } from '../../test/support/run-to-end.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => (sandbox = await makeSandbox()));
afterEach(() => sandbox.close());

const faults = (...rules: FaultRule[]) => sandbox.simulator.setFaults({ rules });
const ANSWER_LOST: FaultRule = { call: 'submit', kind: 'drop-after', times: 1 };
const NO_HISTORY: FaultRule = { call: 'history', kind: '500' };

/** A process on a machine whose clock is so many minutes ahead of fal's. */
const openAhead = (minutes: number) => sandbox.open({ clock: clockAhead(minutes, HURRIED) });

/** A job whose answer was lost, and which its process could not look for. */
async function lostBy(video: FalVideo): Promise<string> {
  faults(ANSWER_LOST, NO_HISTORY);
  const job = await runToEnd(video);
  expect(job.state).toBe('unknown');
  await video.close();
  faults();
  return job.job_id;
}

describe('a job whose answer is lost on a machine with a wrong clock', () => {
  it.each([3, -40, 7 * 60, -3 * 24 * 60])('is found all the same (%d minutes ahead)', async (minutes) => {
    faults(ANSWER_LOST);
    const job = await runToEnd(await openAhead(minutes));
    expect(job).toMatchObject({ state: 'collected', found_by: 'history', note: null });
    expect(sandbox.simulator.books.accepted()).toHaveLength(1);
  });

  it('is found by a process that learns of the difference by the history itself', async () => {
    const video = await openAhead(-40);
    // As if the POST had been its first call: nothing had told it fal's time.
    video.fal.clockSkew = () => null;
    const jobId = await lostBy(video);
    const later = await openAhead(-40);
    expect((await later.jobs.get(jobId)).skew_ms).toBeNull();
    expect((await later.jobs.reconcile({ waitMs: 60_000 })).found).toEqual([jobId]);
  });

  it('is found after the clock was set right', async () => {
    const jobId = await lostBy(await openAhead(-40));
    const later = await openAhead(0);
    expect((await later.jobs.reconcile({ waitMs: 60_000 })).found).toEqual([jobId]);
    expect(await endOf(later, jobId)).toMatchObject({ state: 'collected' });
  });

  it('and is so wrong that it is not believed says where it was looked for', async () => {
    faults(ANSWER_LOST);
    const video = await openAhead(30 * 24 * 60);
    const job = await runToEnd(video);
    expect(job.state).toBe('unknown');
    expect(job.note).toMatch(/clock is 30 days ahead of fal's: .* searched from .* UTC only.* Set the clock/);
  });
});
