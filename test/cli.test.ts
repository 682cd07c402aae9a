import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../src/util/package-root.ts';
import { drawHero } from './support/sandbox.ts';

/** The built program, run as a user runs it: a process of its own, its output in a pipe. */

const PROGRAM = join(packageRoot, 'dist', 'src', 'bin', 'fal-video.js');
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
let lengthBeforeRefusals: number;

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

interface Surroundings {
  root?: string;
  env?: NodeJS.ProcessEnv;
}

/** No key, no home: nothing of the machine that runs the test comes in. */
function run(args: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: folder, ...surroundings.env };
  const line = [PROGRAM, ...args, '--root', surroundings.root ?? root];
  return new Promise((resolve) => {
    execFile(process.execPath, line, { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code);
      resolve({ exitCode, stdout, stderr, data: parsed(stdout) });
    });
  });
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
  });

  it('schemas are read from fal by name, and what changed is told', async () => {
    const changed = 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video';
    const ids = [changed, 'fal-ai/no-such', 'fal-ai/undocumented/image-to-video'];
    const first = await simulated('models', 'refresh', ...ids);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(first.data).toMatchObject({
      changed: [{ endpoint_id: changed, changes: expect.arrayContaining(['camera is new']) as string[] }],
      unchanged: 0,
      failed: [{ endpoint_id: 'fal-ai/undocumented/image-to-video' }],
      missing: ['fal-ai/no-such'],
      cache_problem: null,
    });
    const again = await simulated('models', '--refresh', changed);
    expect(again.data).toMatchObject({ changed: [], unchanged: 1 });
    expect((await simulated('models', 'refresh', 'fal-ai/no-such')).exitCode).toBe(1);
    // The paid tree knows nothing of it.
    expect(JSON.stringify((await run(['model', changed])).data['notes'])).not.toContain('live schema');
  });

  it('--wait 0 answers with the job on its way and exit code 3; it still ends well', async () => {
    const sent = await simulated('generate', HAILUO, ...TASK, 'hero.png', '--wait', '0');
    expect(sent.exitCode).toBe(3);
    expect(['queued', 'running']).toContain(sent.data['status']);
    const later = await simulated('job', String(sent.data['job_id']));
    expect(later).toMatchObject({ exitCode: 0, data: { status: 'collected' } });
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
    await expect.poll(() => acceptedAt(url), { timeout: 20_000 }).toBeGreaterThan(before);
    left.kill('SIGINT');
    const [exitCode] = (await once(left, 'close')) as [number];
    const { job_id, status } = parsed(await stdout) as { job_id: string; status: string };
    expect(exitCode).toBe(3);
    expect(await stderr).toContain(`${job_id} goes on at fal. Come back with: fal-video job ${job_id}`);
    expect(['queued', 'running']).toContain(status);

    const back = await run(['job', job_id, '--wait', '30'], { env });
    expect(back).toMatchObject({ exitCode: 0, data: { job_id, status: 'collected' } });
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

describe.concurrent('refused, with exit code 2 and the way to mend it', () => {
  beforeAll(async () => {
    lengthBeforeRefusals = await journalLength();
  });

  const refusals: [what: string, args: string[], code: string, says: string][] = [
    [
      'an alias with a slip of the pen',
      ['kling-v3-pro-i2', ...TASK, 'hero.png'],
      'UNKNOWN_MODEL',
      'kling-v3-pro-i2v',
    ],
    ['no picture', [HAILUO, '--prompt', 'x'], '', 'image'],
    ['two pictures', [HAILUO, ...TASK, 'hero.png', '--image', 'link.png'], 'BAD_OPTION', '--image once'],
    ['a file that is not there', [HAILUO, ...TASK, 'gone.png'], 'NO_SUCH_FILE', 'gone.png'],
    ['a file that is no picture', [HAILUO, ...TASK, 'words.png'], '', 'words.png'],
    ['a folder', [HAILUO, ...TASK, '.'], '', '.'],
    ['a file outside the project', [HAILUO, ...TASK, '../outside.png'], 'PATH_OUTSIDE', 'outside.png'],
    ['a link that leads outside', [HAILUO, ...TASK, 'link.png'], 'PATH_OUTSIDE', 'link.png'],
    ['a picture over http', [HAILUO, ...TASK, 'http://example.com/a.png'], 'BAD_INPUT_URL', 'Only https'],
    [
      'a picture on this machine',
      [HAILUO, ...TASK, 'https://127.0.0.1/a.png'],
      'BAD_INPUT_URL',
      'local or private',
    ],
    ['a length below zero', [HAILUO, '--duration', '-6'], 'BAD_OPTION', '-6'],
    ['a broken length', [HAILUO, '--duration', '5.5'], 'BAD_OPTION', '5.5'],
    [
      'a length that the model has not',
      [HAILUO, '--image', 'hero.png', '--prompt', 'x', '--duration', '7'],
      '',
      '6, 10',
    ],
    ['an option that there is not', [HAILUO, '--lenght', '6'], 'BAD_OPTION', '--lenght'],
  ];

  it.each(refusals)('%s', async (_, args, code, says) => {
    const { exitCode, data, stderr } = await simulated('generate', ...args);
    const error = data['error'] as Record<string, unknown>;
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({ fault: 'input', retry_safe: true });
    if (code !== '') expect(error['code']).toBe(code);
    expect(`${String(error['message'])} ${String(error['next'])}`).toContain(says);
    expect(stderr).toContain(error['message']);
  });

  it('a root that is not there', async () => {
    const { exitCode, data } = await run(['jobs'], { root: join(folder, 'gone') });
    expect(exitCode).toBe(2);
    expect(data['error']).toMatchObject({ code: 'NO_PROJECT_ROOT' });
  });
});

describe('what was refused', () => {
  it('has left no trace in the journal', async () => {
    expect(await journalLength()).toBe(lengthBeforeRefusals);
  });
});

const journalLength = async () =>
  (await readFile(join(root, 'experiments', 'simulated', 'fal', 'journal.jsonl'), 'utf8')).length;

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
