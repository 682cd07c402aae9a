import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import type { StartOptions } from '../src/generate.ts';
import type { JobRequest } from '../src/jobs/plan/job-request.ts';
import type { Job } from '../src/store/job.ts';
import { type FaultRule, MODEL_TABLE, type ModelSource } from '../src/simulator/index.ts';
import { request } from './support/requests.ts';
import { makeSandbox, RICH, type Sandbox } from './support/sandbox.ts';
import { clockAhead } from './support/clock-ahead.ts';
import { HURRIED } from './support/hurried.ts';
import { priceOf } from './support/price-of.ts';

let sandbox: Sandbox;
let video: FalVideo;
async function open(options: Parameters<typeof makeSandbox>[0] = {}) {
  sandbox = await makeSandbox(options);
  video = await sandbox.open();
}
async function reopen(options: Parameters<typeof makeSandbox>[0]) {
  await sandbox.close();
  await open(options);
}
beforeEach(() => open({ simulator: { adminKeys: true } }));
afterEach(() => sandbox.close());

const faults = (...rules: FaultRule[]) => sandbox.simulator.setFaults({ rules });
const LONG = 6_000_000;
const DAY_MS = 86_400_000;
const reconcile = (from = video) => from.jobs.reconcile({ waitMs: LONG });

async function run(more: Partial<JobRequest> = {}, options: StartOptions = {}): Promise<Job> {
  const { job_id } = await video.start(request(more), options);
  const [job] = await video.jobs.wait([job_id], { ms: LONG, until: 'end' });
  if (job === undefined) throw new Error('no job');
  return job;
}

describe('a reconciliation', () => {
  it('collects a paid result that had counted as expired, when fal has it after all', async () => {
    faults({ call: 'result', kind: '404' });
    const gone = await run();
    expect(gone).toMatchObject({ state: 'expired', bill: { micros: null }, outputs: [] });
    faults();
    const { rescued, bill_unknown } = await reconcile();
    expect(rescued).toEqual([gone.job_id]);
    expect(bill_unknown).toEqual([]);
    const job = await video.jobs.get(gone.job_id);
    expect(job).toMatchObject({ state: 'collected', error: null, finalized: true, outputs: [{}] });
    expect(job.bill?.micros).toBe(sandbox.simulator.books.totalMicros());
    const [row] = await video.ledger();
    expect(row).toMatchObject({ status: 'collected', billed_cost: 0.672, error_code: null });
  });

  it('leaves a result that is gone for good expired', async () => {
    faults({ call: 'result', kind: 'expired-result' });
    const gone = await run();
    faults();
    expect((await reconcile()).rescued).toEqual([]);
    expect((await video.jobs.get(gone.job_id)).state).toBe('expired');
  });

  it('knows by the billing events what a job cost whose header never came', async () => {
    faults({ call: 'result', kind: 'missing-headers' });
    const job = await run();
    const { drift, verification } = await reconcile();
    expect(verification.verified).toEqual([job.job_id]);
    expect(drift.total).toMatchObject({ bill_unknown: 1, cost_unknown: 0, cost: 672_000, drift: 0 });
    const [row] = await video.ledger();
    expect(row).toMatchObject({ billed_cost: null, verified_cost: 0.672, drift: 0 });
    const manifest = JSON.parse(
      await readFile(join(sandbox.root, row?.run_manifest ?? ''), 'utf8'),
    ) as object;
    expect(manifest).toMatchObject({ verified: { micros: 672_000, source: 'cost_total' } });
    // The caps count what it cost, no longer what was reserved.
    expect((await video.jobs.allowance()).spent_today).toBe(672_000);
  });

  it('leaves unknown what the billing events do not show yet, and asks again', async () => {
    await reopen({ simulator: { adminKeys: true, historyLagMs: 3_600_000 } });
    await run();
    const { verification } = await reconcile();
    expect(verification).toEqual({ state: 'done', verified: [], not_shown: 1, reason: null });
    expect((await video.ledger())[0]?.verified_cost).toBeNull();
  });

  it('collects what another process left running, and never sends', async () => {
    await reopen({ simulator: { pace: { queueMs: 300, workMs: 10 } } });
    const { job_id } = await video.start(request());
    await expect.poll(async () => (await video.jobs.get(job_id)).handle).not.toBeNull();
    await video.close();
    const later = await sandbox.open();
    const { ended, still_running } = await reconcile(later);
    expect(ended).toEqual([job_id]);
    expect(still_running).toEqual([]);
    expect(sandbox.simulator.books.accepted()).toHaveLength(1);
  });

  it('ends in time, says that it is not complete, and the next one goes on', async () => {
    faults({ call: 'result', kind: 'missing-headers' });
    const job = await run();
    faults({ call: 'history', kind: 'slow', ms: 400 });
    const late = await video.jobs.reconcile({ waitMs: 0, signal: AbortSignal.timeout(20) });
    expect(late).toMatchObject({ complete: false, verification: { state: 'out-of-time', verified: [] } });
    faults();
    const { complete, drift } = await reconcile();
    expect(complete).toBe(true);
    expect(drift.total.cost_unknown).toBe(0);
    expect((await video.jobs.get(job.job_id)).verified?.micros).toBe(672_000);
  });

  it('marks where fal charges another sum than header and unit price say', async () => {
    const job = await run();
    const { fal } = await sandbox.open();
    video.fal.billingEvents = async (query) =>
      (await fal.billingEvents(query)).map((event) => ({ ...event, micros: 600_000 }));
    const { drift } = await reconcile();
    expect(drift.total).toMatchObject({ billed: 672_000, verified: 600_000, cost: 600_000, disagreeing: 1 });
    expect(drift.total).toMatchObject({ disagreement: -72_000, drift: -72_000, drift_ratio: 0.8929 });
    expect((await video.jobs.get(job.job_id)).bill?.micros).toBe(672_000);
  });

  it.each([
    ['of which one cannot be read', [672_000, null], null],
    ['that add up', [600_000, 72_000], 672_000],
    ['that come to less than nothing', [100, -200], null],
  ])('takes several events %s as what they are', async (_, amounts, verified) => {
    const job = await run();
    video.fal.billingEvents = ({ request_ids }) =>
      Promise.resolve(
        request_ids.flatMap((request_id) =>
          amounts.map((micros) => ({ request_id, micros, source: 'cost_total' as const })),
        ),
      );
    await reconcile();
    expect((await video.jobs.get(job.job_id)).verified?.micros ?? null).toBe(verified);
  });

  it('asks after 90 days no more about what cost nothing, and goes on asking about what was billed', async () => {
    await reopen({ simulator: { adminKeys: true, historyLagMs: 400 * DAY_MS } });
    faults({ call: 'result', kind: '422-list' });
    const free = await run();
    faults();
    const paid = await run();
    const asked = async (days: number) => {
      const later = await sandbox.open({ clock: clockAhead((days * DAY_MS) / 60_000, HURRIED) });
      const billingEvents = later.fal.billingEvents.bind(later.fal);
      const ids: string[] = [];
      later.fal.billingEvents = (query) => {
        ids.push(...query.request_ids);
        return billingEvents(query);
      };
      const { verification } = await reconcile(later);
      expect(verification).toMatchObject({ state: 'done', not_shown: ids.length });
      return ids;
    };
    const requests = [free, paid].map(({ handle }) => handle?.request_id);
    expect(free.bill?.micros).toBe(0);
    expect(await asked(89)).toEqual(requests);
    expect(await asked(91)).toEqual(requests.slice(1));
  });

  it('asks for no result that fal has not kept, and leaves its bill unknown', async () => {
    await reopen({});
    faults({ call: 'result', kind: 'missing-headers' });
    const job = await run();
    faults();
    const settledAfter = async (days: number) => {
      const later = await sandbox.open({ clock: clockAhead((days * DAY_MS) / 60_000, HURRIED) });
      const result = later.fal.result.bind(later.fal);
      let reads = 0;
      later.fal.result = (...args) => {
        reads++;
        return result(...args);
      };
      const { settled, bill_unknown } = await reconcile(later);
      return { reads, settled, bill_unknown };
    };
    expect(await settledAfter(31)).toEqual({ reads: 0, settled: [], bill_unknown: [job.job_id] });
    expect(await settledAfter(29)).toEqual({ reads: 1, settled: [job.job_id], bill_unknown: [] });
  });

  it('of prices in another currency leaves the bill unknown, with the reason', async () => {
    await reopen({});
    video.fal.unitPrices = (ids) =>
      Promise.resolve(
        ids.map((endpoint_id) => ({ endpoint_id, unit: 'seconds', unit_price: 0.14, currency: 'EUR' })),
      );
    const job = await run();
    expect(job.bill).toMatchObject({ micros: null, reason: 'fal priced it in EUR, not USD' });
    const { bill_unknown, drift } = await reconcile();
    expect(bill_unknown).toEqual([job.job_id]);
    expect(drift.total).toMatchObject({ cost_unknown: 1, cost: 0 });
    expect((await video.ledger())[0]).toMatchObject({
      billed_cost: null,
      billed_note: 'fal priced it in EUR, not USD',
    });
  });
});

/** Every clip really costs so many times what the list says. */
const charging = (times: number): ModelSource => ({
  list: () => MODEL_TABLE,
  find: (id) => {
    const model = MODEL_TABLE.find(({ endpoint_id }) => endpoint_id === id);
    return model === undefined ? null : { ...model, strays: times };
  },
});
const dearer = charging(1.1);

describe('history and the caps', () => {
  const HAILUO = { model: 'hailuo-02-standard-i2v', duration: 6 };

  it('once five jobs are billed the quote shows it, and a cheaper history lowers no reservation', async () => {
    await reopen({ simulator: { models: charging(0.9) } });
    for (let take = 1; take <= 4; take++) await run({ ...HAILUO, prompt: `take ${take}` });
    expect((await priceOf(video, request(HAILUO))).history).toBeNull();
    await run({ ...HAILUO, prompt: 'take 5' });
    const quoted = await priceOf(video, request({ ...HAILUO, duration: 10 }));
    expect(quoted.history).toEqual({ jobs: 5, drift_ratio: 0.9, low: 405_000, high: 405_000 });
    expect((await run(HAILUO)).reserved_micros).toBe(270_000);
  });

  it('once one job is billed above its quote the next shows it, and the dearer of both is reserved', async () => {
    await reopen({ simulator: { models: dearer } });
    expect(await run(HAILUO)).toMatchObject({ reserved_micros: 270_000, bill: { micros: 297_000 } });
    const quoted = await priceOf(video, request({ ...HAILUO, duration: 10 }));
    expect(quoted.estimate.high).toBe(450_000);
    expect(quoted.history).toEqual({ jobs: 1, drift_ratio: 1.1, low: 495_000, high: 495_000 });
    const second = await run(HAILUO, await priceOf(video, request(HAILUO)));
    expect(second.reserved_micros).toBe(297_000);
  });

  it('a cap that the list price would keep is held against the dearer history', async () => {
    await reopen({ config: { ...RICH, max_job_usd: 0.28 }, simulator: { models: dearer } });
    await run({ ...HAILUO, prompt: 'take 1' });
    await expect(video.start(request(HAILUO))).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(sandbox.simulator.books.accepted()).toHaveLength(1);
  });

  it('what may run unasked is measured by the dearer, too', async () => {
    await reopen({ config: { ...RICH, ask_above_usd: 0.28 }, simulator: { models: dearer } });
    await run({ ...HAILUO, prompt: 'take 1' });
    await expect(video.start(request(HAILUO))).rejects.toMatchObject({
      code: 'QUOTE_NEEDED',
      message: expect.stringContaining('up to $0.297') as string,
    });
    const { quote_id } = await priceOf(video, request(HAILUO));
    // Another bill in between changes the history, not what the quote is good for.
    const between = { ...HAILUO, prompt: 'between' };
    await run(between, await priceOf(video, request(between)));
    expect((await run(HAILUO, { quote_id })).state).toBe('collected');
  });
});
