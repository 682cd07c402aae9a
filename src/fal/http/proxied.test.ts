import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConnectProxy } from '../../../test/support/connect-proxy.ts';
import { falOn } from '../../../test/support/fal-on.ts';
import { ScriptedServer } from '../../../test/support/scripted-server.ts';
import { version } from '../../util/version.ts';
import type { FalOptions } from '../index.ts';
import type { FalWithSubmit, SubmitOutcome } from '../types.ts';

/** A host that only the proxy can find. */
const ELSEWHERE = 'http://queue.fal.test';
const PASSWORD = 'hidden-word';
const SUBMIT = 'POST /fal-ai/veo3';

let server: ScriptedServer;
let proxy: ConnectProxy;
const opened: FalWithSubmit[] = [];

beforeAll(async () => {
  server = await ScriptedServer.start();
  const port = Number(new URL(server.origin).port);
  proxy = await ConnectProxy.start(() => port);
});
beforeEach(() => {
  proxy.mood = 'open';
  proxy.asked.length = 0;
  server.requests.length = 0;
  server.on(SUBMIT, { body: { request_id: 'r1' } });
});
afterAll(async () => {
  await Promise.all(opened.map((fal) => fal.close()));
  await proxy.close();
  await server.close();
});

function falBehind(env: NodeJS.ProcessEnv, more: Partial<FalOptions> = {}): FalWithSubmit {
  const fal = falOn(ELSEWHERE, { env, ...more });
  opened.push(fal);
  return fal;
}

const behindProxy = (more: Partial<FalOptions> = {}) =>
  falBehind({ HTTP_PROXY: proxy.url(`me:${PASSWORD}`) }, more);

async function pictureFile(): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'proxied-')), 'hero.png');
  await writeFile(path, PNG);
  return path;
}

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100)]);

describe('through a proxy', () => {
  const fal = () => behindProxy();
  const request = 'requests/r1';
  const calls: [name: string, path: string, call: (fal: FalWithSubmit) => Promise<unknown>][] = [
    ['a submit', SUBMIT, (one) => one.submit('fal-ai/veo3', {}, {})],
    ['a status', `GET /fal-ai/veo3/${request}/status`, (one) => one.status(handleOf(one))],
    [
      'a status stream',
      `GET /fal-ai/veo3/${request}/status/stream`,
      (one) => everything(one.watch(handleOf(one))),
    ],
    ['a result', `GET /fal-ai/veo3/${request}`, (one) => one.result(handleOf(one))],
    ['a cancel', `PUT /fal-ai/veo3/${request}/cancel`, (one) => one.cancel(handleOf(one))],
    ['a price', 'GET /v1/models/pricing', (one) => one.unitPrices(['fal-ai/veo3'])],
    ['an upload', 'PUT /up', async (one) => one.upload(await pictureFile(), 'image/png')],
    ['a download', 'GET /clip.png', async (one) => one.download(await clip())],
  ];
  const handleOf = (one: FalWithSubmit) => one.handleFor('fal-ai/veo3', 'r1');
  const clip = async () => ({
    url: 'http://queue.fal.test/clip.png',
    destination: join(await mkdtemp(join(tmpdir(), 'proxied-')), 'clip'),
    maxBytes: 10_000,
  });

  beforeEach(() => {
    const completed = { status: 'COMPLETED' };
    const event = `data: ${JSON.stringify(completed)}\n\n`;
    server
      .on(`GET /fal-ai/veo3/${request}/status`, { body: completed })
      .on(`GET /fal-ai/veo3/${request}/status/stream`, {
        headers: { 'content-type': 'text/event-stream' },
        pieces: [event],
      })
      .on(`GET /fal-ai/veo3/${request}`, { body: { video: { url: 'http://queue.fal.test/clip.png' } } })
      .on(`PUT /fal-ai/veo3/${request}/cancel`, { body: { status: 'OK' } })
      .on('GET /v1/models/pricing', { body: { prices: [], has_more: false } })
      .on('POST /storage/upload/initiate', {
        body: { upload_url: 'http://queue.fal.test/up', file_url: 'http://queue.fal.test/clip.png' },
      })
      .on('PUT /up', { body: {} })
      .on('GET /clip.png', { body: PNG });
  });

  it.each(calls)(
    '%s goes its way, saying who asks and that nothing is to be packed',
    async (_, path, call) => {
      await call(fal());
      expect(proxy.asked[0]).toMatchObject({
        authority: 'queue.fal.test:80',
        headers: {
          'proxy-authorization': `Basic ${Buffer.from(`me:${PASSWORD}`).toString('base64')}`,
          'user-agent': `fal-video/${version}`,
        },
      });
      expect(server.seen(path)).toHaveLength(1);
      for (const { headers } of server.requests) {
        expect(headers).toMatchObject({
          'accept-encoding': 'identity',
          'user-agent': `fal-video/${version}`,
        });
        expect(headers).not.toHaveProperty('proxy-authorization');
      }
    },
  );

  it('a long body is taken whole at the pace of the disk, and its silence is noticed', async () => {
    const pieces = Array.from({ length: 200 }, () => Buffer.alloc(65_536, 1));
    server.on('GET /clip.png', { pieces: [PNG, ...pieces] });
    const long = { ...(await clip()), maxBytes: 100_000_000 };
    expect(await fal().download(long)).toMatchObject({ bytes: PNG.length + 200 * 65_536 });
    server.on('GET /clip.png', { body: PNG, headers: { 'content-length': '5000' }, hang: true });
    const impatient = behindProxy({ timeouts: { transferIdle: 100 } });
    await expect(impatient.download(await clip())).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });

  it('the client of fal submits through it, too', async () => {
    expect(await behindProxy({ transport: 'fal-client' }).submit('fal-ai/veo3', {}, {})).toMatchObject({
      kind: 'accepted',
    });
    expect(proxy.asked).toHaveLength(1);
    expect(server.seen(SUBMIT)[0]?.headers).toMatchObject({ 'user-agent': `fal-video/${version}` });
  });
});

describe('a proxy that opens no way', () => {
  /** Every word of an outcome. */
  const wordsOf = (outcome: SubmitOutcome) =>
    'error' in outcome
      ? [outcome.error.message, outcome.error.next?.text, JSON.stringify(outcome)].join('\n')
      : '';

  it.each([
    [407, 'does not take the user name and password (HTTP 407)'],
    [403, 'refused the way to queue.fal.test:80 (HTTP 403)'],
    [502, 'refused the way to queue.fal.test:80 (HTTP 502)'],
    [503, 'refused the way to queue.fal.test:80 (HTTP 503)'],
    ['hangs-up', 'is not reached'],
    ['silent', 'opened no way to queue.fal.test:80 within 200 ms'],
  ] as const)('(%s) leaves a submit unsent, and says which proxy it was', async (mood, words) => {
    proxy.mood = mood;
    for (const transport of ['http', 'fal-client'] as const) {
      const fal = behindProxy({ transport, timeouts: { connect: mood === 'silent' ? 200 : 5_000 } });
      const outcome = await fal.submit('fal-ai/veo3', {}, {});
      expect(outcome).toMatchObject({ kind: 'not-sent', error: { code: 'NOT_SENT', retrySafe: true } });
      expect(wordsOf(outcome)).toContain(`the proxy http://localhost:${proxy.port} (HTTP_PROXY) ${words}`);
      expect(wordsOf(outcome)).not.toContain(PASSWORD);
    }
    expect(proxy.asked).toHaveLength(2);
    // The proof: no byte has come to the other end.
    expect(server.requests).toEqual([]);
  });

  it('is asked once for a read where it says no, and again where it is only unwell', async () => {
    const handle = behindProxy().handleFor('fal-ai/veo3', 'r1');
    for (const [mood, code, times] of [
      [407, 'PROXY_REFUSED', 1],
      [502, 'FAL_UNREACHABLE', 5],
    ] as const) {
      proxy.mood = mood;
      proxy.asked.length = 0;
      const error: unknown = await behindProxy()
        .status(handle)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ fault: 'network', code });
      expect(proxy.asked).toHaveLength(times);
      expect(JSON.stringify(error) + String(error)).not.toContain(PASSWORD);
    }
  });

  it('says that it wants a user name where none is set', async () => {
    proxy.mood = 407;
    const outcome = await falBehind({ HTTP_PROXY: proxy.url() }).submit('fal-ai/veo3', {}, {});
    expect(wordsOf(outcome)).toContain('wants a user name and a password (HTTP 407)');
    expect(wordsOf(outcome)).toContain('NO_PROXY');
  });

  it('is not there: the submit is unsent', async () => {
    const gone = await ConnectProxy.start(() => 0);
    const url = gone.url();
    await gone.close();
    const outcome = await falBehind({ HTTP_PROXY: url }).submit('fal-ai/veo3', {}, {});
    expect(outcome.kind).toBe('not-sent');
    expect(wordsOf(outcome)).toMatch(
      /the proxy http:\/\/localhost:\d+ \(HTTP_PROXY\) is not reached: .*ECONNREFUSED/,
    );
  });
});

describe('a way that the proxy opened', () => {
  it.each(['before-reading', 'after-reading'] as const)(
    'and that broke %s leaves it open whether the submit arrived; it is not sent again',
    async (destroy) => {
      server.on(SUBMIT, { destroy });
      expect(await behindProxy().submit('fal-ai/veo3', {}, {})).toMatchObject({ kind: 'unknown' });
      expect(proxy.asked).toHaveLength(1);
      expect(server.seen(SUBMIT)).toHaveLength(1);
    },
  );
});

describe('a SOCKS proxy', () => {
  it('is refused before anything is sent, on every route', async () => {
    const fal = falBehind({ ALL_PROXY: `socks5://me:${PASSWORD}@127.0.0.1:1080` });
    const handle = fal.handleFor('fal-ai/veo3', 'r1');
    const download = {
      url: 'http://queue.fal.test/clip.png',
      destination: join(tmpdir(), 'none'),
      maxBytes: 1,
    };
    for (const call of [
      () => fal.submit('fal-ai/veo3', {}, {}),
      () => fal.status(handle),
      () => everything(fal.watch(handle)),
      () => fal.download(download),
    ]) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ fault: 'configuration', code: 'BAD_PROXY', retrySafe: true });
      expect(String(error)).toMatch(/ALL_PROXY cannot be used: it names a socks5 proxy/);
      expect(JSON.stringify(error) + String(error)).not.toContain(PASSWORD);
    }
  });
});

describe('loopback', () => {
  it('is reached without the proxy, whatever the environment says', async () => {
    const fal = falOn(server.origin, { env: { HTTP_PROXY: proxy.url(), ALL_PROXY: proxy.url() } });
    opened.push(fal);
    expect(await fal.submit('fal-ai/veo3', {}, {})).toMatchObject({ kind: 'accepted' });
    expect(proxy.asked).toEqual([]);
  });
});

async function everything(watched: AsyncIterable<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const one of watched) seen.push(one);
  return seen;
}
