import { describe, expect, it, vi } from 'vitest';
import { FAKE_MP4, heldRenderer } from '../../../test/support/fake-renderer.ts';
import {
  askResult,
  askStatus,
  HAILUO,
  type OpenSimulator,
  openSimulator,
  submit,
  untilCompleted,
  untilState,
} from '../../../test/support/open-simulator.ts';
import type { FaultRule } from './fault-plan.ts';

/** A submit that carries its faults in the header. */
const submitWith = (fal: OpenSimulator, ...rules: Partial<FaultRule>[]) =>
  submit(fal, {}, `/${HAILUO}`, { 'x-simulate': JSON.stringify(rules) });

/** A job that has ended, with faults for what is asked about it later. */
async function ended(fal: OpenSimulator, ...rules: FaultRule[]) {
  const { json } = await submitWith(fal, ...rules);
  await untilCompleted(fal, json);
  return json;
}

const stream = (fal: OpenSimulator, handle: Record<string, unknown>) =>
  fal.call('GET', `${String(handle['status_url'])}/stream`);

async function download(rule: Partial<FaultRule>) {
  const fal = await openSimulator();
  const url = await fal.upload(FAKE_MP4, 'clip.mp4', 'video/mp4');
  return fal.call('GET', url, { key: null, headers: { 'x-simulate': JSON.stringify(rule) } });
}

const accepted = (fal: OpenSimulator) => fal.books.accepted().length;
const broken: object = { code: expect.stringMatching(/UND_ERR_SOCKET|ECONNRESET/) };

describe('a submit that is not accepted', () => {
  it.each([
    ['401', 401, { detail: expect.stringContaining('Authentication') }],
    ['403-locked', 403, { detail: expect.stringContaining('User is locked') }],
    ['404', 404, { detail: expect.any(String) }],
    ['422-list', 422, { detail: [expect.objectContaining({ type: 'content_policy_violation' })] }],
    ['422-string', 422, { detail: expect.any(String) }],
    ['429', 429, { error_type: 'concurrent_requests_limit' }],
    ['500', 500, { detail: 'Internal server error' }],
    ['502', 502, {}],
    ['504', 504, {}],
    ['redirect-away', 302, {}],
  ] as const)('%s', async (kind, code, body) => {
    const fal = await openSimulator();
    const answer = await submitWith(fal, { kind });
    expect(answer.status).toBe(code);
    expect(answer.json).toMatchObject(body);
    expect(answer.headers['x-fal-request-id']).toBeUndefined();
    expect(accepted(fal)).toBe(0);
    expect(fal.books.strikes).toMatchObject([{ call: 'submit', kind, request_id: null }]);
  });

  it('drop-before', async () => {
    const fal = await openSimulator();
    await expect(submitWith(fal, { kind: 'drop-before' })).rejects.toMatchObject(broken);
    expect(accepted(fal)).toBe(0);
  });
});

describe('a submit that is accepted, and answered badly', () => {
  it.each([
    ['500-after-accept', 500, '"detail"'],
    ['504-after-accept', 504, '"error_type":"request_timeout"'],
    ['html', 200, '<html>'],
    ['half-json', 200, '{"status":"IN_QUEUE"'],
    ['empty', 200, ''],
    ['lying-type', 200, '<html>'],
  ] as const)('%s', async (kind, code, text) => {
    const fal = await openSimulator();
    const answer = await submitWith(fal, { kind });
    expect([answer.status, answer.json['request_id']]).toEqual([code, undefined]);
    expect(answer.text).toContain(text);
    const [entry] = fal.books.accepted();
    expect(fal.books.strikes).toMatchObject([{ call: 'submit', kind, request_id: entry?.request_id }]);
  });

  it.each(['drop-after', 'lying-length'] as const)('%s', async (kind) => {
    const fal = await openSimulator();
    await expect(submitWith(fal, { kind })).rejects.toMatchObject(broken);
    expect(accepted(fal)).toBe(1);
  });

  it('other-host: the URLs of the answer lead to a stranger', async () => {
    const fal = await openSimulator();
    const { json } = await submitWith(fal, { kind: 'other-host', to: 'http://127.0.0.1:1' });
    expect(json['request_id']).toBe(fal.books.accepted()[0]?.request_id);
    expect(json['status_url']).toMatch(/^http:\/\/127\.0\.0\.1:1\/fal-ai\/minimax\/requests\/.*\/status$/);
    const far = await submitWith(fal, { kind: 'other-host' });
    expect(far.json['cancel_url']).toMatch(/^https:\/\/queue\.fal\.run\.example\//);
  });

  it('slow: a client that has gone was accepted all the same', async () => {
    const fal = await openSimulator();
    const image_url = await fal.upload();
    const client = new AbortController();
    const slow = fetch(`${fal.url}/${HAILUO}`, {
      method: 'POST',
      headers: { authorization: 'Key test:secret', 'x-simulate': '{"kind":"slow","ms":60000}' },
      body: JSON.stringify({ prompt: 'x', image_url }),
      signal: client.signal,
    });
    await vi.waitUntil(() => accepted(fal) === 1);
    client.abort();
    await expect(slow).rejects.toThrow('aborted');
    expect(accepted(fal)).toBe(1);
  });
});

describe('status and result', () => {
  it('back-to-queue: a running job waits again, then runs to its end', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ renderer });
    const { json } = await submitWith(fal, { call: 'status', kind: 'back-to-queue', times: 1 });
    await untilState(fal, json, 'IN_QUEUE');
    await untilState(fal, json, 'IN_PROGRESS');
    renderer.release();
    await untilCompleted(fal, json);
    expect(fal.books.strikes).toHaveLength(1);
    expect(fal.books.totalMicros()).toBe(270_000);
  });

  it('unknown-status-word', async () => {
    const fal = await openSimulator();
    const { json } = await submitWith(fal, { call: 'status', kind: 'unknown-status-word', times: 1 });
    expect((await askStatus(fal, json)).json['status']).toBe('PAUSED');
    expect((await askStatus(fal, json)).json['status']).not.toBe('PAUSED');
  });

  it('completed-with-error: status, result and books tell one story', async () => {
    const fal = await openSimulator();
    const handle = await ended(fal, { call: 'result', kind: 'completed-with-error' });
    expect((await askStatus(fal, handle)).json).toMatchObject({ error_type: 'runner_server_error' });
    const result = await askResult(fal, handle);
    expect([result.status, result.headers['x-fal-error-type']]).toEqual([500, 'runner_server_error']);
    expect(fal.books.accepted()).toMatchObject([{ http_status: 500, micros: 0 }]);
  });

  it.each([
    [false, 0],
    [true, 270_000],
  ])('422 on the result is for good, and billed only where asked: %s', async (billed, micros) => {
    const fal = await openSimulator();
    const handle = await ended(fal, { call: 'result', kind: '422-list', billed });
    for (const _ of [1, 2]) expect((await askResult(fal, handle)).status).toBe(422);
    expect(fal.books.accepted()).toMatchObject([{ http_status: 422, micros }]);
  });

  it.each([
    ['reference', {}],
    ['guide', { error: 'Unexpected status code: 422', error_type: 'content_policy_violation' }],
  ] as const)(
    'a refusal of content comes after the work, with units of 0, and in the status as %s says it',
    async (dialect, told) => {
      const fal = await openSimulator({ dialect, pace: { queueMs: 0, workMs: 60 } });
      const handle = await ended(fal, { call: 'result', kind: '422-list' });
      const { json } = await askStatus(fal, handle);
      const { error, error_type } = json;
      expect(error === undefined ? {} : { error, error_type }).toEqual(told);
      const [entry] = fal.books.accepted();
      const history = await fal.call('GET', `/v1/models/requests/by-endpoint?endpoint_id=${HAILUO}`);
      const [row] = history.json['items'] as { duration: number; status_code: number }[];
      expect(row?.duration).toBeGreaterThan(0.05);
      expect([row?.status_code, entry?.billable_units]).toEqual([422, 0]);
      const result = await askResult(fal, handle);
      expect([result.status, result.headers['x-fal-billable-units']]).toEqual([422, '0']);
      expect(result.json['detail']).toMatchObject([{ type: 'content_policy_violation' }]);
    },
  );

  it('422-string says nothing of units', async () => {
    const fal = await openSimulator();
    const result = await askResult(fal, await ended(fal, { call: 'result', kind: '422-string' }));
    expect(result.json).toEqual({ detail: 'Invalid request parameters' });
    expect(result.headers['x-fal-billable-units']).toBeUndefined();
  });

  it('a 500 of the model may say that it can be tried again, and is not billed', async () => {
    const fal = await openSimulator();
    const handle = await ended(fal, { call: 'result', kind: 'retryable-500' });
    expect((await askStatus(fal, handle)).json['error']).toBeUndefined();
    const { status, headers, json } = await askResult(fal, handle);
    expect([status, headers['x-fal-retryable'], headers['x-fal-billable-units']]).toEqual([500, 'true', '0']);
    expect(json['detail']).toMatchObject([{ type: 'internal_server_error' }]);
  });

  it('an account is locked while a job is polled, for the reason that is given, and the job goes on', async () => {
    const fal = await openSimulator();
    const text = 'User is locked. Reason: TOP_UP.';
    const { json } = await submitWith(fal, { call: 'status', kind: '403-locked', text, times: 2 });
    for (const _ of [1, 2])
      expect(await askStatus(fal, json)).toMatchObject({ status: 403, json: { detail: text } });
    await untilCompleted(fal, json);
    expect((await askResult(fal, json)).status).toBe(200);
  });

  it('queue-silence: a queued job has no position, and waits longer', async () => {
    const fal = await openSimulator({ pace: { queueMs: 1000, workMs: 0 } });
    const { json } = await submitWith(fal, { call: 'status', kind: 'queue-silence', ms: 60 });
    const first = await askStatus(fal, json);
    expect(first.json).toMatchObject({ status: 'IN_QUEUE', request_id: json['request_id'] });
    expect(first.json).not.toHaveProperty('queue_position');
    await untilCompleted(fal, json);
    expect(fal.books.accepted()).toMatchObject([{ http_status: 200 }]);
  });

  it('504 on the result passes: the next read has it', async () => {
    const fal = await openSimulator();
    const handle = await ended(fal, { call: 'result', kind: '504', times: 1 });
    expect((await askResult(fal, handle)).status).toBe(504);
    expect((await askResult(fal, handle)).status).toBe(200);
  });

  it('missing-headers', async () => {
    const fal = await openSimulator();
    const { headers, json } = await askResult(
      fal,
      await ended(fal, { call: 'result', kind: 'missing-headers' }),
    );
    expect(headers['x-fal-billable-units']).toBeUndefined();
    expect(headers['x-fal-request-id']).toBeUndefined();
    expect(json).toHaveProperty('video');
  });

  it.each([
    ['reference', 404],
    ['guide', 410],
  ] as const)('expired-result stays expired (%s: %i)', async (dialect, code) => {
    const fal = await openSimulator({ dialect });
    const handle = await ended(fal, { call: 'result', kind: 'expired-result', times: 1 });
    for (const _ of [1, 2]) expect((await askResult(fal, handle)).status).toBe(code);
    expect((await askStatus(fal, handle)).json['status']).toBe('COMPLETED');
  });
});

describe('the stream', () => {
  it('malformed-sse: rubbish first, the truth after it', async () => {
    const fal = await openSimulator();
    const handle = await ended(fal, { call: 'stream', kind: 'malformed-sse' });
    const { text } = await stream(fal, handle);
    expect(text).toMatch(/^data: \{"status":"IN_PROG\n\n.*"status":"COMPLETED"/s);
  });

  it('stream-cut: one event, then the socket is gone', async () => {
    const fal = await openSimulator();
    const handle = await ended(fal, { call: 'stream', kind: 'stream-cut' });
    await expect(stream(fal, handle)).rejects.toMatchObject(broken);
  });

  it('stream-silent: its head, and no word', async () => {
    const fal = await openSimulator();
    const handle = await ended(fal, { call: 'stream', kind: 'stream-silent' });
    const response = await fetch(`${String(handle['status_url'])}/stream`, {
      headers: { authorization: 'Key test:secret' },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reading = response.body?.getReader();
    const nothing = new Promise((resolve) => setTimeout(resolve, 50, 'nothing'));
    expect(await Promise.race([reading?.read(), nothing])).toBe('nothing');
    await reading?.cancel();
  });

  it('stream-buffered: nothing before the end, then all of it', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ renderer });
    const { json } = await submitWith(fal, { call: 'stream', kind: 'stream-buffered' });
    const streamed = stream(fal, json);
    await untilState(fal, json, 'IN_PROGRESS');
    renderer.release();
    expect((await streamed).text).toMatch(/"status":"IN_(QUEUE|PROGRESS)".*"status":"COMPLETED"/s);
  });

  it('unknown-status-word comes as the first event', async () => {
    const fal = await openSimulator();
    const handle = await ended(fal, { call: 'stream', kind: 'unknown-status-word' });
    expect((await stream(fal, handle)).text).toMatch(/^data: \{"status":"PAUSED"\}/);
  });
});

describe('media', () => {
  it('lying-type: a web page says that it is a video', async () => {
    const { headers, text } = await download({ kind: 'lying-type' });
    expect(headers['content-type']).toBe('video/mp4');
    expect(text).toContain('<html>');
  });

  it('half-json: half of the file, properly ended', async () => {
    const { bytes, headers } = await download({ kind: 'half-json' });
    expect(bytes.length).toBeLessThan(FAKE_MP4.length);
    expect(headers['content-length']).toBe(String(bytes.length));
    expect(FAKE_MP4.subarray(0, bytes.length)).toEqual(bytes);
  });

  it('lying-length and drop-after break off', async () => {
    await expect(download({ kind: 'lying-length' })).rejects.toMatchObject(broken);
    await expect(download({ kind: 'drop-after' })).rejects.toMatchObject(broken);
  });

  it('redirect-away leads to a stranger', async () => {
    const { status, headers } = await download({ kind: 'redirect-away', to: 'http://127.0.0.1:1' });
    expect([status, headers['location']]).toEqual([302, 'http://127.0.0.1:1/files/clip.mp4']);
  });

  it('trickle sends one byte at a time, and all of them to who stays', async () => {
    const { bytes, headers } = await download({ kind: 'trickle', ms: 0 });
    expect(bytes).toEqual(FAKE_MP4);
    expect(headers['content-length']).toBe(String(FAKE_MP4.length));
    const fal = await openSimulator();
    const response = await fetch(await fal.upload(FAKE_MP4, 'clip.mp4', 'video/mp4'), {
      headers: { 'x-simulate': '{"kind":"trickle","ms":600000}' },
    });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(1);
    await reader?.cancel();
  });

  it('endless-body goes on until the client leaves', async () => {
    const fal = await openSimulator();
    const response = await fetch(await fal.upload(), {
      headers: { 'x-simulate': '{"kind":"endless-body"}' },
    });
    const reader = response.body?.getReader();
    let bytes = 0;
    while (bytes < 1_000_000) bytes += (await reader?.read())?.value?.length ?? Infinity;
    await reader?.cancel();
    expect(bytes).toBeLessThan(2_000_000);
    expect(response.headers.get('content-length')).toBeNull();
  });
});

describe('storage and the platform', () => {
  it('misbehave too', async () => {
    const rules: FaultRule[] = [
      { call: 'initiate', kind: '500', times: 1 },
      { call: 'put', kind: '502', times: 1 },
      { call: 'history', kind: '401', times: 1 },
      { call: 'pricing', kind: '500', times: 1 },
      { call: 'cancel', kind: '504', times: 1 },
    ];
    const fal = await openSimulator({ faults: { rules } });
    const body = { file_name: 'a.png', content_type: 'image/png' };
    const initiate = () => fal.call('POST', '/storage/upload/initiate', { body });
    expect((await initiate()).status).toBe(500);
    const upload = String((await initiate()).json['upload_url']);
    const put = () => fal.call('PUT', upload, { key: null, body: Buffer.alloc(300_000) });
    expect((await put()).status).toBe(502);
    expect((await put()).status).toBe(200);
    const platform = (path: string) => fal.call('GET', `/v1/models/${path}?endpoint_id=${HAILUO}`);
    expect(await platform('requests/by-endpoint')).toMatchObject({
      status: 401,
      json: { error: { type: 'authorization_error' } },
    });
    expect(await platform('pricing')).toMatchObject({
      status: 500,
      json: { error: { type: 'server_error' } },
    });
    const { json } = await submit(fal);
    expect((await fal.call('PUT', String(json['cancel_url']))).status).toBe(504);
  });

  it('take a new plan while they run, and refuse what is none', async () => {
    const fal = await openSimulator();
    const rules = [{ call: 'submit', kind: '429', match: 'a walk' }];
    const changed = await fal.call('POST', '/simulator/faults', { key: null, body: { rules } });
    expect([changed.status, changed.json]).toEqual([200, { rules }]);
    expect((await submit(fal)).status).toBe(429);
    expect((await submit(fal, { prompt: 'a run' })).status).toBe(200);
    fal.setFaults({ rules: [] });
    expect((await submit(fal)).status).toBe(200);
    const wrong = await fal.call('POST', '/simulator/faults', { key: null, body: { rules: [{}] } });
    expect(wrong.status).toBe(400);
    const header = await submit(fal, {}, `/${HAILUO}`, { 'x-simulate': '{"kind":"explode"}' });
    expect(header.status).toBe(400);
  });
});

describe('a fault among the words of a prompt', () => {
  const says = (kind: string) => ({ prompt: `she walks x-simulate:${kind}, slowly` });

  it.each([
    ['422-list', 422],
    ['422-string', 422],
    ['completed-with-error', 500],
    ['bare-500', 500],
    ['expired-result', 404],
  ])('%s befalls the job that names it, and no other', async (kind, status) => {
    const fal = await openSimulator();
    const [{ json: named }, { json: other }] = [await submit(fal, says(kind)), await submit(fal)];
    await Promise.all([untilCompleted(fal, named), untilCompleted(fal, other)]);
    expect((await askResult(fal, named)).status).toBe(status);
    expect((await askResult(fal, other)).status).toBe(200);
  });

  it('of an unknown kind is refused with those that are known, and no job is begun', async () => {
    const fal = await openSimulator();
    const { status, json } = await submit(fal, says('explode'));
    expect([status, json['detail']]).toEqual([400, expect.stringContaining('422-list')]);
    expect(accepted(fal)).toBe(0);
  });

  it('befalls a job that the next simulator of the folder carries out', async () => {
    const first = await openSimulator({ remembers: true, pace: { queueMs: 0, workMs: 60_000 } });
    const { json } = await submit(first, says('422-list'));
    await first.close();
    const second = await openSimulator({ remembers: true, folder: first.folder });
    const moved = (name: string) => new URL(String(json[name])).pathname;
    const now = { ...json, status_url: moved('status_url'), response_url: moved('response_url') };
    await untilCompleted(second, now);
    expect((await askResult(second, now)).status).toBe(422);
  });
});
