import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { falOn, hostsOn, TEST_KEY } from '../../../test/support/fal-on.ts';
import { closedOrigin, type ScriptedAnswer, ScriptedServer } from '../../../test/support/scripted-server.ts';
import { createFal } from '../index.ts';
import type { FalWithSubmit, SubmitOptions } from '../types.ts';

const ENDPOINT = 'fal-ai/kling-video/v2.6/pro/image-to-video';
const POST = `POST /${ENDPOINT}`;
const ID = '019a-request';
const ARGS = {
  prompt: 'a cat',
  seed: 0,
  audio: false,
  negative_prompt: '',
  nested: { list: [1, null, 'é'] },
};

/** Both transports must keep the same promises. */
describe.each(['http', 'fal-client'] as const)('a submit over %s', (transport) => {
  let server: ScriptedServer;
  let fal: FalWithSubmit;

  beforeAll(async () => {
    server = await ScriptedServer.start();
    fal = falOn(server.origin, { transport });
  });
  beforeEach(() => void server.requests.splice(0));
  afterAll(async () => {
    await fal.close();
    await server.close();
  });

  async function submitTo(answer: ScriptedAnswer, options: SubmitOptions = {}) {
    // A second POST would be taken in: the tests below would see it.
    server.on(POST, answer, { body: { request_id: 'the-second-post' } });
    return await fal.submit(ENDPOINT, ARGS, options);
  }

  const urls = (app = 'fal-ai/kling-video') => ({
    status_url: `${server.origin}/${app}/requests/${ID}/status`,
    response_url: `${server.origin}/${app}/requests/${ID}`,
    cancel_url: `${server.origin}/${app}/requests/${ID}/cancel`,
  });

  it('posts the bare arguments once to the full id, with the key and the headers', async () => {
    await submitTo(
      { body: { request_id: ID } },
      { store_io: false, start_timeout_seconds: 60, priority: 'low' },
    );
    expect(server.requests).toHaveLength(1);
    const [seen] = server.requests;
    expect(seen).toMatchObject({ method: 'POST', url: `/${ENDPOINT}` });
    expect(JSON.parse(seen?.body ?? '')).toEqual(ARGS);
    expect(seen?.headers).toMatchObject({
      authorization: `Key ${TEST_KEY}`,
      'content-type': 'application/json',
      'x-fal-store-io': '0',
      'x-app-fal-disable-fallback': 'true',
      'x-fal-request-timeout': '60',
      'x-fal-queue-priority': 'low',
    });
  });

  it('is accepted with the URLs that fal returned, its status and its headers', async () => {
    const body = { request_id: ID, ...urls(ENDPOINT), queue_position: '3', status: 'IN_QUEUE' };
    const headers = { 'x-fal-request-id': ID, 'x-fal-served-from': 'here' };
    const outcome = await submitTo({ status: 201, headers, body });
    expect(outcome).toEqual({
      kind: 'accepted',
      handle: { endpoint_id: ENDPOINT, request_id: ID, ...urls(ENDPOINT) },
      queue_position: 3,
      answer: {
        http_status: 201,
        headers: {
          request_id: ID,
          served_from: 'here',
          billable_units: null,
          error_type: null,
          retryable: null,
        },
        body,
      },
    });
  });

  it('rebuilds the URLs from owner and app where fal returned none', async () => {
    const outcome = await submitTo({ body: { request_id: ID } });
    expect(outcome).toMatchObject({ kind: 'accepted', handle: urls(), queue_position: null });
    expect(outcome).not.toHaveProperty('note');
  });

  it.each([
    'https://queue.fal.run.evil.com/x',
    'http://127.0.0.1:1/x',
    'https://queue.fal.run/x',
    'javascript:alert(1)',
    'nonsense',
  ])('keeps the request but not the URLs when one of them is %s', async (evil) => {
    const outcome = await submitTo({ body: { request_id: ID, ...urls(), response_url: evil } });
    expect(outcome).toMatchObject({ kind: 'accepted', handle: { request_id: ID, ...urls() } });
    expect(outcome).toHaveProperty('note', expect.stringContaining('not its queue'));
  });

  it.each<[string, ScriptedAnswer]>([
    ['a web page', { body: '<html>Please sign in</html>', headers: { 'content-type': 'text/html' } }],
    ['half a JSON', { body: '{"request_id": "019', headers: { 'content-type': 'application/json' } }],
    ['nothing', {}],
    ['nothing, by 204', { status: 204 }],
    ['another JSON', { body: { ok: true } }],
    ['a list', { body: [] }],
    ['a request id that is a number', { body: { request_id: 7 } }],
    ['an empty request id', { body: { request_id: '' } }],
    ['a request id that would leave its path', { body: { request_id: '../../keys' } }],
    ['an unasked encoding', { body: { request_id: ID }, headers: { 'content-encoding': 'br' } }],
    ['a body that breaks off', { body: { request_id: ID }, destroy: 'mid-answer' }],
    ['a body without an end', { pieces: endless() }],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }],
    ['304', { status: 304 }],
    ['408', { status: 408, body: { detail: 'x' } }],
    ['409', { status: 409, body: { detail: 'x' } }],
    ['425', { status: 425 }],
    ['499', { status: 499, body: { detail: 'x', error_type: 'client_cancelled' } }],
    ['500', { status: 500, body: { detail: 'x' } }],
    ['502', { status: 502, body: '<html>nginx</html>' }],
    ['503', { status: 503 }],
    ['504', { status: 504, body: { detail: 'Gateway timeout' } }],
    ['504 for the own start timeout', { status: 504, headers: { 'x-fal-request-timeout-type': 'user' } }],
    ['a connection lost before the request was read', { destroy: 'before-reading' }],
    ['a connection lost after the request was read', { destroy: 'after-reading' }],
  ])('is unknown, and not sent again, after %s', async (_, answer) => {
    const outcome = await submitTo(answer);
    expect(outcome.kind).toBe('unknown');
    expect(outcome).toMatchObject({
      error: { fault: 'unknown-outcome', code: 'SUBMIT_UNKNOWN', retrySafe: false, temporary: false },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('is unknown, and not sent again, after no answer in time', async () => {
    const hasty = falOn(server.origin, { transport, timeouts: { submit: 200 } });
    server.on(POST, { afterMs: 2_000 }, { body: { request_id: 'the-second-post' } });
    const outcome = await hasty.submit(ENDPOINT, ARGS, {});
    expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'SUBMIT_UNKNOWN' }, answer: null });
    expect(server.requests).toHaveLength(1);
    await hasty.close();
  });

  it('keeps the evidence of an unknown end: status, headers, and the id that fal put there', async () => {
    const headers = { 'x-fal-request-id': 'seen-at-fal' };
    const outcome = await submitTo({ status: 504, headers, body: '<html>nginx</html>' });
    expect(outcome).toMatchObject({
      error: { status: 504, requestId: 'seen-at-fal' },
      answer: { http_status: 504, headers: { request_id: 'seen-at-fal' }, body: '<html>nginx</html>' },
    });
    expect(await submitTo({ destroy: 'after-reading' })).toMatchObject({ answer: null });
    expect(await submitTo({ headers, body: { request_id: ID }, destroy: 'mid-answer' })).toMatchObject({
      answer: { http_status: 200, headers: { request_id: 'seen-at-fal' }, body: null },
    });
  });

  it.each([
    [400, { detail: 'Bad' }, 'FAL_REFUSED'],
    [401, { detail: 'Invalid' }, 'BAD_KEY'],
    [402, {}, 'ACCOUNT_LOCKED'],
    [403, { detail: 'User is locked. Reason: Exhausted balance.' }, 'ACCOUNT_LOCKED'],
    [403, { detail: 'Missing permission' }, 'MISSING_PERMISSION'],
    [404, { detail: 'Application not found' }, 'NOT_FOUND'],
    [405, '', 'FAL_REFUSED'],
    [413, '<html>', 'FAL_REFUSED'],
    [422, { detail: [{ loc: ['body', 'prompt'], msg: 'Field required', type: 'missing' }] }, 'MODEL_REFUSED'],
    [422, { detail: [{ loc: ['body'], msg: 'No', type: 'content_policy_violation' }] }, 'CONTENT_POLICY'],
    [429, { detail: 'queue too long' }, 'RATE_LIMITED'],
  ])('is refused by %i %j', async (status, body, code) => {
    const outcome = await submitTo({ status, body });
    expect(outcome).toMatchObject({
      kind: 'refused',
      error: { code, status, retrySafe: true },
      answer: { http_status: status },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('is refused by the status alone when the reason breaks off', async () => {
    const outcome = await submitTo({ status: 422, body: { detail: 'long reason' }, destroy: 'mid-answer' });
    expect(outcome).toMatchObject({ kind: 'refused', error: { status: 422 }, answer: { body: null } });
  });

  it('is not sent, and safe to repeat, when no connection stood', async () => {
    const nowhere = falOn(await closedOrigin(), { transport });
    const outcome = await nowhere.submit(ENDPOINT, ARGS, {});
    expect(outcome).toMatchObject({
      kind: 'not-sent',
      error: { fault: 'network', code: 'NOT_SENT', retrySafe: true, temporary: true },
    });
    await nowhere.close();
  });

  it('throws before anything leaves: no key, no endpoint id, no JSON', async () => {
    const keyless = createFal({ key: null, hosts: hostsOn(server.origin), transport });
    await expect(keyless.submit(ENDPOINT, ARGS, {})).rejects.toMatchObject({
      fault: 'configuration',
      code: 'NO_KEY',
    });
    await expect(fal.submit('veo', ARGS, {})).rejects.toMatchObject({ code: 'BAD_ENDPOINT_ID' });
    await expect(fal.submit(ENDPOINT, { big: 1n }, {})).rejects.toMatchObject({
      fault: 'input',
      code: 'BAD_ARGUMENTS',
    });
    expect(server.requests).toEqual([]);
    await keyless.close();
  });

  it('goes on its own connection each time, so that no stale one can blur the outcome', async () => {
    await submitTo({ body: { request_id: ID } });
    await submitTo({ body: { request_id: ID } });
    const ports = server.requests.map(({ port }) => port);
    expect(new Set(ports).size).toBe(2);
  });
});

function* endless() {
  for (;;) yield ' '.repeat(65_536);
}
