import { describe, expect, it } from 'vitest';
import { heldRenderer } from '../../../test/support/fake-renderer.ts';
import {
  HAILUO,
  type OpenSimulator,
  openSimulator,
  submit,
  untilCompleted,
  untilState,
} from '../../../test/support/open-simulator.ts';
import { type Clock, systemClock } from '../../util/clock.ts';

const history = async (fal: OpenSimulator, query = '') =>
  (await fal.call('GET', `/v1/models/requests/by-endpoint?endpoint_id=${HAILUO}&${query}`)).json;

async function run(fal: OpenSimulator, input: object = {}, headers: Record<string, string> = {}) {
  const { json } = await submit(fal, input, `/${HAILUO}`, headers);
  await untilCompleted(fal, json);
  return json['request_id'];
}

describe('the request history', () => {
  it('shows what has ended, newest first, with the input where it was asked and stored', async () => {
    const fal = await openSimulator();
    const stored = await run(fal, { prompt: 'stored' });
    const secret = await run(fal, { prompt: 'secret' }, { 'x-fal-store-io': '0' });
    const { items } = await history(fal, 'expand=payloads');
    expect(items).toEqual([
      expect.objectContaining({ request_id: secret, status_code: 200, endpoint_id: HAILUO }),
      expect.objectContaining({
        request_id: stored,
        json_input: expect.objectContaining({ prompt: 'stored' }),
        json_output: expect.objectContaining({ video: expect.anything() }),
      }),
    ]);
    expect(JSON.stringify(items)).not.toContain('secret');
    expect(JSON.stringify(await history(fal))).not.toContain('json_input');
  });

  it('hides what still waits or runs, and what was removed from the queue', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ renderer, accountLimit: 1 });
    const first = await submit(fal);
    const second = await submit(fal);
    await untilState(fal, first.json, 'IN_PROGRESS');
    await fal.call('PUT', String(second.json['cancel_url']));
    expect((await history(fal))['items']).toEqual([]);
    renderer.release();
    await untilCompleted(fal, first.json);
    expect((await history(fal))['items']).toMatchObject([{ request_id: first.json['request_id'] }]);
  });

  it('lags as long as it is told to', async () => {
    let now = Date.UTC(2026, 10, 20);
    const clock: Clock = { ...systemClock, now: () => new Date(now) };
    const fal = await openSimulator({ historyLagMs: 60_000, clock });
    await run(fal);
    now += 59_999;
    expect((await history(fal))['items']).toHaveLength(0);
    now += 1;
    expect((await history(fal))['items']).toHaveLength(1);
  });

  it('keeps to the window, the outcome and the request that are asked for', async () => {
    let now = Date.UTC(2026, 10, 20);
    const clock: Clock = { ...systemClock, now: () => new Date(now) };
    const fal = await openSimulator({ clock });
    const good = await run(fal);
    now += 3_600_000;
    const bad = await run(fal, { image_url: 'https://example.com/a.png' });
    const ids = async (query: string) => {
      const { items } = await history(fal, query);
      return (Array.isArray(items) ? items : []).map((item: { request_id: string }) => item.request_id);
    };
    expect(await ids('')).toEqual([bad, good]);
    expect(await ids('end=2026-11-20T01:00:00Z')).toEqual([good]);
    expect(await ids('start=2026-11-20T01:00:00Z')).toEqual([bad]);
    expect(await ids('status=success')).toEqual([good]);
    expect(await ids('status=user_error')).toEqual([bad]);
    expect(await ids('status=error')).toEqual([]);
    now += 2 * 86_400_000;
    expect(await ids('')).toEqual([]);
    expect(await ids(`request_id=${String(good)}`)).toEqual([good]);
  });

  it('comes in pages', async () => {
    const fal = await openSimulator();
    for (const _ of [1, 2, 3]) await run(fal);
    const first = await history(fal, 'limit=2');
    expect(first).toMatchObject({ has_more: true, items: { length: 2 } });
    const cursor = String(first['next_cursor']);
    // Base64 with all that has to be escaped in an address.
    expect(cursor).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(cursor).toMatch(/\+.*\/.*=/);
    const rest = await history(fal, `limit=2&cursor=${encodeURIComponent(cursor)}`);
    expect(rest).toMatchObject({ has_more: false, items: { length: 1 } });
  });
});

describe('billing events', () => {
  it('show the bill of each request to an admin key only', async () => {
    const fal = await openSimulator();
    const paid = await run(fal);
    await run(fal, { image_url: 'https://example.com/a.png' });
    const path = `/v1/models/billing-events?request_id=${String(paid)},other`;
    expect((await fal.call('GET', path)).status).toBe(403);
    const { json } = await fal.call('GET', path, { key: 'admin:1' });
    expect(json['billing_events']).toEqual([
      {
        request_id: paid,
        endpoint_id: HAILUO,
        timestamp: expect.any(String),
        output_units: 6,
        unit_price: 0.045,
        percent_discount: 0,
        cost_subtotal: 0.27,
        cost_discount: 0,
        cost_total: 0.27,
        cost_estimate_nano_usd: 270_000_000,
      },
    ]);
    const all = await fal.call('GET', '/v1/models/billing-events', { key: 'admin:1' });
    expect(all.json['billing_events']).toHaveLength(1);
  });
});
