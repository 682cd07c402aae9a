import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../src/util/package-root.ts';
import { holdSteps } from '../../test/support/next-steps.ts';
import { PROGRAM } from '../../test/support/run-program.ts';
import { drawHero } from '../../test/support/sandbox.ts';

/** The built program, run as a user runs it: a process of its own, its output in a pipe. */

const HAILUO = 'hailuo-02-standard-i2v';
const TASK = ['--prompt', 'the hero walks', '--duration', '6', '--image'];

interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
  data: Record<string, unknown>;
}

let folder: string;
let root: string;

beforeAll(async () => {
  await access(PROGRAM).catch(() => {
    throw new Error('Build first: npm run build');
  });
  folder = await realpath(await mkdtemp(join(tmpdir(), 'fal-cli-')));
  root = join(folder, 'project');
  await mkdir(root);
  await drawHero(join(root, 'hero.png'));
  await drawHero(join(folder, 'outside.png'));
  await symlink(join(folder, 'outside.png'), join(root, 'link.png'));
  await writeFile(join(root, 'words.png'), 'these are words');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface RunOptions {
  root?: string;
  env?: NodeJS.ProcessEnv;
}

/** No key, no home: nothing of the machine that runs the test comes in. */
async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: folder, ...options.env };
  const line = [PROGRAM, ...args, '--root', options.root ?? root];
  const ran = await new Promise<Ran>((resolve) => {
    execFile(process.execPath, line, { cwd: folder, env, timeout: 240_000 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code);
      resolve({ exitCode, stdout, stderr, data: parsed(stdout) });
    });
  });
  await holdSteps(ran.data);
  return ran;
}

const simulated = (...args: string[]) => run([...args, '--simulate', '--json']);

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

describe('without a key and without cost', () => {
  it('models and one model are listed, in JSON when piped', async () => {
    const models = await run(['models', '--limit', '3']);
    expect(models).toMatchObject({ exitCode: 0, stderr: '' });
    expect(models.data['models']).toHaveLength(3);
    const model = await run(['model', HAILUO]);
    expect(model.data).toMatchObject({ model: HAILUO, durations: [6, 10], default_run_usd: 0.27 });
  });

  it('models refresh says how to set a key', async () => {
    const { exitCode, data } = await run(['models', 'refresh']);
    expect(exitCode).toBe(2);
    expect(data['error']).toMatchObject({ code: 'NO_KEY' });
  });

  it('a task is priced, with the quote that scripts rely on', async () => {
    const { exitCode, data } = await run(['estimate', HAILUO, ...TASK, 'hero.png']);
    expect(exitCode).toBe(0);
    expect(data).toMatchObject({
      endpoint_id: 'fal-ai/minimax/hailuo-02/standard/image-to-video',
      arguments: { duration: '6', prompt: 'the hero walks' },
      low_usd: 0.27,
      expected_usd: 0.27,
      high_usd: 0.27,
      rule: expect.any(String) as string,
      source: expect.any(String) as string,
      as_of: expect.any(String) as string,
      quote_id: expect.stringMatching(/^q_/) as string,
    });
  });

  it('generating says how to set a key, or how to simulate', async () => {
    const { exitCode, data, stderr } = await run(['generate', HAILUO, ...TASK, 'hero.png']);
    expect(exitCode).toBe(2);
    expect(data['error']).toMatchObject({ code: 'NO_KEY', fault: 'configuration', retry_safe: true });
    expect(stderr).toMatch(/FAL_KEY.*fal-video auth.*--simulate/);
  });
});

describe('simulated', () => {
  it('a job is made, listed, shown and entered in the ledger', async () => {
    const made = await simulated('generate', HAILUO, ...TASK, 'hero.png', '--args', '{"resolution":"512P"}');
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    expect(made.data).toMatchObject({
      status: 'collected',
      simulated: true,
      endpoint_id: expect.any(String) as string,
    });
    const { job_id, request_id, estimated_usd, billed_usd, outputs } = made.data as {
      [name: string]: unknown;
      outputs: { path: string; bytes: number }[];
    };
    expect(request_id).toEqual(expect.any(String));
    expect(billed_usd).toBe(estimated_usd);
    const [output] = outputs;
    expect(output?.path).toMatch(/^experiments\/simulated\/fal\/.*\/output-01\.mp4$/);
    expect((await readFile(join(root, output?.path ?? ''))).length).toBe(output?.bytes);

    const jobs = await simulated('jobs');
    expect(jobs.data['jobs']).toMatchObject([{ job_id, status: 'collected', billed_usd }]);
    const job = await simulated('job', String(job_id));
    expect(job).toMatchObject({ exitCode: 0, data: { job_id, request_id, status: 'collected', outputs } });
    const ledger = await simulated('ledger');
    expect(ledger.data).toMatchObject({
      simulated: true,
      totals: { runs: 1, billed_usd },
      rows: [{ job_id }],
    });
    const verified = await simulated('ledger', 'verify');
    expect(verified.data).toMatchObject({ jobs: 1, damaged: [] });
    // The paid tree knows nothing of it.
    expect((await run(['ledger'])).data).toMatchObject({ simulated: false, totals: { runs: 0 } });
    // Whoever forgets --simulate is led there.
    const forgotten = await run(['job', String(job_id)]);
    expect(forgotten.exitCode).toBe(2);
    expect(forgotten.data['error']).toMatchObject({
      code: 'UNKNOWN_JOB',
      next: expect.stringContaining(`\`fal-video job ${String(job_id)} --simulate\``) as string,
    });
    for (const list of ['jobs', 'ledger']) {
      expect((await run([list])).data['summary']).toContain(`\`fal-video ${list} --simulate\``);
    }
  });

  it('schemas are read from fal by name, and the simulated one knows what the package knows', async () => {
    const catalog = await readFile(join(packageRoot, 'presets', 'catalog.json'), 'utf8');
    const { endpoints } = JSON.parse(catalog) as { endpoints: { endpoint_id: string; partial?: true }[] };
    const partial = endpoints.find((one) => one.partial)?.endpoint_id ?? '';
    const whole = 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video';
    const first = await simulated('models', 'refresh', whole, 'fal-ai/no-such', partial);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(first.data).toMatchObject({
      changed: [],
      unchanged: 1,
      failed: [{ endpoint_id: partial }],
      missing: ['fal-ai/no-such'],
      cache_problem: null,
    });
    const again = await simulated('models', '--refresh', whole);
    expect(again.data).toMatchObject({ changed: [], unchanged: 1 });
    expect((await simulated('models', 'refresh', 'fal-ai/no-such')).exitCode).toBe(1);
    // What was learned forbids nothing that was allowed before,
    const words = ['--prompt', 'a walk', '--image', 'hero.png', '--duration', '10'];
    expect(await simulated('estimate', whole, ...words)).toMatchObject({ exitCode: 0 });
    // and the paid tree knows nothing of it.
    expect(JSON.stringify((await run(['model', whole])).data['notes'])).not.toContain('live schema');
  });

  it('--wait 0 answers with the job on its way and exit code 3; the simulated fal goes on with it when no command runs', async () => {
    const sent = await simulated('generate', HAILUO, ...TASK, 'hero.png', '--wait', '0');
    expect(sent.exitCode).toBe(3);
    expect(['queued', 'running']).toContain(sent.data['status']);
    await expect.poll(endedAtFal, { timeout: 200_000 }).toContain(sent.data['request_id']);
    const later = await simulated('job', String(sent.data['job_id']), '--wait', '200');
    expect(later).toMatchObject({ exitCode: 0, data: { status: 'collected' } });
  });

  it('job --wait 0 says how a job stands that still runs, and stops nothing', async () => {
    const sent = await simulated('generate', HAILUO, ...TASK, 'hero.png', '--wait', '0');
    const look = await simulated('job', String(sent.data['job_id']), '--wait', '0');
    expect(['queued', 'running', 'completed', 'collected']).toContain(look.data['status']);
    const later = await simulated('job', String(sent.data['job_id']), '--wait', '200');
    expect(later).toMatchObject({ exitCode: 0, data: { status: 'collected' } });
  });

  /** The requests that the simulated fal is done with, by its own memory. */
  async function endedAtFal(): Promise<string[]> {
    const memory = join(root, 'experiments', 'simulated', 'fal', 'simulator', 'memory.jsonl');
    const lines = (await readFile(memory, 'utf8')).split('\n').map(parsed);
    return lines.flatMap(({ event, id }) => (event === 'ended' ? [String(id)] : []));
  }

  it('the command of the reference makes a job that fails', async () => {
    const page = await readFile(join(packageRoot, 'references', 'simulator.md'), 'utf8');
    const [command = ''] = /^fal-video generate .*x-simulate:.*$/m.exec(page) ?? [];
    const [, ...args] = (command.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
    const { exitCode, data } = await run([...args, '--json']);
    expect(exitCode).toBe(1);
    expect(data).toMatchObject({
      status: 'failed',
      simulated: true,
      billed_usd: 0,
      error: { code: 'CONTENT_POLICY' },
    });
  });

  it('the same idempotency key gives the same job', async () => {
    const again = () =>
      simulated('generate', HAILUO, ...TASK, 'hero.png', '--idempotency-key', 'one', '--wait', '0');
    const first = await again();
    expect((await again()).data['job_id']).toBe(first.data['job_id']);
  });
});

describe('a simulated fal of its own', () => {
  it('outlives the commands that use it: one is left with Ctrl-C, the next one collects', async () => {
    const simulator = spawn(process.execPath, [PROGRAM, 'simulate', '--root', root], { cwd: folder });
    onTestFinished(() => void simulator.kill());
    const [first] = (await once(simulator.stdout.setEncoding('utf8'), 'data')) as [string];
    const { url, env } = JSON.parse(first) as { url: string; env: NodeJS.ProcessEnv };

    // It remembers the jobs of the simulators before it.
    const before = await acceptedAt(url);
    const left = spawn(process.execPath, [PROGRAM, 'generate', HAILUO, ...TASK, 'hero.png', '--root', root], {
      env: { PATH: process.env['PATH'], HOME: folder, ...env },
    });
    const [stdout, stderr] = [textOf(left.stdout), textOf(left.stderr)];
    await expect.poll(() => acceptedAt(url)).toBeGreaterThan(before);
    left.kill('SIGINT');
    const [exitCode] = (await once(left, 'close')) as [number];
    const { job_id, status } = parsed(await stdout) as { job_id: string; status: string };
    expect(exitCode).toBe(3);
    expect(await stderr).toContain(`${job_id} goes on at fal. Come back with: \`fal-video job ${job_id}`);
    expect(['queued', 'running']).toContain(status);

    const back = await run(['job', job_id, '--wait', '240'], { env });
    expect(back).toMatchObject({ exitCode: 0, data: { job_id, status: 'collected' } });
    simulator.kill('SIGINT');
    expect(await once(simulator, 'exit')).toEqual([0, null]);
  });

  it('gives recorded answers again: a lock while polling, then a result with a clip that plays', async () => {
    const ids = ['fal-ai/vidu/q3/image-to-video', 'fal-ai/kling-video/v3/standard/image-to-video'] as const;
    const recorded = JSON.parse(
      await readFile(join(packageRoot, 'test', 'data', 'recorded', 'answers.json'), 'utf8'),
    ) as Record<string, unknown>;
    await writeFile(
      join(folder, 'answers.json'),
      JSON.stringify(Object.fromEntries(ids.map((id) => [id, recorded[id]]))),
    );
    const line = [PROGRAM, 'simulate', '--replay', 'answers.json', '--root', root];
    const simulator = spawn(process.execPath, line, { cwd: folder });
    onTestFinished(() => void simulator.kill());
    const [first] = (await once(simulator.stdout.setEncoding('utf8'), 'data')) as [string];
    const { env } = JSON.parse(first) as { env: NodeJS.ProcessEnv };
    const task = ['--prompt', 'the hero walks', '--image', 'hero.png', '--wait', '60'];

    const refused = await run(['generate', ids[1], ...task], { env });
    expect(refused.data).toMatchObject({
      status: 'failed',
      error: { code: 'CONTENT_POLICY' },
      billed_usd: 0,
    });

    const locked = await run(['generate', ids[0], ...task], { env });
    const { job_id } = locked.data as { job_id: string };
    expect(locked.data).toMatchObject({ error: { code: 'ACCOUNT_LOCKED' } });
    let job = locked;
    for (let look = 0; look < 5 && job.data['status'] !== 'collected'; look++) {
      job = await run(['job', job_id, '--wait', '60'], { env });
    }
    // $0.05 × 5 units, as the head of the recorded result says.
    expect(job.data).toMatchObject({ status: 'collected', billed_usd: 0.25, error: null });
    const [output] = job.data['outputs'] as { video: { width: number; frames: number } | null }[];
    expect(output?.video?.frames).toBeGreaterThan(24);

    simulator.kill('SIGINT');
    expect(await once(simulator, 'exit')).toEqual([0, null]);
  });
});

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const piece of stream) text += piece.toString();
  return text;
}

/** Until the simulated fal has taken a job on. */
async function acceptedAt(url: string): Promise<number> {
  const { accepted } = (await (await fetch(`${url}/simulator/books`)).json()) as { accepted: unknown[] };
  return accepted.length;
}

describe('mcp', () => {
  it('serves also where the project cannot be opened, and says so in every call', async () => {
    const messages = [
      { id: 1, method: 'initialize', params: HELLO },
      { method: 'notifications/initialized' },
      { id: 2, method: 'tools/call', params: { name: 'list_jobs', arguments: {} } },
    ];
    const child = spawn(process.execPath, [PROGRAM, 'mcp', '--root', join(folder, 'gone')]);
    for (const message of messages) child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    let said = '';
    for await (const piece of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      said += piece;
      if (said.split('\n').length > 2) child.stdin.end();
    }
    expect(said).toContain('NO_PROJECT_ROOT');
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(0);
  });

  const HELLO = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  };
});

describe('a key', () => {
  it('that is set is never shown, whatever goes wrong', async () => {
    const { stdout, stderr, exitCode } = await run(
      ['estimate', 'no-such-model', '--prompt', 'my-id:my-secret-1234'],
      {
        env: { FAL_KEY: 'my-id:my-secret-1234' },
      },
    );
    expect(exitCode).toBe(2);
    expect(stdout + stderr).not.toContain('my-secret-1234');
  });
});
