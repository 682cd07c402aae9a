import { afterEach, beforeEach, expect, it } from 'vitest';
import { tools } from '../tools/index.ts';
import { tokensIn } from './support/count-context.ts';
import { startHttp } from './support/http-servers.ts';
import { connect } from './support/mcp-clients.ts';
import { askModern, headersWith, send } from './support/raw-http.ts';
import { startRawServer } from './support/raw-server.ts';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';

/** The built server as clients start it, each kind of it once; `bench/campaigns/mcp*.test.ts` have the same at length. */

const TASK = { model: 'hailuo-02-standard-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 6 };
const DEAR = { ...TASK, duration: 10 };

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await makeSandbox({ config: { ask_above_usd: 0.3 } });
});
afterEach(() => sandbox.close());

const accepted = () => sandbox.simulator.books.accepted().length;

it('over stdio, a client of 2026 sees the tools, is asked about a dear price, and gets the video for its yes', async () => {
  let yes = false;
  const questions: string[] = [];
  const client = await connect('client 2.4, 2026-07-28 protocol', sandbox, ({ message }) => {
    questions.push(message);
    return yes ? { action: 'accept', content: { spend: true } } : { action: 'decline' };
  });
  expect(client).toMatchObject({ server: { name: 'fal-video' }, protocol: '2026-07-28' });
  const listed = await client.listTools();
  expect(listed.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
  // Of an agent's context; where it grew, `npm run context` writes the page of it anew.
  expect(tokensIn(JSON.stringify(listed))).toBeLessThan(7000);
  const refused = await client.call('generate_video', { ...TASK, promt: 'x' });
  expect(refused.text).toMatch(/^UNKNOWN_ARGUMENT: .*did you mean "prompt"/);
  const declined = await client.call('generate_video', DEAR);
  expect(declined.text).toMatch(/^NO_CONSENT: .*up to \$0\.45/);
  expect(accepted()).toBe(0);
  yes = true;
  const made = await client.call('generate_video', { ...DEAR, wait_seconds: 45 });
  expect(made).toMatchObject({
    data: { status: 'collected', billed_usd: 0.45, simulated: true },
    images: ['image/jpeg'],
  });
  expect(questions).toHaveLength(2);
  expect(accepted()).toBe(1);
  // Of data, the client checks the structure against what was promised.
  const ledger = await client.call('read_ledger', { group_by: 'model' });
  expect(ledger.whole.structuredContent).toMatchObject({ totals: { billed_usd: 0.45 } });
  await client.close();
});

it('over stdio, a client of 2025 sees the tools, and calls them', async () => {
  const client = await connect('sdk 1.32', sandbox);
  expect(await client.listTools()).toHaveLength(tools.length);
  const { whole } = await client.call('estimate_cost', TASK);
  expect(whole.structuredContent).toMatchObject({ expected_usd: 0.27 });
  await client.close();
});

it('a server that is killed leaves a job that another one finishes, paid once', async () => {
  const idempotent = { ...TASK, idempotency_key: 'k' };
  const first = await startRawServer(sandbox);
  const call = { name: 'generate_video', arguments: { ...idempotent, wait_seconds: 45 } };
  first.send({ id: 1, method: 'tools/call', params: { ...call, _meta: { progressToken: 'p' } } });
  // Once fal has it: a busy machine may see of the work only that it is over.
  await first.said(/in the queue|being made|being downloaded|collected/);
  first.child.kill('SIGKILL');
  expect(await first.ended).toBe('SIGKILL');

  const second = await startRawServer(sandbox);
  const broken = second.answer(null);
  second.write('{"jsonrpc":"2.0","id":1,"method":"tools/li\n');
  expect(await broken).toMatchObject({ error: { code: -32700 } });
  const answered = second.answer(2);
  second.send({ id: 2, method: 'tools/call', params: call });
  expect(JSON.stringify(await answered)).toContain('collected');
  expect(accepted()).toBe(1);
  second.child.stdin?.end();
  expect(await second.ended).toBe(0);
  for (const line of second.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
});

it('over HTTP, the door is shut without the token, and a job is a task to its video', async () => {
  const token = 'a-token-of-the-users-own-0123456789';
  const server = await startHttp(sandbox, token);
  const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
  expect((await send(server.url, { ...headersWith(token), Authorization: '' }, ping)).status).toBe(401);
  expect((await send(server.url, headersWith(token), ping)).status).toBe(200);
  expect(server.said.join('\n')).not.toContain(token);

  const capabilities = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
  const ask = (method: string, params: Record<string, unknown>) =>
    askModern({ url: server.url, token, capabilities }, method, params);
  const begun = await ask('tools/call', { name: 'generate_video', arguments: { ...TASK, wait_seconds: 0 } });
  expect(begun.result).toMatchObject({ resultType: 'task', status: 'working' });
  const { taskId } = begun.result ?? {};
  await expect
    .poll(async () => (await ask('tasks/get', { taskId })).result, { interval: 100 })
    .toMatchObject({ status: 'completed', result: { resultType: 'complete' } });
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});
