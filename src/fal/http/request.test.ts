import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closedOrigin, ScriptedServer } from '../../../test/support/scripted-server.ts';
import { noProxies } from './proxies.ts';
import { type HttpRequest, open, send } from './request.ts';
import { pooledRoute, type Route, singleUseRoute } from './route.ts';

let server: ScriptedServer;
const pool = pooledRoute(2_000, noProxies, 100);
const routes: Route[] = [pool];

beforeAll(async () => {
  server = await ScriptedServer.start();
});
afterEach(async () => {
  await Promise.all(routes.splice(1).map((route) => route.destroy()));
});
afterAll(async () => {
  await pool.destroy();
  await server.close();
});

const get = (path: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: server.origin + path,
  headers: {},
  timeoutMs: 5_000,
  ...more,
});

function single(origin = server.origin): Route {
  const route = singleUseRoute(origin, 2_000, noProxies);
  routes.push(route);
  return route;
}

describe('a request', () => {
  it('brings status, headers and bytes', async () => {
    server.on('GET /good', { status: 418, headers: { 'X-Fal-Request-Id': 'r1' }, body: 'tea' });
    const answer = await send(pool, get('/good'), 1_000);
    expect(answer).toMatchObject({ kind: 'answer', status: 418, headers: { 'x-fal-request-id': 'r1' } });
    expect(answer).toHaveProperty('bytes', Buffer.from('tea'));
  });

  it('sends method, headers and body', async () => {
    server.on('POST /echo', { body: 'ok' });
    await send(
      pool,
      { ...get('/echo?q=1'), method: 'POST', headers: { 'x-a': 'b' }, body: '{"é":1}' },
      1_000,
    );
    expect(server.seen('POST /echo')[0]).toMatchObject({
      url: '/echo?q=1',
      headers: { 'x-a': 'b' },
      body: '{"é":1}',
    });
  });

  it('follows no redirect', async () => {
    server.on('GET /away', { status: 307, headers: { location: '/elsewhere' } });
    expect(await send(pool, get('/away'), 1_000)).toMatchObject({ kind: 'answer', status: 307 });
    expect(server.seen('GET /elsewhere')).toEqual([]);
  });

  it('is not sent where no connection stands', async () => {
    const origin = await closedOrigin();
    const outcome = await send(single(origin), get('/', { url: `${origin}/` }), 1_000);
    expect(outcome).toMatchObject({
      kind: 'failure',
      maybeSent: false,
      reason: 'unreachable',
      partial: null,
    });
  });

  it('is not sent to a host without an address', async () => {
    const url = 'http://nobody.invalid/';
    const outcome = await send(single(url), get('/', { url }), 1_000);
    expect(outcome).toMatchObject({ kind: 'failure', maybeSent: false, reason: 'unreachable' });
  });

  it('is not sent where TLS does not come to stand', async () => {
    const url = server.origin.replace('http:', 'https:');
    expect(await send(single(url), get('/', { url }), 1_000)).toMatchObject({
      kind: 'failure',
      maybeSent: false,
    });
  });

  it.each(['before-reading', 'after-reading'] as const)(
    'may have been sent when the connection is lost %s, and is not sent again',
    async (destroy) => {
      const path = `/lost-${destroy}`;
      server.on(`POST ${path}`, { destroy });
      const request = { ...get(path), method: 'POST', body: '{}' } as const;
      const outcome = await send(single(), request, 1_000);
      expect(outcome).toMatchObject({ kind: 'failure', maybeSent: true, reason: 'lost', partial: null });
      expect(server.seen(`POST ${path}`)).toHaveLength(1);
    },
  );

  it('finds no second connection on a route of single use', async () => {
    server.on('POST /once', { destroy: 'after-reading' }, { body: 'taken twice' });
    const route = single();
    const request = { ...get('/once'), method: 'POST', body: '{}' } as const;
    await send(route, request, 1_000);
    expect(await send(route, request, 1_000)).toMatchObject({ kind: 'failure', maybeSent: true });
    expect(server.seen('POST /once')).toHaveLength(1);
  });

  it('tells what had come when the answer breaks off', async () => {
    server.on('GET /half', {
      status: 201,
      headers: { 'x-fal-request-id': 'r2' },
      body: '{"a":1}',
      destroy: 'mid-answer',
    });
    expect(await send(pool, get('/half'), 1_000)).toMatchObject({
      kind: 'failure',
      maybeSent: true,
      partial: { status: 201, headers: { 'x-fal-request-id': 'r2' } },
    });
  });

  it('ends when its time is over, before the answer and in the middle of it', async () => {
    server.on('GET /slow', { afterMs: 2_000 }).on('GET /hanging', { pieces: ['a'], hang: true });
    const slow = { kind: 'failure', maybeSent: true, reason: 'timeout', passed: 'whole' };
    expect(await send(pool, get('/slow', { timeoutMs: 60 }), 1_000)).toMatchObject({
      ...slow,
      message: 'no answer within 60 ms',
      partial: null,
    });
    const hanging = await send(pool, get('/hanging', { timeoutMs: 60 }), 1_000);
    expect(hanging).toMatchObject({
      ...slow,
      message: 'no end within 60 ms',
      partial: { status: 200 },
    });
  });

  it('ends when the answer falls silent', async () => {
    server.on('GET /silent', { pieces: ['a'], hang: true });
    const outcome = await send(pool, get('/silent', { idleMs: 60 }), 1_000);
    expect(outcome).toMatchObject({ kind: 'failure', reason: 'timeout' });
    expect(outcome).toMatchObject({ passed: 'idle', message: 'nothing more within 60 ms' });
  });

  it('cuts an answer that is too large, also one without an end', async () => {
    server.on('GET /large', { body: 'x'.repeat(1_001) }).on('GET /endless', { pieces: endless() });
    const cut = { kind: 'failure', reason: 'too-large', partial: { status: 200 } };
    expect(await send(pool, get('/large'), 1_000)).toMatchObject(cut);
    expect(await send(pool, get('/endless'), 1_000)).toMatchObject(cut);
    expect(await send(pool, get('/large'), 1_001)).toMatchObject({ kind: 'answer' });
  });

  it("rejects with the reason of the caller's signal, before, while waiting and while reading", async () => {
    server.on('GET /wait', { afterMs: 2_000 }).on('GET /reading', { pieces: ['a'], hang: true });
    const reason = new Error('the user pressed escape');
    await expect(send(pool, get('/wait', { signal: AbortSignal.abort(reason) }), 1_000)).rejects.toBe(reason);
    for (const path of ['/wait', '/reading']) {
      const abort = new AbortController();
      const sent = send(pool, get(path, { signal: abort.signal }), 1_000);
      setTimeout(() => abort.abort(reason), 50);
      await expect(sent).rejects.toBe(reason);
    }
  });

  it('can be closed before its body was read', async () => {
    server.on('GET /closed', { pieces: endless() });
    const opened = await open(pool, get('/closed'));
    expect(opened.kind).toBe('open');
    if (opened.kind === 'open') opened.close();
    server.on('GET /next', { body: 'fine' });
    expect(await send(pool, get('/next'), 1_000)).toMatchObject({ kind: 'answer', status: 200 });
  });
});

function* endless() {
  for (;;) yield 'x'.repeat(16_384);
}
