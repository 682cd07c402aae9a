import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HttpServer, startHttp } from '../../test/support/http-servers.ts';
import { connect } from '../../test/support/mcp-clients.ts';
import { askModern, type ModernAnswer } from '../../test/support/raw-http.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

const TOKEN = 'a-token-of-the-users-own-0123456789';
const TASKS = 'io.modelcontextprotocol/tasks';
const WALK = { model: 'hailuo-02-standard-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 6 };

let sandbox: Sandbox;
let one: HttpServer;
let other: HttpServer;
beforeAll(async () => {
  sandbox = await makeSandbox({
    config: { ask_above_usd: 0.3 },
    simulator: { pace: { queueMs: 400, workMs: 400 } },
  });
  [one, other] = await Promise.all([startHttp(sandbox, TOKEN), startHttp(sandbox, TOKEN)]);
});
afterAll(async () => {
  for (const { child } of [one, other]) child.kill('SIGTERM');
  await Promise.all([one.ended, other.ended]);
  await sandbox.close();
});
afterEach(() => sandbox.simulator.setFaults({ rules: [] }));

/** A client that declares tasks, or one that does not, by hand. */
const client =
  (capabilities: Record<string, unknown>) =>
  (method: string, params: Record<string, unknown> = {}, server = one): Promise<ModernAnswer> =>
    askModern({ url: server.url, token: TOKEN, capabilities }, method, params);
const watching = client({ extensions: { [TASKS]: {} } });
const plain = client({});

const generate = (more: Record<string, unknown> = {}) => ({
  name: 'generate_video',
  arguments: { ...WALK, wait_seconds: 0, ...more },
});

const textOf = (result: unknown) =>
  JSON.parse((result as { content: { text: string }[] }).content[0]?.text ?? '{}') as Record<string, unknown>;

async function begin(): Promise<string> {
  const { result } = await watching('tools/call', generate());
  expect(result).toMatchObject({ resultType: 'task', status: 'working' });
  return String(result?.['taskId']);
}

/** The task once it is over, as this server sees it. */
async function over(taskId: string, server = one): Promise<Record<string, unknown>> {
  let task: Record<string, unknown> = {};
  const status = async () => {
    task = (await watching('tasks/get', { taskId }, server)).result ?? {};
    return task['status'];
  };
  await expect.poll(status, { interval: 100 }).not.toBe('working');
  return task;
}

describe('the Tasks extension', () => {
  it('is offered with the 2026-07-28 protocol alone', async () => {
    const { result } = await plain('server/discover');
    expect(result).toMatchObject({ capabilities: { extensions: { [TASKS]: {} } } });
    const older = await connect('client 2.4, 2025 protocol', sandbox);
    expect(JSON.stringify(older.capabilities)).not.toContain('tasks');
    await older.close();
  });

  it('shows a job that goes on as a task, with any server over the project, to its video', async () => {
    const taskId = await begin();
    // A short job id could be guessed; 128 bits more cannot.
    expect(taskId).toMatch(/^job_\w+\.[\w-]{22}$/);
    const task = await over(taskId, other);
    expect(task).toMatchObject({
      resultType: 'complete',
      status: 'completed',
      ttlMs: null,
      result: { resultType: 'complete' },
    });
    expect(textOf(task['result'])).toMatchObject({ status: 'collected', billed_usd: 0.27 });
    expect(JSON.stringify(task['result'])).toContain('"type":"image"');
  });

  it('is for requests that declare it: others get the job, and may not ask for tasks', async () => {
    const { result } = await plain('tools/call', generate());
    expect(result).toMatchObject({ resultType: 'complete' });
    expect(textOf(result)).toMatchObject({ job_id: expect.stringMatching(/^job_/) });
    const taskId = await begin();
    for (const method of ['tasks/get', 'tasks/cancel', 'tasks/update']) {
      expect(await plain(method, { taskId })).toMatchObject({
        error: { code: -32021, data: { requiredCapabilities: { extensions: { [TASKS]: {} } } } },
      });
    }
    await over(taskId);
  });

  it('knows no task by a job id, nor by a seal that is not its own', async () => {
    const taskId = await begin();
    const [jobId = ''] = taskId.split('.');
    const forged = `${taskId.slice(0, -1)}${taskId.endsWith('A') ? 'B' : 'A'}`;
    for (const wrong of [jobId, `${jobId}.`, forged, '', 'task']) {
      expect(await watching('tasks/get', { taskId: wrong })).toMatchObject({ error: { code: -32602 } });
    }
    expect(await watching('tasks/cancel', { taskId: forged })).toMatchObject({ error: { code: -32602 } });
    for (const gone of ['tasks/list', 'tasks/result']) {
      expect(await watching(gone, { taskId })).toMatchObject({ error: { code: -32601 } });
    }
    expect(await over(taskId)).toMatchObject({ status: 'completed' });
  });

  it('cancels a job that still waits, and hears a wish that comes too late', async () => {
    const taskId = await begin();
    await expect
      .poll(async () => (await watching('tasks/get', { taskId })).result?.['statusMessage'], { interval: 20 })
      .toContain('queue');
    expect((await watching('tasks/cancel', { taskId })).result).toMatchObject({ resultType: 'complete' });
    const task = await over(taskId);
    expect(task).toMatchObject({ status: 'cancelled' });
    expect(task).not.toHaveProperty('result');
    expect((await watching('tasks/cancel', { taskId })).result).toMatchObject({ resultType: 'complete' });
    expect((await watching('tasks/update', { taskId, inputResponses: {} })).error).toBeUndefined();
  });

  it('gives a job that failed as a completed task whose answer says so', async () => {
    sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: '422-list' }] });
    const task = await over(await begin());
    expect(task).toMatchObject({ status: 'completed' });
    expect(textOf(task['result'])).toMatchObject({ status: 'failed' });
  });

  it('makes no task of a price, nor of what has ended in time', async () => {
    const dear = await watching('tools/call', generate({ duration: 10 }));
    expect(dear.result).toMatchObject({ resultType: 'complete' });
    expect(textOf(dear.result)).toMatchObject({ status: 'quote_needed' });
    const quick = await watching('tools/call', generate({ wait_seconds: 40 }));
    expect(textOf(quick.result)).toMatchObject({ status: 'collected' });
  });
});
