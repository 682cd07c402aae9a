import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../util/package-root.ts';
import { MediaWorker, type MediaWorkerOptions } from './media-worker.ts';

// Does what the path of a probe says, in place of probing.
const STAND_IN = `
process.on('disconnect', () => process.exit());
process.on('message', ({ request: { path } }) => {
  if (path === 'crash') process.kill(process.pid, 'SIGSEGV');
  if (path === 'leave') process.exit(3);
  if (path === 'hang') for (;;);
  if (path === 'environment') process.send({ result: Object.keys(process.env) });
  if (path === 'fail') process.send({ error: { fault: 'input', code: 'NOT_A_VIDEO', message: 'no', retry_safe: true } });
  process.send({ result: path });
});
`;

let folder = '';
let standIn = '';
const started: MediaWorker[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-worker-'));
  standIn = join(folder, 'stand-in.mjs');
  await writeFile(standIn, STAND_IN);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.close()));
});
afterAll(() => rm(folder, { recursive: true }));

function start(options: Partial<MediaWorkerOptions> = {}): MediaWorker {
  const worker = new MediaWorker({ path: standIn, timeLimitMs: 20_000, idleMs: 20_000, ...options });
  started.push(worker);
  return worker;
}

const ask = (worker: MediaWorker, path: string): Promise<unknown> => worker.ask('probe', { path });

/** A process that ended but that nobody has asked about yet (in a container, perhaps never) is not alive. */
function isAlive(pid: number | undefined): boolean {
  try {
    if (pid === undefined || !process.kill(pid, 0)) return false;
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    return false;
  }
}

describe('MediaWorker', () => {
  it('starts no process before it is asked, and one for many questions', async () => {
    const worker = start();
    expect(worker.pid).toBeUndefined();
    expect(await Promise.all(['a', 'b', 'c'].map((path) => ask(worker, path)))).toEqual(['a', 'b', 'c']);
    const first = worker.pid;
    expect(await ask(worker, 'd')).toBe('d');
    expect(worker.pid).toBe(first);
  });

  it.each([
    ['crash', 'SIGSEGV'],
    ['leave', 'code 3'],
  ])(
    'turns a worker that ends (%s) into an error, and answers the next from a fresh one',
    async (path, how) => {
      const worker = start();
      const [lost, next] = await Promise.allSettled([ask(worker, path), ask(worker, 'next')]);
      expect(lost).toMatchObject({
        status: 'rejected',
        reason: { code: 'MEDIA_WORKER_DIED', retrySafe: true, message: expect.stringContaining(how) },
      });
      expect(next).toEqual({ status: 'fulfilled', value: 'next' });
    },
  );

  it('ends a worker that takes too long', async () => {
    const worker = start({ timeLimitMs: 300 });
    const slow = ask(worker, 'hang');
    await vi.waitFor(() => expect(worker.pid).toBeDefined());
    const { pid } = worker;
    await expect(slow).rejects.toMatchObject({
      code: 'MEDIA_TIMEOUT',
      message: expect.stringContaining('0.3 seconds'),
    });
    expect(isAlive(pid)).toBe(false);
  });

  it('passes an error on with its code and fault, and keeps the worker', async () => {
    const worker = start();
    await expect(ask(worker, 'fail')).rejects.toMatchObject({
      name: 'FalVideoError',
      fault: 'input',
      code: 'NOT_A_VIDEO',
    });
    expect(worker.pid).toBeDefined();
  });

  it('hides the key from the worker', async () => {
    vi.stubEnv('FAL_KEY', 'id:not-a-real-secret');
    const names = await ask(start(), 'environment');
    expect(names).toContain('PATH');
    expect(names).not.toContain('FAL_KEY');
  });

  it('ends an idle worker and starts another when it is needed', async () => {
    const worker = start({ idleMs: 1 });
    await ask(worker, 'a');
    await vi.waitFor(() => expect(worker.pid).toBeUndefined());
    expect(await ask(worker, 'b')).toBe('b');
  });

  it('ends its process on close, in the middle of work too, and takes no more questions', async () => {
    const worker = start();
    const lost = ask(worker, 'hang').catch((error: unknown) => error);
    await vi.waitFor(() => expect(worker.pid).toBeDefined());
    const { pid } = worker;
    await worker.close();
    expect(await lost).toMatchObject({ code: 'MEDIA_WORKER_DIED' });
    expect(isAlive(pid)).toBe(false);
    await expect(ask(worker, 'late')).rejects.toMatchObject({ code: 'MEDIA_CLOSED' });
  });

  it('says what to do when the worker was never built', async () => {
    const worker = start({ path: join(folder, 'missing.js') });
    await expect(ask(worker, 'a')).rejects.toMatchObject({
      code: 'MEDIA_WORKER_MISSING',
      next: { text: 'Build it: npm run build.' },
    });
  });
});

describe('a program with a media worker', () => {
  it('ends by itself without closing it, and takes the worker along', async () => {
    const built = (name: string) => join(packageRoot, 'dist', 'src', 'media', 'worker', name);
    const program = `
      import { MediaWorker } from ${JSON.stringify(pathToFileURL(built('media-worker.js')).href)};
      const path = ${JSON.stringify(built('worker.js'))};
      const worker = new MediaWorker({ path, timeLimitMs: 600_000, idleMs: 600_000 });
      await worker.ask('probe', { path: '/' }).catch((error) => console.log(error.code, worker.pid));
    `;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      timeout: 120_000,
    });
    const [code, pid] = (await run).stdout.split(' ');
    expect(code).toBe('NOT_A_FILE');
    await vi.waitFor(() => expect(isAlive(Number(pid))).toBe(false));
  });
});
