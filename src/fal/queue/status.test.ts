import { describe, expect, it } from 'vitest';
import { hastyClock, TEST_KEY } from '../../../test/support/fal-on.ts';
import { scriptedFal } from '../../../test/support/scripted-fal.ts';
import { FAL_HOSTS } from '../hosts.ts';
import { handleFor } from './handle-for.ts';

const STATUS = 'GET /fal-ai/veo3/requests/r1/status';
const clock = hastyClock();
const { server, fal } = await scriptedFal({ clock });
const handle = fal.handleFor('fal-ai/veo3/fast/image-to-video', 'r1');

describe('a handle', () => {
  it('is built from owner and app', () => {
    expect(handleFor(FAL_HOSTS, 'workflows/octo/flow/sub', 'r1')).toEqual({
      endpoint_id: 'workflows/octo/flow/sub',
      request_id: 'r1',
      status_url: 'https://queue.fal.run/workflows/octo/flow/requests/r1/status',
      response_url: 'https://queue.fal.run/workflows/octo/flow/requests/r1',
      cancel_url: 'https://queue.fal.run/workflows/octo/flow/requests/r1/cancel',
    });
  });

  it.each(['', '.', '..', '../x', 'a/b', 'a b', 'a?b', 'x'.repeat(129)])(
    'is refused for the request id %j',
    (id) => {
      expect(() => fal.handleFor('fal-ai/veo3', id)).toThrow(
        expect.objectContaining({ code: 'BAD_REQUEST_ID' }),
      );
    },
  );
});

describe('the status', () => {
  it('is read from 202 and 200, with numbers as texts and without logs or metrics', async () => {
    server.on(STATUS, { status: 202, body: { status: 'IN_QUEUE', queue_position: '4', logs: null } });
    expect(await fal.status(handle)).toMatchObject({
      state: 'IN_QUEUE',
      queue_position: 4,
      logs: [],
      inference_seconds: null,
      error: null,
      error_type: null,
      answer: { http_status: 202, body: { status: 'IN_QUEUE' } },
    });
    server.on(STATUS, { body: { status: 'COMPLETED', metrics: { inference_time: null } } });
    expect(await fal.status(handle)).toMatchObject({ state: 'COMPLETED', inference_seconds: null });
  });

  it('carries logs, the time of the work, and the error of a job that failed', async () => {
    const log = { message: 'step 1', timestamp: '2026-11-20T12:00:00Z', level: 'INFO', source: 'USER' };
    server.on(STATUS, {
      body: {
        status: 'COMPLETED',
        logs: [log, { message: 'bare' }],
        metrics: { inference_time: 12.5 },
        error: 'Bad input',
        error_type: 'bad_request',
      },
    });
    expect(await fal.status(handle, { logs: true })).toMatchObject({
      logs: [
        { message: 'step 1', timestamp: '2026-11-20T12:00:00Z', level: 'INFO' },
        { message: 'bare', timestamp: null, level: null },
      ],
      inference_seconds: 12.5,
      error: 'Bad input',
      error_type: 'bad_request',
    });
    expect(server.requests.at(-1)).toMatchObject({
      url: '/fal-ai/veo3/requests/r1/status?logs=1',
      headers: { authorization: `Key ${TEST_KEY}` },
    });
  });

  it('is asked again after what may pass, with growing pauses', async () => {
    clock.slept.length = 0;
    server.on(
      STATUS,
      { destroy: 'after-reading' },
      { status: 503 },
      { status: 429, headers: { 'retry-after': '3' } },
      { body: '<html>' },
      { body: { status: 'IN_PROGRESS' } },
    );
    expect(await fal.status(handle)).toMatchObject({ state: 'IN_PROGRESS' });
    expect(clock.slept).toEqual([500, 1000, 3000, 4000]);
  });

  it('waits until the time that fal names by the clock of fal, whatever ours says', async () => {
    clock.slept.length = 0;
    const date = 'Fri, 20 Nov 2026 12:40:00 GMT';
    const busy = { status: 429, headers: { date, 'retry-after': 'Fri, 20 Nov 2026 12:40:04 GMT' } };
    server.on(STATUS, busy, { headers: { date }, body: { status: 'IN_PROGRESS' } });
    await fal.status(handle);
    expect(clock.slept).toEqual([3500]);
  });

  it.each([
    [
      { status: 401, body: { detail: 'no' } },
      { fault: 'account', code: 'BAD_KEY', temporary: false },
    ],
    [
      { status: 404, body: { status: 'NOT_FOUND' } },
      { code: 'REQUEST_NOT_FOUND', requestId: 'r1' },
    ],
    [
      { status: 405, body: { detail: 'Method Not Allowed' } },
      { code: 'FAL_REFUSED', temporary: false },
    ],
    [{ status: 302, headers: { location: '/x' } }, { code: 'UNEXPECTED_REDIRECT' }],
    [{ status: 504 }, { fault: 'service', code: 'FAL_FAILED', temporary: true }],
    [{ body: '{"status": "IN_' }, { fault: 'service', code: 'BAD_ANSWER', temporary: true }],
    [{ destroy: 'after-reading' as const }, { fault: 'network', code: 'CONNECTION_LOST', temporary: true }],
    [{ body: { status: 'PAUSED' } }, { code: 'UNKNOWN_STATUS', temporary: true }],
    [{ body: {} }, { code: 'UNKNOWN_STATUS', temporary: true }],
  ])('is an error of its own for %j', async (answer, error) => {
    server.on(STATUS, answer);
    await expect(fal.status(handle)).rejects.toMatchObject({ ...error, retrySafe: true });
  });

  it('names the word that fal does not have', async () => {
    server.on(STATUS, { body: { status: 'PAUSED' } });
    await expect(fal.status(handle)).rejects.toThrow('"PAUSED"');
  });

  it('is never asked elsewhere: the key would go along', async () => {
    const elsewhere = { ...handle, status_url: 'https://queue.fal.run/fal-ai/veo3/requests/r1/status' };
    await expect(fal.status(elsewhere)).rejects.toMatchObject({ fault: 'configuration', code: 'WRONG_HOST' });
  });
});
