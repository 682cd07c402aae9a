import { describe, expect, it } from 'vitest';
import { TEST_KEY } from '../../../test/support/fal-on.ts';
import { scriptedFal } from '../../../test/support/scripted-fal.ts';

const USAGE = 'GET /v1/models/usage';
const ANALYTICS = 'GET /v1/models/analytics';
const REQUESTS = 'GET /v1/models/requests/by-endpoint';
const EVENTS = 'GET /v1/models/billing-events';
const { server, fal } = await scriptedFal();

/** The query of each request as name=value texts, in their order. */
const queries = () =>
  server.requests.map(({ url }) =>
    [...new URL(url, server.origin).searchParams].map(([name, value]) => `${name}=${value}`),
  );
const denied = {
  status: 403,
  body: { error: { type: 'authorization_error', message: 'An admin API key is required' } },
};

describe('the reports of the platform API', () => {
  it('usage sends its parameters under their documented names, lists as repeated keys', async () => {
    const row = {
      endpoint_id: 'a/b',
      unit: 'seconds',
      quantity: 6,
      unit_price: 0.045,
      cost: 0.27,
      currency: 'USD',
    };
    server.on(USAGE, { body: { summary: [row], next_cursor: null, has_more: false } });
    const answer = await fal.usage({
      endpoint_id: ['a/b', 'c/d', 'a/b'],
      start: '2026-11-01',
      end: '2026-11-20',
      timeframe: 'day',
      timezone: 'UTC',
      bound_to_timeframe: false,
      expand: ['summary', 'time_series'],
      limit: 50,
      cursor: 'Mg==',
    });
    expect(answer).toEqual({ rows: { summary: [row], time_series: [] }, next_cursor: null });
    expect(queries()[0]?.toSorted()).toEqual([
      'bound_to_timeframe=false',
      'cursor=Mg==',
      'end=2026-11-20',
      'endpoint_id=a/b',
      'endpoint_id=c/d',
      'expand=summary',
      'expand=time_series',
      'limit=50',
      'start=2026-11-01',
      'timeframe=day',
      'timezone=UTC',
    ]);
    expect(server.requests[0]?.headers.authorization).toBe(`Key ${TEST_KEY}`);
  });

  it('analytics and requests do too, and nothing that was not asked', async () => {
    server.on(ANALYTICS, { body: { time_series: [], next_cursor: null } });
    server.on(REQUESTS, { body: { items: [], next_cursor: null } });
    await fal.analytics({ endpoint_id: ['a/b'], expand: ['summary', 'p90_duration'], limit: 10 });
    await fal.requests({ endpoint_id: 'a/b', status: 'user_error', sort_by: 'duration', limit: 10 });
    expect(queries()).toEqual([
      ['expand=summary', 'expand=p90_duration', 'endpoint_id=a/b', 'limit=10'],
      ['endpoint_id=a/b', 'status=user_error', 'sort_by=duration', 'limit=10'],
    ]);
  });

  it('follow the pages until there are as many rows as wanted, in pages of one size', async () => {
    server.on(REQUESTS, (request) => {
      const page = Number(new URL(request.url, server.origin).searchParams.get('cursor') ?? '1');
      const items = Array.from({ length: 75 }, (_, index) => ({ request_id: `r${page}-${index}` }));
      return { body: { items, next_cursor: String(page + 1), has_more: true } };
    });
    const { rows, next_cursor } = await fal.requests({ endpoint_id: 'a/b', limit: 150 });
    expect(rows['items']).toHaveLength(150);
    expect(next_cursor).toBe('3');
    expect(queries()).toEqual([
      ['endpoint_id=a/b', 'limit=75'],
      ['endpoint_id=a/b', 'limit=75', 'cursor=2'],
    ]);
  });

  it('end where fal says so, and where the paging turns in a circle', async () => {
    server.on(
      USAGE,
      { body: { time_series: [{ bucket: '1' }], next_cursor: 'x', has_more: true } },
      { body: { time_series: [{ bucket: '2' }], next_cursor: 'y', has_more: false } },
    );
    const ended = await fal.usage({ expand: ['time_series'], limit: 100 });
    expect(ended).toMatchObject({ rows: { time_series: [{}, {}] }, next_cursor: null });
    server.on(USAGE, { body: { time_series: [{ bucket: '1' }], next_cursor: 'x', has_more: true } });
    const circle = await fal.usage({ expand: ['time_series'], limit: 100 });
    expect(circle.rows['time_series']).toHaveLength(1);
  });

  it('a summary that comes again with each page counts once', async () => {
    const summary = [{ endpoint_id: 'a/b', cost: 1 }];
    server.on(
      USAGE,
      { body: { summary, time_series: [{ bucket: '1' }], next_cursor: 'x' } },
      { body: { summary, time_series: [{ bucket: '2' }], next_cursor: null } },
    );
    const { rows } = await fal.usage({ expand: ['summary', 'time_series'], limit: 100 });
    expect(rows).toEqual({ summary, time_series: [{ bucket: '1' }, { bucket: '2' }] });
  });

  it('that are not permitted say what is missing and what to do', async () => {
    server.on(USAGE, denied);
    await expect(fal.usage({ expand: ['summary'], limit: 1 })).rejects.toMatchObject({
      code: 'MISSING_PERMISSION',
      fault: 'account',
      message: expect.stringContaining('An admin API key is required') as string,
      next: { text: expect.stringContaining('fal.ai/dashboard/keys') as string },
    });
  });

  it.each([{ body: {} }, { body: { summary: 'none' } }, { body: '<html>' }])(
    'that hold no rows are an error, not an empty list: %j',
    async (answer) => {
      server.on(USAGE, answer);
      await expect(fal.usage({ expand: ['summary'], limit: 1 })).rejects.toMatchObject({
        code: 'BAD_ANSWER',
      });
    },
  );

  it('take fifty endpoints at once, and ask nothing for more', async () => {
    const endpoint_id = Array.from({ length: 51 }, (_, index) => `a/b${index}`);
    await expect(fal.analytics({ endpoint_id, expand: [], limit: 1 })).rejects.toMatchObject({
      code: 'TOO_MANY_ENDPOINTS',
    });
    expect(server.requests).toEqual([]);
  });
});

describe('billing events', () => {
  const span = { start: '2026-11-01T00:00:00Z', end: '2026-12-01T00:00:00Z' };
  const ask = (request_ids: string[]) => fal.billingEvents({ request_ids, ...span });
  const event = (more: object) => ({
    request_id: 'r1',
    cost_total: 0.27,
    cost_estimate_nano_usd: 270_000_000,
    ...more,
  });

  it('are asked for by request, in the span', async () => {
    server.on(EVENTS, { body: { billing_events: [event({})] } });
    expect(await ask(['r1', 'r2'])).toEqual([{ request_id: 'r1', micros: 270_000, source: 'cost_total' }]);
    expect(queries()).toEqual([
      ['request_id=r1', 'request_id=r2', `start=${span.start}`, `end=${span.end}`, 'limit=10000'],
    ]);
  });

  it.each([
    ['the total', {}, 270_000],
    ['the total as a text', { cost_total: '0.2700004' }, 270_000],
    ['a total of nothing', { cost_total: 0 }, 0],
    ['something taken back', { cost_total: -0.1 }, -100_000],
    [
      'nano-dollars where there is no total',
      { cost_total: null, cost_estimate_nano_usd: 123_456_789 },
      123_457,
    ],
    ['no readable amount', { cost_total: 'NaN', cost_estimate_nano_usd: ' ' }, null],
    ['another currency', { currency: 'EUR' }, null],
    ['dollars, said so', { currency: 'usd' }, 270_000],
  ])('read %s exactly', async (_, more, micros) => {
    server.on(EVENTS, { body: { billing_events: [event(more)] } });
    expect(await ask(['r1'])).toMatchObject([{ micros }]);
  });

  it.each([
    ['a number of a program', { cost_total: '0x10' }, 'its cost_total is "0x10"'],
    ['more than a request can cost', { cost_total: 1e308 }, 'its cost_total is 1e+308'],
    ['less than a request can give back', { cost_total: -10_000.01 }, 'its cost_total is -10000.01'],
    ['too many nano-dollars', { cost_total: null, cost_estimate_nano_usd: 1e14 }, 'is 100000000000000'],
  ])('of %s are unknown, and name it', async (_, more, problem) => {
    server.on(EVENTS, { body: { billing_events: [event(more)] } });
    expect(await ask(['r1'])).toMatchObject([{ micros: null, problem: expect.stringContaining(problem) }]);
  });

  it('without a request are left out, and of no requests nothing is asked', async () => {
    server.on(EVENTS, { body: { billing_events: [{ cost_total: 1 }, null] } });
    expect(await ask(['r1'])).toEqual([]);
    server.requests.splice(0);
    expect(await ask([])).toEqual([]);
    expect(server.requests).toEqual([]);
  });
});
