import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { hear } from '../test/support/agent.ts';
import { request } from '../test/support/requests.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { readLedgerTool } from './read_ledger.ts';

describe('read_ledger', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox({ config: {} });
    video = await sandbox.open();
    for (const model of ['hailuo-02-standard-i2v', 'kling-v3-pro-i2v', 'hailuo-02-standard-i2v']) {
      const { job_id } = await video.start(request({ model }));
      await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
    }
  });
  afterAll(() => sandbox.close());

  it('shows runs newest first, the totals, and what is left of the caps', async () => {
    const { data } = await hear(readLedgerTool, video, {});
    expect(data).toMatchObject({
      totals: { runs: 3, estimated_usd: 1.212, billed_usd: 1.212, drift_usd: 0, bill_unknown: 0 },
      groups: null,
      rows: [{ model: 'hailuo-02-standard-i2v' }, { model: 'kling-v3-pro-i2v', billed_usd: 0.672 }, {}],
      caps: { job_usd: 3, left_today_usd: 23.788, spent_today_usd: 1.212, ask_above_usd: 1 },
      simulated: true,
    });
    expect(sandbox.simulator.books.totalMicros()).toBe(1_212_000);
  });

  it('groups', async () => {
    const { data } = await hear(readLedgerTool, video, { group_by: 'model' });
    expect(data['groups']).toMatchObject([
      { group: 'hailuo-02-standard-i2v', runs: 2, billed_usd: 0.54 },
      { group: 'kling-v3-pro-i2v', runs: 1, billed_usd: 0.672 },
    ]);
    const byDay = await hear(readLedgerTool, video, { group_by: 'day' });
    expect(byDay.data['groups']).toMatchObject([{ group: new Date().toISOString().slice(0, 10), runs: 3 }]);
  });

  it('filters, and sums what it shows', async () => {
    const { data } = await hear(readLedgerTool, video, { model: 'fal-ai/kling-video/v3/pro/image-to-video' });
    expect(data).toMatchObject({ totals: { runs: 1, billed_usd: 0.672 } });
    expect((await hear(readLedgerTool, video, { since: '2999-01-01' })).data['rows']).toEqual([]);
    expect((await hear(readLedgerTool, video, { until: '2000-01-01' })).data['rows']).toEqual([]);
    const today = new Date().toISOString().slice(0, 10);
    const ofToday = await hear(readLedgerTool, video, { since: today, until: '2999-01-01' });
    expect(ofToday.data['rows']).not.toEqual([]);
    expect((await hear(readLedgerTool, video, { status: 'failed' })).data['totals']).toMatchObject({
      runs: 0,
    });
    expect((await hear(readLedgerTool, video, { experiment: 'none such' })).data['rows']).toEqual([]);
  });

  it('pages, with totals over all of it', async () => {
    const first = await hear(readLedgerTool, video, { limit: 2 });
    const { data } = await hear(readLedgerTool, video, { limit: 2, cursor: first.data['next_cursor'] });
    expect(data).toMatchObject({ totals: { runs: 3 }, rows: [{}], next_cursor: null });
  });

  it('asks for a day as a day', async () => {
    expect((await hear(readLedgerTool, video, { since: 'yesterday' })).text).toContain('since: ');
  });
});
