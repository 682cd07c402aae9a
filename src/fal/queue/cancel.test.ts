import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { falOn } from '../../../test/support/fal-on.ts';
import { ScriptedServer } from '../../../test/support/scripted-server.ts';
import type { Fal, QueueHandle } from '../types.ts';

const CANCEL = 'PUT /fal-ai/veo3/requests/r1/cancel';
let server: ScriptedServer;
let fal: Fal;
let handle: QueueHandle;

beforeAll(async () => {
  server = await ScriptedServer.start();
  fal = falOn(server.origin);
  handle = fal.handleFor('fal-ai/veo3', 'r1');
});
afterAll(async () => {
  await fal.close();
  await server.close();
});

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
