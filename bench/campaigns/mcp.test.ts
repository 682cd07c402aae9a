import type { ChildProcess } from 'node:child_process';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIfExists } from '../../src/util/atomic-file.ts';
import { tools } from '../../tools/index.ts';
import { type AgentClient, connect, DIALECTS } from '../../test/support/mcp-clients.ts';
import { startRawServer } from '../../test/support/raw-server.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

const TASK = { model: 'hailuo-02-standard-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 6 };

/** A raw request that asks to wait for the end, and for progress on the way. */
const longCall = (idempotency_key: string) => ({
  id: 1,
  method: 'tools/call',
  params: {
    name: 'generate_video',
    arguments: { ...TASK, idempotency_key, wait_seconds: 45 },
    _meta: { progressToken: 'p' },
  },
});

/** As the pipes of a client that died: what is said next breaks. */
function vanish({ stdin, stdout }: Pick<ChildProcess, 'stdin' | 'stdout'>): void {
  stdout?.destroy();
  stdin?.destroy();
}

/** A project and a simulated fal; the servers are processes of the built program. */
async function open(config: Record<string, unknown> = {}, workMs = 100): Promise<Sandbox> {
  return await makeSandbox({ config, simulator: { pace: { queueMs: 50, workMs } } });
}

describe.each(DIALECTS)('over stdio, with %s', (dialect) => {
  let sandbox: Sandbox;
  let client: AgentClient;
  beforeAll(async () => {
    sandbox = await open({ ask_above_usd: 0.3 });
    client = await connect(dialect, sandbox);
  });
  afterAll(async () => {
    await client.close();
    await sandbox.close();
  });

  it('the server says who it is and lists its tools', async () => {
    expect(client.server).toMatchObject({ name: 'fal-video' });
    expect(client.instructions).toContain('estimate');
    if (dialect.includes('2026')) expect(client.protocol).toBe('2026-07-28');
    const seen = await client.listTools();
    expect(seen.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
    expect(
      seen.every(
        ({ inputSchema, annotations }) => inputSchema['type'] === 'object' && annotations !== undefined,
      ),
    ).toBe(true);
  });

  it('a job goes from its price to its video', async () => {
    const quote = await client.call('estimate_cost', TASK);
    expect(quote.whole.structuredContent).toMatchObject({ expected_usd: 0.27 });

    const begun = await client.call('generate_video', {
      ...TASK,
      quote_id: quote.data['quote_id'],
      wait_seconds: 0,
    });
    const job_id = String(begun.data['job_id']);
    const done = await client.call('get_job', { job_id });
    expect(done.data).toMatchObject({ status: 'collected', billed_usd: 0.27, simulated: true });
    expect(done.images).toEqual(['image/jpeg']);
    expect(done.whole.structuredContent).toBeUndefined();
    expect(done.progress.join('\n')).toContain('collected');
    const [output] = done.data['outputs'] as { path: string }[];
    await access(join(sandbox.root, output?.path ?? 'missing'));
    expect(done.links).toHaveLength(1);

    const ledger = await client.call('read_ledger', { group_by: 'model' });
    expect(ledger.data).toMatchObject({ totals: { billed_usd: 0.27 }, simulated: true });
  });

  it('every data tool keeps to the structure that it promises', async () => {
    // The clients check answers against the output schemas that they were given.
    await client.listTools();
    const jobs = await client.call('list_jobs');
    const [job] = jobs.data['jobs'] as { job_id: string }[];
    const calls: [string, Record<string, unknown>][] = [
      ['list_models', { limit: 2 }],
      ['get_model', { model: TASK.model }],
      ['estimate_cost', { ...TASK, models: [TASK.model, 'nope'], model: undefined }],
      ['cancel_job', { job_id: job?.job_id }],
      ['read_ledger', { group_by: 'day' }],
    ];
    for (const [name, args] of calls) {
      const { isError, whole } = await client.call(name, args);
      expect({ name, isError, structure: typeof whole.structuredContent }).toEqual({
        name,
        isError: false,
        structure: 'object',
      });
    }
  });

  it('what goes wrong is said in one form', async () => {
    const unknown = await client.call('generate_video', { ...TASK, promt: 'x' });
    expect(unknown.isError).toBe(true);
    expect(unknown.text).toMatch(/^UNKNOWN_ARGUMENT: .*did you mean "prompt"\?.*\nRetry: safe\nNext: /);
    expect(unknown.whole.structuredContent).toBeUndefined();
    const wrong = await client.call('get_job', { job_id: 'job_1', wait_seconds: 60 });
    expect(wrong.text).toMatch(/^BAD_ARGUMENT: .*wait_seconds.*45.*got 60/);
    const outside = await client.call('generate_video', { ...TASK, image: '/etc/hostname' });
    expect(outside.text).toMatch(/^PATH_OUTSIDE: /);
    const dear = await client.call('generate_video', { ...TASK, duration: 10 });
    expect(dear.isError).toBe(false);
    expect(dear.data).toMatchObject({
      status: 'quote_needed',
      expected_usd: 0.45,
      quote_id: expect.any(String),
    });
  });
});

/** Once fal has it: a busy machine may see of the work only that it is over. */
const ACCEPTED = /in the queue|being made|being downloaded|collected/;

describe('the server process', () => {
  it('serves two clients over one project at once, without paying twice', async () => {
    const sandbox = await open();
    try {
      const clients = await Promise.all([connect(DIALECTS[0], sandbox), connect(DIALECTS[2], sandbox)]);
      const call = { ...TASK, idempotency_key: 'the one walk', wait_seconds: 45 };
      const answers = await Promise.all(clients.map((client) => client.call('generate_video', call)));
      expect(answers.map(({ data }) => data['status'])).toEqual(['collected', 'collected']);
      expect(new Set(answers.map(({ data }) => data['job_id'])).size).toBe(1);
      expect(sandbox.simulator.books.accepted()).toHaveLength(1);
      await Promise.all(clients.map((client) => client.close()));
    } finally {
      await sandbox.close();
    }
  });

  it('stops waiting when a request is cancelled; the job goes on', async () => {
    const sandbox = await open({}, 1_000);
    try {
      const client = await connect(DIALECTS[2], sandbox);
      const { data } = await client.call('generate_video', { ...TASK, wait_seconds: 0 });
      const cancelled = new AbortController();
      const waiting = client.call('get_job', { job_id: data['job_id'] }, cancelled.signal);
      cancelled.abort();
      await expect(waiting).rejects.toThrow(/abort/i);
      const done = await client.call('get_job', { job_id: data['job_id'] });
      expect(done.data['status']).toBe('collected');
      await client.close();
    } finally {
      await sandbox.close();
    }
  });

  it.each([
    ['closes its end', (child: { stdin: { end(): void } | null }) => child.stdin?.end(), 0],
    ['disappears', vanish, 0],
    ['sends SIGTERM', (child: { kill(signal: NodeJS.Signals): unknown }) => child.kill('SIGTERM'), 0],
    ['sends SIGINT', (child: { kill(signal: NodeJS.Signals): unknown }) => child.kill('SIGINT'), 0],
    ['kills it', (child: { kill(signal: NodeJS.Signals): unknown }) => child.kill('SIGKILL'), 'SIGKILL'],
  ])('leaves a job that another process finishes when the client %s', async (_, leave, end) => {
    const sandbox = await open({}, 2_000);
    try {
      const first = await startRawServer(sandbox);
      first.send(longCall('k'));
      await first.said(ACCEPTED);
      leave(first.child);
      expect(await first.ended).toBe(end);
      expect(first.lines.every((line) => (JSON.parse(line) as { jsonrpc: string }).jsonrpc === '2.0')).toBe(
        true,
      );

      const second = await connect(DIALECTS[0], sandbox);
      const { data } = await second.call('generate_video', {
        ...TASK,
        idempotency_key: 'k',
        wait_seconds: 45,
      });
      expect(data).toMatchObject({ status: 'collected', billed_usd: 0.27 });
      expect(sandbox.simulator.books.accepted()).toHaveLength(1);
      await second.close();
    } finally {
      await sandbox.close();
    }
  });

  it('takes up by itself what an earlier process left', async () => {
    const sandbox = await open({}, 2_000);
    try {
      const first = await startRawServer(sandbox);
      first.send(longCall('k'));
      await first.said(ACCEPTED);
      first.child.kill('SIGKILL');
      await first.ended;
      const second = await connect(DIALECTS[1], sandbox);
      // Only asked what there is, never to wait.
      const settled = async () => (await second.call('list_jobs', { state: 'in_flight' })).data['jobs'];
      await expect.poll(settled, { interval: 200 }).toEqual([]);
      expect((await second.call('list_jobs')).data['jobs']).toMatchObject([{ status: 'collected' }]);
      await second.close();
    } finally {
      await sandbox.close();
    }
  });

  it.each([
    ['has asked for the tools', true],
    ['has greeted, and asks nothing more', false],
  ])('takes it up without any call when the client %s', async (_, asks) => {
    const sandbox = await open({}, 2_000);
    try {
      const first = await startRawServer(sandbox);
      first.send(longCall('k'));
      await first.said(ACCEPTED);
      first.child.kill('SIGKILL');
      await first.ended;
      const second = await startRawServer(sandbox);
      if (asks) second.send({ id: 1, method: 'tools/list' });
      const ledger = () => readIfExists(join(sandbox.root, 'experiments/simulated/fal/ledger.jsonl'));
      await expect.poll(ledger, { interval: 200 }).toContain('"status":"collected"');
      second.child.stdin?.end();
      expect(await second.ended).toBe(0);
    } finally {
      await sandbox.close();
    }
  });

  it('starts also in a project that it cannot open, and says to the agent why', async () => {
    const sandbox = await open();
    try {
      await writeFile(join(sandbox.root, 'fal-video.config.json'), '{"max_day_usd": "lots"}');
      const client = await connect(DIALECTS[2], sandbox);
      expect(await client.listTools()).toHaveLength(tools.length);
      const { text, isError } = await client.call('list_jobs');
      expect(isError).toBe(true);
      expect(text).toMatch(/^BAD_CONFIG: .*max_day_usd/);
      await client.close();
    } finally {
      await sandbox.close();
    }
  });
});
