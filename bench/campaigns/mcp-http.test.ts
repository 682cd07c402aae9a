import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../test/support/run-program.ts';
import { type HttpServer, startHttp } from '../../test/support/http-servers.ts';
import { askModern, headersWith, send } from '../../test/support/raw-http.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

const TOKEN = 'a-token-of-the-users-own-0123456789';
const TASK = { model: 'hailuo-02-standard-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 6 };
const DEAR = { ...TASK, duration: 10 };

let sandbox: Sandbox;
let one: HttpServer;
let other: HttpServer;
beforeAll(async () => {
  sandbox = await makeSandbox({ config: { ask_above_usd: 0.3 } });
  [one, other] = await Promise.all([startHttp(sandbox, TOKEN), startHttp(sandbox, TOKEN)]);
});
afterAll(async () => {
  for (const { child } of [one, other]) child.kill('SIGTERM');
  await Promise.all([one.ended, other.ended]);
  await sandbox.close();
});

const HEADERS = headersWith(TOKEN);
const PING = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });

/** A request of a 2026-07-28 client that can show forms. */
const ask = (url: string, method: string, params: Record<string, unknown>) =>
  askModern({ url, token: TOKEN, capabilities: { elicitation: { form: {} } } }, method, params);

async function connectTo(url: string, mode: 'auto' | 'legacy'): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const requestInit = { headers: { Authorization: HEADERS.Authorization } };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  return client;
}

type Content = { type: string; text?: string }[];
const dataOf = (result: { content?: unknown }) =>
  JSON.parse((result.content as Content)[0]?.text ?? '{}') as Record<string, unknown>;

describe('the door of the HTTP server', () => {
  it.each([
    ['no token', { Authorization: '' }, 401],
    ['another token', { Authorization: 'Bearer nearly-a-token-of-the-users-own' }, 401],
    ['the token without its word', { Authorization: TOKEN }, 401],
    ['the Host of a page that was rebound to loopback', { Host: 'evil.example:80' }, 403],
    ['the Origin of a page elsewhere', { Origin: 'https://evil.example' }, 403],
    ['an Origin that is none', { Origin: 'null' }, 403],
    ['another type than JSON', { 'Content-Type': 'text/plain' }, 415],
  ])('is shut to %s', async (_, headers, status) => {
    const answer = await send(one.url, { ...HEADERS, ...headers }, PING);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain(TOKEN);
  });

  it('is shut to what is no MCP, to endless bodies and to old streams', async () => {
    expect((await send(one.url.replace('/mcp', '/'), HEADERS, PING)).status).toBe(404);
    expect((await send(one.url, HEADERS, '', 'GET')).status).toBe(405);
    expect((await send(one.url, HEADERS, 'x'.repeat(1_200_000))).status).toBe(413);
    expect((await send(one.url, HEADERS, '{"jsonrpc":')).status).toBe(400);
  });

  it('opens to who has the token, on a page of this machine too', async () => {
    expect((await send(one.url, HEADERS, PING)).status).toBe(200);
    expect((await send(one.url, { ...HEADERS, Origin: 'http://localhost:3000' }, PING)).status).toBe(200);
  });

  it('never shows a token of the user, and shows one that it made once', async () => {
    expect(one.said.join('\n')).not.toContain(TOKEN);
    const made = await startHttp(sandbox, '${FAL_VIDEO_HTTP_TOKEN}');
    const token = /Bearer (\S+)/.exec(made.said.join('\n'))?.[1] ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    expect((await send(made.url, { ...HEADERS, Authorization: `Bearer ${token}` }, PING)).status).toBe(200);
    expect((await send(made.url, HEADERS, PING)).status).toBe(401);
    made.child.kill('SIGINT');
    expect(await made.ended).toBe(0);
  });

  it.each([
    ['another address without a token', ['--host', '0.0.0.0', '--allow-host', 'me.example'], {}, 'EXPOSED'],
    ['another address without names', ['--host', '0.0.0.0'], { FAL_VIDEO_HTTP_TOKEN: TOKEN }, 'EXPOSED'],
    ['a short token', [], { FAL_VIDEO_HTTP_TOKEN: 'secret' }, 'WEAK_TOKEN'],
  ])('is not even built with %s', async (_, more, env, code) => {
    const args = ['mcp', '--http', '--port', '0', '--root', sandbox.root, ...more];
    const { exitCode, stderr } = await runProgram(args, { ...sandbox.env, ...env });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(code);
  });

  it('needs --http for its options, and a free port', async () => {
    const stray = await runProgram(['mcp', '--port', '1', '--root', sandbox.root], sandbox.env);
    expect(stray.stderr).toContain('belong to --http');
    const taken = new URL(one.url).port;
    const busy = await runProgram(['mcp', '--http', '--port', taken, '--root', sandbox.root], sandbox.env);
    expect(busy.stderr).toMatch(/CANNOT_LISTEN.*the port is taken/);
  });
});

describe('two HTTP servers over one project', () => {
  it.each(['auto', 'legacy'] as const)('serve one client in turn, with the %s protocol', async (mode) => {
    const first = await connectTo(one.url, mode);
    expect(first.getNegotiatedProtocolVersion()).toBe(mode === 'auto' ? '2026-07-28' : '2025-11-25');
    const begun = await first.callTool({ name: 'generate_video', arguments: { ...TASK, wait_seconds: 0 } });
    const { job_id } = dataOf(begun);
    await first.close();

    const second = await connectTo(other.url, mode);
    const said: unknown[] = [];
    const done = await second.callTool(
      { name: 'get_job', arguments: { job_id } },
      { onprogress: (progress) => said.push(progress) },
    );
    expect(dataOf(done)).toMatchObject({ job_id, status: 'collected' });
    expect((done.content as Content).map(({ type }) => type)).toContain('image');
    await second.close();
  });

  it('one asks the user, the other takes the answer: one yes, one job, and no second by saying it again', async () => {
    const before = sandbox.simulator.books.accepted().length;
    const call = { name: 'generate_video', arguments: { ...DEAR, wait_seconds: 20 } };
    const { result: question } = (await ask(one.url, 'tools/call', call)) as {
      result: { resultType: string; requestState: string; inputRequests: Record<string, unknown> };
    };
    expect(question).toMatchObject({
      resultType: 'input_required',
      inputRequests: { spend: expect.anything() },
    });
    expect(sandbox.simulator.books.accepted()).toHaveLength(before);

    const yes = { spend: { action: 'accept', content: { spend: true } } };
    const { requestState } = question;
    const answered = { ...call, requestState, inputResponses: yes };
    const forged = { ...answered, requestState: `${requestState.slice(0, -2)}AA` };
    expect(await ask(other.url, 'tools/call', forged)).toMatchObject({ error: { code: -32602 } });
    const dearer = { ...answered, arguments: { ...call.arguments, prompt: 'something else' } };
    expect(JSON.stringify(await ask(other.url, 'tools/call', dearer))).toContain('QUOTE_MISMATCH');
    // An answer without the question's state is no answer: the user is asked.
    const unasked = { ...call, inputResponses: yes };
    expect(await ask(other.url, 'tools/call', unasked)).toMatchObject({
      result: { resultType: 'input_required' },
    });
    expect(sandbox.simulator.books.accepted()).toHaveLength(before);

    const { result: done } = (await ask(other.url, 'tools/call', answered)) as {
      result: { content: unknown };
    };
    expect(dataOf(done)).toMatchObject({ status: 'collected', billed_usd: 0.45 });
    expect(JSON.stringify(await ask(one.url, 'tools/call', answered))).toContain('QUOTE_USED');
    expect(sandbox.simulator.books.accepted()).toHaveLength(before + 1);
  });

  it('cannot ask a 2025 client, which keeps no session here, and give it the price', async () => {
    const client = new Client(
      { name: 'test', version: '1' },
      { versionNegotiation: { mode: 'legacy' }, capabilities: { elicitation: { form: {} } } },
    );
    client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { spend: true } }));
    const requestInit = { headers: { Authorization: HEADERS.Authorization } };
    await client.connect(new StreamableHTTPClientTransport(new URL(one.url), { requestInit }));
    const answer = await client.callTool({ name: 'generate_video', arguments: DEAR });
    expect(dataOf(answer)).toMatchObject({ status: 'quote_needed', quote_id: expect.any(String) });
    await client.close();
  });

  it('go on with a job whose client disappears in mid-call, and serve the next', async () => {
    const before = sandbox.simulator.books.accepted().length;
    sandbox.simulator.setFaults({
      rules: [{ call: 'result', kind: 'slow', match: 'slowly', ms: 2000, times: 1 }],
    });
    const client = await connectTo(one.url, 'auto');
    const call = { ...TASK, prompt: 'the hero walks slowly', wait_seconds: 45 };
    const gone = new AbortController();
    const waiting = client.callTool({ name: 'generate_video', arguments: call }, { signal: gone.signal });
    await expect.poll(() => sandbox.simulator.books.accepted().length).toBe(before + 1);
    gone.abort();
    await expect(waiting).rejects.toThrow(/abort/i);
    await client.close();

    const next = await connectTo(other.url, 'auto');
    const { jobs } = dataOf(await next.callTool({ name: 'list_jobs', arguments: { limit: 1 } })) as {
      jobs: { job_id: string }[];
    };
    const done = await next.callTool({ name: 'get_job', arguments: { job_id: jobs[0]?.job_id } });
    expect(dataOf(done)).toMatchObject({ status: 'collected' });
    expect(sandbox.simulator.books.accepted()).toHaveLength(before + 1);
    await next.close();
  });

  it('leave by a signal in order, and what was begun goes on with the other', async () => {
    const leaving = await startHttp(sandbox, TOKEN);
    const client = await connectTo(leaving.url, 'auto');
    const begun = await client.callTool({ name: 'generate_video', arguments: { ...TASK, wait_seconds: 0 } });
    const { job_id } = dataOf(begun);
    leaving.child.kill('SIGTERM');
    expect(await leaving.ended).toBe(0);
    const next = await connectTo(one.url, 'auto');
    const done = await next.callTool({ name: 'get_job', arguments: { job_id } });
    expect(dataOf(done)).toMatchObject({ job_id, status: 'collected' });
    await next.close();
  });
});
