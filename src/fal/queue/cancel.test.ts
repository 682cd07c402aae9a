import { describe, expect, it } from 'vitest';
import { scriptedFal } from '../../../test/support/scripted-fal.ts';

const CANCEL = 'PUT /fal-ai/veo3/requests/r1/cancel';
const { server, fal } = await scriptedFal();
const handle = fal.handleFor('fal-ai/veo3', 'r1');

describe('a cancel', () => {
  it.each([
    [200, { status: 'OK' }, 'removed'],
    [202, { status: 'CANCELLATION_REQUESTED' }, 'requested'],
    [200, { status: 'CANCELLATION_REQUESTED' }, 'requested'],
    [400, { status: 'ALREADY_COMPLETED' }, 'already-completed'],
    [404, { status: 'NOT_FOUND' }, 'not-found'],
    [200, { success: true }, 'requested'],
    [202, '', 'requested'],
    [404, { detail: 'Not found' }, 'not-found'],
  ])('answered with %i %j means %s', async (status, body, meaning) => {
    server.on(CANCEL, { status, body });
    expect(await fal.cancel(handle)).toMatchObject({ answer: meaning, raw: { http_status: status } });
  });

  it('may be asked again after what passes: it costs nothing', async () => {
    server.requests.length = 0;
    server.on(CANCEL, { destroy: 'after-reading' }, { status: 503 }, { body: { status: 'OK' } });
    expect(await fal.cancel(handle)).toMatchObject({ answer: 'removed' });
    expect(server.seen(CANCEL)).toHaveLength(3);
  });

  it.each([
    [{ status: 401, body: { detail: 'no' } }, 'BAD_KEY'],
    [{ status: 500 }, 'FAL_FAILED'],
    [{ status: 405, body: { detail: 'Method Not Allowed' } }, 'FAL_REFUSED'],
    [{ status: 200, body: { success: false } }, 'BAD_ANSWER'],
    [{ status: 200, body: '<html>' }, 'BAD_ANSWER'],
    [{ status: 200, body: { status: 'toString' } }, 'BAD_ANSWER'],
  ])('that is not understood is an error, never a success: %j', async (answer, code) => {
    server.on(CANCEL, answer);
    await expect(fal.cancel(handle)).rejects.toMatchObject({ code });
  });
});
