import { describe, expect, it } from 'vitest';
import { falOn, hastyClock } from '../../../test/support/fal-on.ts';
import { scriptedFal } from '../../../test/support/scripted-fal.ts';
import { type ScriptedAnswer } from '../../../test/support/scripted-server.ts';

const RESULT = 'GET /fal-ai/veo3/requests/r1';
const STATUS = `${RESULT}/status`;
const clock = hastyClock();
const { server, fal } = await scriptedFal({ clock });
const handle = fal.handleFor('fal-ai/veo3', 'r1');

async function resultOf(...answers: ScriptedAnswer[]) {
  server.requests.length = 0;
  clock.slept.length = 0;
  server.on(RESULT, ...answers).on(STATUS, { body: { status: 'COMPLETED' } });
  return await fal.result(handle);
}

const GATEWAY: ScriptedAnswer = { status: 504, body: '<html>Gateway Time-out</html>' };
const VIDEO = { video: { url: 'https://v3.fal.media/files/x.mp4', file_name: null } };
const problem = (type: string) => ({ detail: [{ loc: ['body', 'image_url'], msg: 'Too small', type }] });

describe('a result', () => {
  it('is the body as fal sent it, with the headers that bill it', async () => {
    const headers = {
      'x-fal-billable-units': '3.008',
      'x-fal-request-id': 'r1',
      'x-fal-served-from': 'node-7',
    };
    expect(await resultOf({ headers, body: VIDEO })).toEqual({
      kind: 'ok',
      answer: {
        http_status: 200,
        headers: {
          billable_units: '3.008',
          request_id: 'r1',
          served_from: 'node-7',
          error_type: null,
          retryable: null,
        },
        body: VIDEO,
      },
    });
  });

  it.each([
    [{ status: 400, body: { detail: 'Request is still in progress' } }],
    [{ status: 202, body: { status: 'IN_PROGRESS' } }],
  ])('is pending before its time: %j', async (answer) => {
    expect(await resultOf(answer)).toMatchObject({ kind: 'pending', answer: { http_status: answer.status } });
  });

  it.each([404, 410])('is expired by %i, which warns that a new job costs again', async (status) => {
    expect(await resultOf({ status, body: { detail: 'Not found' } })).toMatchObject({
      kind: 'expired',
      error: { code: 'RESULT_EXPIRED', retrySafe: false, requestId: 'r1' },
    });
  });

  it.each([
    [{ status: 422, body: problem('image_too_small') }, 'MODEL_REFUSED'],
    [{ status: 422, body: { detail: 'The model refused' } }, 'MODEL_REFUSED'],
    [{ status: 422, body: problem('content_policy_violation') }, 'CONTENT_POLICY'],
    [{ status: 400, body: problem('downstream_service_error') }, 'MODEL_FAILED'],
    [{ status: 400, body: { detail: 'Bad request' } }, 'FAL_REFUSED'],
    [{ status: 404, body: problem('file_download_error') }, 'MODEL_REFUSED'],
    [{ status: 499, body: { detail: 'x', error_type: 'client_cancelled' } }, 'REQUEST_CANCELLED'],
    [{ status: 500, body: problem('internal_server_error') }, 'MODEL_FAILED'],
    [{ status: 504, body: problem('generation_timeout') }, 'MODEL_FAILED'],
  ])("is failed by the model's own word, read once: %j", async (answer, code) => {
    const outcome = await resultOf(answer);
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code },
      answer: { http_status: answer.status },
    });
    expect(server.seen(RESULT)).toHaveLength(1);
  });

  it('says of a failure whether fal thinks that another try may help', async () => {
    const failed = { status: 500, body: problem('internal_server_error') };
    expect(await resultOf({ ...failed, headers: { 'x-fal-retryable': 'true' } })).toHaveProperty(
      'error.temporary',
      true,
    );
    expect(await resultOf({ ...failed, headers: { 'x-fal-needs-retry': '0' } })).toHaveProperty(
      'error.temporary',
      false,
    );
  });

  it.each<[string, ScriptedAnswer]>([
    ['a gateway', GATEWAY],
    ['a 502', { status: 502 }],
    ['a 503', { status: 503, body: '' }],
    ['a 500 without a reason', { status: 500 }],
    [
      'a 504 with a reason of fal',
      { status: 504, body: { detail: 'Gateway timeout', error_type: 'request_timeout' } },
    ],
    ['a 429', { status: 429, body: { detail: 'slow' } }],
    ['half a JSON', { body: '{"video": {"url"' }],
    ['a login page', { body: '<html>' }],
    ['a lost connection', { destroy: 'after-reading' }],
  ])('is read again after %s', async (_, answer) => {
    expect(await resultOf(answer, answer, { body: VIDEO })).toMatchObject({
      kind: 'ok',
      answer: { body: VIDEO },
    });
    expect(server.seen(RESULT)).toHaveLength(3);
  });

  it.each<[ScriptedAnswer, string]>([
    [GATEWAY, 'FAL_FAILED'],
    [{ status: 500, body: { detail: 'Internal server error' } }, 'FAL_FAILED'],
    [{ body: '{"video"' }, 'BAD_ANSWER'],
    [{ destroy: 'mid-answer', body: VIDEO }, 'CONNECTION_LOST'],
  ])('that stays %j is thrown as passing, never as failed', async (answer, code) => {
    await expect(resultOf(answer)).rejects.toMatchObject({ code, temporary: true, retrySafe: true });
    expect(server.seen(RESULT).length).toBeGreaterThanOrEqual(5);
  });

  it('is failed by a 5xx that the status confirms', async () => {
    const error_type = 'runner_server_error';
    server.on(RESULT, { status: 500, body: { detail: 'The runner failed', error_type } });
    server.on(STATUS, { body: { status: 'COMPLETED', error: 'The runner failed', error_type } });
    expect(await fal.result(handle)).toMatchObject({
      kind: 'failed',
      error: { fault: 'service', status: 500 },
    });
    // Another error than the one that the job ended with is a hiccup of the reading.
    server.on(STATUS, { body: { status: 'COMPLETED', error: 'Refused', error_type: 'bad_request' } });
    await expect(fal.result(handle)).rejects.toMatchObject({ code: 'FAL_FAILED', temporary: true });
    server.on(STATUS, { status: 504 });
    await expect(fal.result(handle)).rejects.toMatchObject({ code: 'FAL_FAILED', temporary: true });
  });

  it.each([
    [{ status: 401, body: { detail: 'no' } }, 'BAD_KEY'],
    [{ status: 403, body: { detail: 'User is locked. Reason: Exhausted balance.' } }, 'ACCOUNT_LOCKED'],
    [{ status: 405, body: { detail: 'Method Not Allowed' } }, 'FAL_REFUSED'],
    [{ status: 431, body: '<html>' }, 'FAL_REFUSED'],
    [{ status: 307, headers: { location: 'https://evil.example/' } }, 'UNEXPECTED_REDIRECT'],
  ])('that cannot be read for another reason is thrown: %j', async (answer, code) => {
    await expect(resultOf(answer)).rejects.toMatchObject({ code });
  });

  it('is waited for no longer than the caller wants', async () => {
    const reason = new Error('enough waited');
    server.on(RESULT, { afterMs: 2_000 });
    const abort = new AbortController();
    setTimeout(() => abort.abort(reason), 50);
    await expect(fal.result(handle, { signal: abort.signal })).rejects.toBe(reason);
  });

  it('of ten gigabytes is cut, once', async () => {
    server.requests.length = 0;
    const endless = { headers: { 'content-type': 'application/json' }, pieces: blanks() };
    const small = falOn(server.origin, { limits: { answer: 100_000 } });
    server.on(RESULT, endless);
    await expect(small.result(handle)).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' });
    expect(server.seen(RESULT)).toHaveLength(1);
    await small.close();
  });
});

function* blanks() {
  for (let sent = 0; sent < 160_000; sent++) yield ' '.repeat(65_536);
}
