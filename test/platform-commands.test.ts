import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { request } from './support/requests.ts';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';
import { typeOver } from './support/type-over.ts';

/** The commands that print fal's own answers, over a simulated fal. */

const HAILUO = 'fal-ai/minimax/hailuo-02/standard/image-to-video';
const KLING = 'fal-ai/kling-video/v3/pro/image-to-video';
let account: Sandbox;
let guest: Sandbox;

beforeAll(async () => {
  [account, guest] = await Promise.all([
    makeSandbox({ simulator: { adminKeys: true } }),
    makeSandbox({ simulator: { adminKeys: false } }),
  ]);
  const video = await account.open();
  for (const model of ['hailuo-02-standard-i2v', 'hailuo-02-standard-i2v', 'kling-v3-pro-i2v']) {
    const { job_id } = await video.start(request({ model }));
    await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
  }
  account.simulator.setFaults({ rules: [{ call: 'result', kind: '422-list' }] });
  const { job_id } = await video.start(request({ prompt: 'refused' }));
  await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
  account.simulator.setFaults({ rules: [] });
});
afterAll(() => Promise.all([account.close(), guest.close()]));

const say = (line: string, { sandbox = account, terminal = false } = {}) =>
  typeOver(sandbox, line.split(' '), { terminal });

const person = { terminal: true };

describe('pricing', () => {
  it('shows the base unit price beside the list price, and that it is never multiplied', async () => {
    const { exitCode, data } = await say(`pricing kling-v3-pro-i2v ${HAILUO}`);
    expect(exitCode).toBe(0);
    expect(data).toEqual({
      prices: [
        {
          endpoint_id: KLING,
          unit_price: 0.14,
          unit: 'seconds',
          currency: 'USD',
          list_price: expect.objectContaining({ rule: expect.any(String) as string }) as object,
        },
        expect.objectContaining({ endpoint_id: HAILUO, unit_price: 0.045 }),
      ],
      not_priced: [],
      note: expect.stringContaining('never multiplied by guesses') as string,
    });
    const { text } = await say('pricing kling-v3-pro-i2v', person);
    expect(text).toMatch(/fal-ai\/kling-video\/v3\/pro\/image-to-video +0\.14 USD \/ seconds/);
    expect(text).toContain('base unit');
  });

  it('names what fal has no price for, and what our list does not have', async () => {
    const { data } = await say(`pricing nobody/model fal-ai/not-listed ${HAILUO}`);
    expect(data).toMatchObject({
      prices: [{ endpoint_id: 'fal-ai/not-listed', list_price: null }, {}],
      not_priced: ['nobody/model'],
    });
    expect(await say('pricing nobody/model')).toMatchObject({ exitCode: 1, data: { prices: [] } });
  });

  it('refuses an unknown alias before asking fal', async () => {
    expect(await say('pricing klong')).toMatchObject({
      exitCode: 2,
      data: { error: { code: 'UNKNOWN_MODEL' } },
    });
  });
});

describe('usage', () => {
  it('sums up the account, as data and as a table', async () => {
    const { data } = await say('usage');
    expect(data).toMatchObject({
      summary: [
        { endpoint_id: KLING, cost: 0.672 },
        {
          endpoint_id: HAILUO,
          unit: 'seconds',
          quantity: 12,
          unit_price: 0.045,
          cost: 0.54,
          currency: 'USD',
        },
      ],
      next_cursor: null,
    });
    const { text } = await say('usage hailuo-02-standard-i2v', person);
    expect(text.split('\n')).toEqual([
      'ENDPOINT ID                                       UNIT     QUANTITY  UNIT PRICE  COST  CURRENCY',
      'fal-ai/minimax/hailuo-02/standard/image-to-video  seconds        12       0.045  0.54  USD',
      '',
    ]);
  });

  it('comes by day, flat in a table', async () => {
    const { data } = await say('usage --expand time_series summary --timeframe day');
    expect(data).toMatchObject({ time_series: [{ results: [{}, {}] }], summary: [{}, {}] });
    const { text } = await say('usage --expand time_series --timeframe day', person);
    expect(text).toMatch(/BUCKET +ENDPOINT ID/);
    expect(text.match(/T00:00:00Z/g)).toHaveLength(2);
  });

  it('is for admin keys: another is told what it lacks', async () => {
    const { exitCode, data } = await say('usage', { sandbox: guest });
    expect(exitCode).toBe(1);
    expect(data['error']).toMatchObject({
      code: 'MISSING_PERMISSION',
      message: expect.stringContaining('An admin API key is required') as string,
      retry_safe: true,
    });
  });

  it('of a span without any says so', async () => {
    const { text } = await say('usage --start 2020-01-01 --end 2020-02-01', person);
    expect(text).toBe('fal has nothing to show for this.\n');
  });
});

describe('analytics', () => {
  it('counts ends by kind, of the endpoints that the project used unless others are named', async () => {
    const { data } = await say('analytics');
    expect(data['summary']).toMatchObject([
      { endpoint_id: KLING, request_count: 2, success_count: 1, user_error_count: 1, error_count: 0 },
      { endpoint_id: HAILUO, request_count: 2, success_count: 2 },
    ]);
    const one = await say('analytics kling-v3-pro-i2v --expand request_count');
    expect(one.data['summary']).toEqual([{ endpoint_id: KLING, request_count: 2 }]);
  });

  it('of a project without jobs asks for an endpoint', async () => {
    expect(await say('analytics', { sandbox: guest })).toMatchObject({
      exitCode: 2,
      data: { error: { message: expect.stringContaining('ENDPOINT is missing') as string } },
    });
  });
});

describe('requests', () => {
  it('lists those to one endpoint, newest first, in pages that are followed', async () => {
    const { data } = await say('requests kling-v3-pro-i2v');
    expect(data).toMatchObject({ items: [{ status_code: 422 }, { status_code: 200 }], next_cursor: null });
    expect((data['items'] as object[])[0]).not.toHaveProperty('json_input');
    const good = await say(`requests ${KLING} --status success --expand payloads`);
    expect(good.data['items']).toMatchObject([{ json_input: { prompt: 'the hero walks in place' } }]);
    const first = await say(`requests ${KLING} --limit 1`);
    expect(first.data).toMatchObject({
      items: [{ status_code: 422 }],
      next_cursor: expect.any(String) as string,
    });
    const rest = await say(`requests ${KLING} --limit 1 --cursor ${String(first.data['next_cursor'])}`);
    expect(rest.data).toMatchObject({ items: [{ status_code: 200 }], next_cursor: null });
    const { text } = await say(`requests ${KLING} --limit 1`, person);
    expect(text).toContain(`The next page: --cursor ${String(first.data['next_cursor'])}`);
  });

  it.each([
    ['requests', "Missing required argument 'ENDPOINT'"],
    ['requests a/b --status lost', 'Expected --status to be one of success, error, user_error; got lost.'],
    ['requests a/b --start yesterday', 'a day such as 2026-11-20'],
    ['requests a/b --start 2026-13-45', 'a day such as 2026-11-20'],
    ['requests a/b --limit 0', 'Expected --limit to be a whole number from 1 to 10000; got 0.'],
    ['usage --expand everything', 'Expected --expand'],
    ['usage --timeframe age', 'Expected --timeframe to be one of minute, hour, day, week, month; got age.'],
  ])('%s is refused: %s', async (line, says) => {
    const { exitCode, data } = await say(line);
    expect(exitCode).toBe(2);
    expect(data['error']).toMatchObject({ message: expect.stringContaining(says) as string });
  });
});

describe('reconcile', () => {
  it('verifies, and shows estimates, bills and drift of each model', async () => {
    const { exitCode, text } = await say('reconcile --wait 0', person);
    expect(exitCode).toBe(0);
    expect(text).toMatch(/MODEL +JOBS +ESTIMATED +BILLED +VERIFIED +UNKNOWN +DRIFT +RATIO/);
    expect(text).toMatch(/hailuo-02-standard-i2v +2 +\$0\.54 +\$0\.54 +\$0\.54 +0 +\$0\.00 +1 x/);
    expect(text).toMatch(/all +4 +\$1\.884 +\$1\.212 +\$1\.212 +0 +\$0\.00 +1 x/);
    expect(text).toContain('Simulated: none of it was paid.');
    const { data } = await say('reconcile --wait 0');
    expect(data).toMatchObject({ complete: true, drift: { total: { jobs: 4, cost_usd: 1.212 } } });
    const ledger = await say('ledger', person);
    expect(ledger.text).toMatch(/BILLED +VERIFIED +DRIFT/);
  });

  it('says that it is not over while a job is unknown, with exit code 3', async () => {
    guest.simulator.setFaults({
      rules: [
        { call: 'submit', kind: 'drop-before' },
        { call: 'history', kind: '500' },
      ],
    });
    const video = await guest.open();
    const { job_id } = await video.start(request());
    await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
    guest.simulator.setFaults({ rules: [] });
    const { exitCode, text } = await say('reconcile --wait 0', { sandbox: guest, ...person });
    expect(exitCode).toBe(3);
    expect(text).toContain(`Unknown  1: ${job_id}`);
    expect(text).toContain(`fal-video job ${job_id} --never-arrived`);
  });
});
