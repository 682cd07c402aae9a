import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpServer, startHttp } from './support/http-servers.ts';
import { askModern, headersWith, send } from './support/raw-http.ts';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';

const TOKEN = 'a-token-of-the-users-own-0123456789';
const TASK = { model: 'hailuo-02-standard-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 6 };

let sandbox: Sandbox;
let server: HttpServer;
beforeAll(async () => {
  sandbox = await makeSandbox();
  server = await startHttp(sandbox, TOKEN);
});
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  await sandbox.close();
});

const post = async (body: unknown, headers: Record<string, string> = {}, url = server.url) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return await send(url, { ...headersWith(TOKEN), ...headers }, text);
};
const message = (method: string, params: object = {}, id = 1) => ({ jsonrpc: '2.0', id, method, params });
const callOf = (args: object) => message('tools/call', { name: 'generate_video', arguments: args });

describe('over HTTP, what is no message', () => {
  it.each([
    ['cut short', '{"jsonrpc":"2.0","id":1,"method":"tools/li', -32700],
    ['without a method', { jsonrpc: '2.0', id: 1 }, -32600],
    ['of another version of JSON-RPC', { ...message('ping'), jsonrpc: '1.0' }, -32600],
    ['an empty batch', [], -32600],
  ])('because it is %s is refused in the form of the protocol', async (_, body, code) => {
    const { status, body: text } = await post(body);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: { code, message: expect.any(String) } });
  });

  it('but a batch, as the protocol of March 2025 had them, is answered message by message', async () => {
    const { status, body } = await post([message('ping', {}, 11), message('tools/destroy', {}, 12)]);
    expect(status).toBe(200);
    expect(body).toContain('"id":11');
    expect(body).toMatch(/"id":12,"error":\{"code":-32601/);
  });
});

describe('over HTTP, a request', () => {
  it('for a method that there is not gets an error of the protocol, in both eras', async () => {
    expect((await post(message('tools/destroy'))).body).toContain('"code":-32601');
    const modern = { url: server.url, token: TOKEN, capabilities: {} };
    expect(await askModern(modern, 'tools/destroy')).toMatchObject({ error: { code: -32601 } });
  });

  it('in a version of the protocol still to come is offered one that is spoken, or refused', async () => {
    const clientInfo = { name: 'later', version: '9' };
    const hello = message('initialize', { protocolVersion: '2031-01-01', capabilities: {}, clientInfo });
    expect((await post(hello)).body).toContain('"protocolVersion":"2025-11-25"');
    const envelope = {
      'io.modelcontextprotocol/protocolVersion': '2031-01-01',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const { status, body } = await post(message('tools/list', { _meta: envelope }), {
      'MCP-Protocol-Version': '2031-01-01',
      'Mcp-Method': 'tools/list',
    });
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: { code: -32022, data: { supported: ['2026-07-28'] } } });
  });

  it('with 4 MB of arguments is refused before they are read, and the next is answered', async () => {
    const { status, body } = await post(callOf({ ...TASK, prompt: 'x'.repeat(4_000_000) }));
    expect(status).toBe(413);
    expect(JSON.parse(body)).toMatchObject({ error: { message: expect.stringContaining('1048576 bytes') } });
    expect((await post(message('ping'))).status).toBe(200);
  });

  it.each([
    ['of a wrong type', { ...TASK, duration: 'six' }, 'BAD_ARGUMENT: '],
    ['that are unknown', { ...TASK, promt: 'x' }, 'UNKNOWN_ARGUMENT: '],
    ['with a prompt too long', { ...TASK, prompt: 'x'.repeat(10_001) }, 'BAD_ARGUMENT: '],
    ['naming the key as a file', { ...TASK, image: '${FAL_KEY}' }, 'NO_SUCH_FILE: '],
  ])('with arguments %s is refused in words, at no cost', async (_, args, words) => {
    const { body } = await post(callOf(args));
    expect(body).toContain(`"text":"${words}`);
    expect(sandbox.simulator.books.accepted()).toHaveLength(0);
  });

  it('to a project that is missing is told so, and the server stays', async () => {
    const other = await startHttp({ ...sandbox, root: '/no/such/project' }, TOKEN);
    try {
      for (let times = 0; times < 2; times++) {
        expect((await post(callOf(TASK), {}, other.url)).body).toContain('NO_PROJECT_ROOT');
      }
    } finally {
      other.child.kill('SIGTERM');
      expect(await other.ended).toBe(0);
    }
  });

  it('of one client does not disturb that of another at the same time', async () => {
    const asked = ['one', 'two', 'one'].map((key) =>
      post(callOf({ ...TASK, idempotency_key: key, wait_seconds: 30 })),
    );
    const bodies = (await Promise.all(asked)).map(({ body }) => body);
    for (const body of bodies) expect(body).toContain('\\"status\\":\\"collected\\"');
    expect(sandbox.simulator.books.accepted()).toHaveLength(2);
  });
});
