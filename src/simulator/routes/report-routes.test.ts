import { describe, expect, it } from 'vitest';
import {
  HAILUO,
  type OpenSimulator,
  openSimulator,
  SEEDANCE,
  submit,
  untilCompleted,
} from '../../../test/support/open-simulator.ts';
import { type Clock, systemClock } from '../../util/clock.ts';

async function run(fal: OpenSimulator, endpoint = HAILUO, input: object = {}) {
  const { json } = await submit(fal, input, `/${endpoint}`);
  await untilCompleted(fal, json);
}

const ask = (fal: OpenSimulator, report: string, query = '', key = 'admin:1') =>
  fal.call('GET', `/v1/models/${report}?${query}`, { key });

describe('the usage report', () => {
  it('sums units and costs by endpoint, of what was billed', async () => {
    const fal = await openSimulator();
    await run(fal);
    await run(fal, HAILUO, { duration: '10' });
    await run(fal, SEEDANCE);
    await run(fal, HAILUO, { image_url: 'https://example.com/a.png' });
    const { json } = await ask(fal, 'usage', 'expand=summary');
    expect(json).toEqual({
      summary: [
        expect.objectContaining({ endpoint_id: SEEDANCE, unit: '1m tokens', cost: 0.2592 }),
        {
          endpoint_id: HAILUO,
          unit: 'seconds',
          quantity: 16,
          unit_price: 0.045,
          cost: 0.72,
          currency: 'USD',
        },
      ],
      next_cursor: null,
      has_more: false,
    });
    const one = await ask(fal, 'usage', `expand=summary&endpoint_id=${SEEDANCE}`);
    expect(one.json['summary']).toHaveLength(1);
  });

  it('comes in buckets of time, by default of days, in pages', async () => {
    let now = Date.UTC(2026, 10, 18, 12);
    const clock: Clock = { ...systemClock, now: () => new Date(now) };
    const fal = await openSimulator({ clock });
    await run(fal);
    now += 86_400_000;
    await run(fal);
    const all = 'start=2026-11-01';
    const days = await ask(fal, 'usage', `${all}&limit=1`);
    expect(days.json).toMatchObject({
      time_series: [{ bucket: '2026-11-18T00:00:00Z', results: [{ endpoint_id: HAILUO, cost: 0.27 }] }],
      has_more: true,
    });
    const buckets = async (timeframe: string) => {
      const { json } = await ask(fal, 'usage', `${all}&timeframe=${timeframe}`);
      return (json['time_series'] as { bucket: string }[]).map(({ bucket }) => bucket);
    };
    expect(await buckets('hour')).toEqual(['2026-11-18T12:00:00Z', '2026-11-19T12:00:00Z']);
    expect(await buckets('week')).toEqual(['2026-11-16T00:00:00Z']);
    expect(await buckets('month')).toEqual(['2026-11-01T00:00:00Z']);
    expect((await ask(fal, 'usage', `${all}&timeframe=age`)).status).toBe(400);
    expect((await ask(fal, 'usage', 'expand=auth_method')).status).toBe(400);
    const both = await ask(fal, 'usage', `${all}&expand=time_series&expand=summary`);
    expect(both.json).toMatchObject({ time_series: [{}, {}], summary: [{ cost: 0.54 }] });
  });

  it('is for admin keys, or for every key where the simulator was told so', async () => {
    const fal = await openSimulator();
    expect((await ask(fal, 'usage', '', 'test:secret')).status).toBe(403);
    const open = await openSimulator({ adminKeys: true });
    expect((await ask(open, 'usage', '', 'test:secret')).status).toBe(200);
    expect((await ask(open, 'usage', '', 'bad:secret')).status).toBe(401);
  });
});

describe('the analytics report', () => {
  it('counts ends by kind and gives the metrics that were asked for', async () => {
    const fal = await openSimulator();
    await run(fal);
    await run(fal);
    await run(fal, HAILUO, { image_url: 'https://example.com/a.png' });
    const { json } = await ask(
      fal,
      'analytics',
      `endpoint_id=${HAILUO}&expand=summary,request_count,success_count,user_error_count,error_count,p90_duration`,
      'test:secret',
    );
    expect(json['summary']).toEqual([
      {
        endpoint_id: HAILUO,
        request_count: 3,
        success_count: 2,
        user_error_count: 1,
        error_count: 0,
        p90_duration: expect.any(Number) as number,
      },
    ]);
  });

  it('wants an endpoint and a metric', async () => {
    const fal = await openSimulator();
    expect((await ask(fal, 'analytics', 'expand=summary,request_count')).status).toBe(400);
    expect((await ask(fal, 'analytics', `endpoint_id=${HAILUO}&expand=summary`)).status).toBe(400);
  });
});
