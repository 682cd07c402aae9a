import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_KEY } from '../../../test/support/fal-on.ts';
import { ScriptedServer } from '../../../test/support/scripted-server.ts';
import { noProxies } from '../http/proxies.ts';
import { falClientTransport, onePostGate } from './fal-client-transport.ts';
import type { SubmitPost } from '../wire.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await ScriptedServer.start();
  server.on('POST /fal-ai/veo3', { body: { request_id: 'r1' } });
});
afterAll(() => server.close());

const post = (): SubmitPost => ({
  endpointId: 'fal-ai/veo3',
  url: `${server.origin}/fal-ai/veo3`,
  headers: {},
  args: {},
  key: TEST_KEY,
  timeoutMs: 5_000,
  connectMs: 5_000,
  proxyFor: noProxies,
  maxBytes: 1_000,
});

describe('the gate before @fal-ai/client', () => {
  it('lets one POST through to where the wire points, and stops the second in a way that is not retried', async () => {
    const gate = onePostGate(post());
    const request = { method: 'POST', body: '{}' };
    const response = await gate.fetch('https://queue.fal.run/fal-ai/veo3', request);
    expect(await response.json()).toEqual({ request_id: 'r1' });
    await expect(gate.fetch('https://queue.fal.run/fal-ai/veo3', request)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(server.seen('POST /fal-ai/veo3')).toHaveLength(1);
    expect(gate.outcome()).toMatchObject({ kind: 'answer', status: 200 });
  });

  it.each([
    ['https://queue.fal.run/fal-ai/veo3/more', 'POST', '{}'],
    ['https://queue.fal.run/storage/upload/initiate', 'POST', '{}'],
    ['https://queue.fal.run/fal-ai/veo3', 'GET', undefined],
    ['https://queue.fal.run/fal-ai/veo3', 'POST', undefined],
  ])('stops anything but the submit: %s %s %s', async (url, method, body) => {
    const gate = onePostGate(post());
    const stopped = gate.fetch(url, body === undefined ? { method } : { method, body });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(gate.outcome()).toBeNull();
  });
});

describe('a submit through @fal-ai/client', () => {
  it('says what to install where the client is missing', async () => {
    const transport = falClientTransport(() => Promise.reject(new Error('Cannot find package')));
    await expect(transport(post())).rejects.toMatchObject({
      fault: 'configuration',
      code: 'FAL_CLIENT_MISSING',
    });
  });

  it('is not sent when the client gives up before its POST', async () => {
    const transport = falClientTransport(() =>
      Promise.resolve({
        createFalClient: () => ({ queue: { submit: () => Promise.reject(new Error('bad app id')) } }),
      }),
    );
    expect(await transport(post())).toMatchObject({ kind: 'failure', maybeSent: false });
  });
});
