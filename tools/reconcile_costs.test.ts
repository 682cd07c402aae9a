import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import type { FaultRule } from '../src/simulator/index.ts';
import { hear } from '../test/support/agent.ts';
import { ALL_FIVE, request } from '../test/support/requests.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { reconcileCosts } from './reconcile_costs.ts';

let sandbox: Sandbox;
let video: FalVideo;
const open = async (adminKeys: boolean) => {
  sandbox = await makeSandbox({ simulator: { adminKeys } });
  video = await sandbox.open();
};
beforeEach(() => open(false));
afterEach(() => sandbox.close());

const faults = (...rules: FaultRule[]) => sandbox.simulator.setFaults({ rules });
async function run(model = 'kling-v3-pro-i2v', prompt = 'walks') {
  const { job_id } = await video.start(request({ model, prompt }));
  const [job] = await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
  return job;
}
const reconcile = async () => (await hear(reconcileCosts, video, { wait_seconds: 30 })).data;

describe('reconcile_costs', () => {
  it('with nothing to do says so', async () => {
    expect(await reconcile()).toMatchObject({
      complete: true,
      drift: { total: { jobs: 0, drift_ratio: null }, models: [] },
      verification: { state: 'nothing-to-verify', reason: null },
      next: 'read_ledger shows each run. Nothing is open.',
    });
  });

  it('finds a lost job, settles a bill, and sums up per model; a key that may not verify is told so', async () => {
    faults({ call: 'submit', kind: 'drop-after' }, { call: 'history', kind: '500' });
    const lost = await run();
    // The history stays away, or the first job would be found while the second one runs.
    faults({ call: 'result', kind: 'missing-headers' }, { call: 'history', kind: '500' });
    const unbilled = await run('hailuo-02-standard-i2v');
    faults();
    const data = await reconcile();
    expect(data).toMatchObject({
      found: { count: 1, job_ids: [lost?.job_id] },
      settled: { count: 1, job_ids: [unbilled?.job_id] },
      still_unknown: { count: 0 },
      bill_unknown: { count: 0 },
      verification: { state: 'not-permitted', reason: expect.stringContaining('admin') as string },
      problems: [],
      complete: true,
      simulated: true,
      drift: {
        total: { model: null, jobs: 2, cost_usd: 0.942, drift_usd: 0, drift_ratio: 1, verified_unknown: 2 },
        models: [{ model: 'hailuo-02-standard-i2v', billed_usd: 0.27 }, { model: 'kling-v3-pro-i2v' }],
      },
    });
    expect(data['summary']).toBe(
      'Jobs: 2, cost $0.942. Drift of 2 collected: $0.00 (1 x the estimate). ' +
        'Verified: 0 (this key may not read billing events; an admin key may).',
    );
    expect(sandbox.simulator.books.totalMicros()).toBe(942_000);
  });

  it('verifies with an admin key, once', async () => {
    await sandbox.close();
    await open(true);
    for (const model of ALL_FIVE) await run(model);
    expect(await reconcile()).toMatchObject({
      verification: { state: 'done', verified: { count: 5 }, not_shown: 0 },
      drift: { total: { verified_unknown: 0, disagreeing: 0 } },
    });
    expect(await reconcile()).toMatchObject({
      verification: { state: 'nothing-to-verify', verified: { count: 0 } },
    });
    const rows = await video.ledger();
    expect(rows.every((row) => row.verified_cost === row.billed_cost)).toBe(true);
    expect(rows[0]?.verified_source).toBe('billing-events cost_total');
  });

  it('leaves what fal does not show unknown, with what to do', async () => {
    faults({ call: 'submit', kind: 'drop-before' }, { call: 'history', kind: '500' });
    const lost = await run();
    faults();
    const data = await reconcile();
    expect(data).toMatchObject({
      still_unknown: { count: 1 },
      drift: { total: { cost_unknown: 1, cost_usd: 0 } },
    });
    expect(data['next']).toContain(`fal-video job ${lost?.job_id} --never-arrived`);
  });

  it('names what stands in the way, once, and goes on with the rest', async () => {
    faults({ call: 'submit', kind: 'drop-after' }, { call: 'history', kind: '500' });
    await run('kling-v3-pro-i2v', 'one');
    await run('kling-v3-pro-i2v', 'two');
    faults({ call: 'history', kind: '500' });
    expect(await reconcile()).toMatchObject({
      problems: [{ code: 'FAL_FAILED' }],
      still_unknown: { count: 2 },
      complete: true,
    });
  });

  it('takes a wait of at most 30 seconds', async () => {
    expect((await hear(reconcileCosts, video, { wait_seconds: 31 })).text).toContain('wait_seconds');
  });
});
