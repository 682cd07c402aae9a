import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../util/package-root.ts';
import type { Terms } from '../types.ts';
import { boundsOf } from './bounds.ts';
import { MediaWorkers, type MediaWorkersOptions } from './media-workers.ts';

// Does what the path of a probe says, in place of probing. A sheet is made when there is a file beside the video that
// says so; one that is asked for meanwhile is told that it overlaps.
const STAND_IN = `
import { appendFileSync, existsSync } from 'node:fs';
process.on('disconnect', () => process.exit());
let busy = false;
process.on('message', ({ operation, request: { path, video } }) => {
  if (operation === 'probe' && path.endsWith('.mp4'))
    return process.send({ result: path.includes('long')
      ? { width: 3840, height: 2160, frames: 1440 } : { width: 1280, height: 720, frames: 120 } });
  if (video !== undefined) {
    if (busy) return process.send({ result: 'overlap' });
    busy = true;
    appendFileSync(video + '.begun', process.pid + '\\n');
    const timer = setInterval(() => {
      if (!existsSync(video + '.go')) return;
      clearInterval(timer);
      busy = false;
      process.send({ result: process.pid });
    }, 5);
    return;
  }
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
const started: MediaWorkers[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-worker-'));
  standIn = join(folder, 'stand-in.mjs');
  await writeFile(standIn, STAND_IN);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.close()));
});
afterAll(() => rm(folder, { recursive: true }));

const ONE = { processes: 1, bytes: 1 };

function start(options: Partial<MediaWorkersOptions> = {}): MediaWorkers {
  const limits = { timeLimitMs: 20_000, idleMs: 20_000 };
  const workers = new MediaWorkers({ path: standIn, bounds: ONE, ...limits, ...options });
  started.push(workers);
  return workers;
}

const ask = (worker: MediaWorkers, path: string): Promise<unknown> => worker.ask('probe', { path });
const pidOf = ({ pids: [pid] }: MediaWorkers) => pid;

/** A process that ended but that nobody has asked about yet (in a container, perhaps never) is not alive. */
function isAlive(pid: number | undefined): boolean {
  try {
    if (pid === undefined || !process.kill(pid, 0)) return false;
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    return false;
  }
}

describe('a media worker', () => {
  it('starts no process before it is asked, and one for many questions', async () => {
    const worker = start();
    expect(pidOf(worker)).toBeUndefined();
    expect(await Promise.all(['a', 'b', 'c'].map((path) => ask(worker, path)))).toEqual(['a', 'b', 'c']);
    const first = pidOf(worker);
    expect(await ask(worker, 'd')).toBe('d');
    expect(pidOf(worker)).toBe(first);
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
    await vi.waitFor(() => expect(pidOf(worker)).toBeDefined());
    const pid = pidOf(worker);
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
    expect(pidOf(worker)).toBeDefined();
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
    await vi.waitFor(() => expect(pidOf(worker)).toBeUndefined());
    expect(await ask(worker, 'b')).toBe('b');
  });

  it('ends its process on close, in the middle of work too, and takes no more questions', async () => {
    const worker = start();
    const lost = ask(worker, 'hang').catch((error: unknown) => error);
    await vi.waitFor(() => expect(pidOf(worker)).toBeDefined());
    const pid = pidOf(worker);
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

describe('media workers', () => {
  const BOUNDS = { processes: 3, bytes: 1_000_000_000 };
  let names = 0;
  const soon = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

  /** A sheet of a clip with this in its name, which is made when it is let go. */
  function sheetOf(workers: MediaWorkers, kind: 'long' | 'short', terms?: Terms) {
    const video = join(folder, `${kind}-${++names}.mp4`);
    const made: Promise<unknown> = workers.ask('contactSheet', { video, output: `${video}.jpg` }, terms);
    made.catch(() => undefined);
    const isBegun = () => existsSync(`${video}.begun`);
    return {
      made,
      isBegun,
      begun: () => soon(() => expect(isBegun()).toBe(true)),
      finish: async () => {
        await writeFile(`${video}.go`, '');
        return await made;
      },
    };
  }
  const many = (count: number, make: () => ReturnType<typeof sheetOf>) => Array.from({ length: count }, make);
  const begunOf = (sheets: readonly ReturnType<typeof sheetOf>[]) =>
    sheets.filter(({ isBegun }) => isBegun()).length;

  it('take as many requests at once as the bounds allow, each in a process of its own, and all in the end', async () => {
    const workers = start({ bounds: BOUNDS });
    const sheets = many(10, () => sheetOf(workers, 'short'));
    await soon(() => expect(begunOf(sheets)).toBe(3));
    expect(workers.pids).toHaveLength(3);
    // Whatever is asked beside them waits for a process, too.
    const other = ask(workers, 'probe');
    expect(begunOf(sheets)).toBe(3);
    const pids = new Set(await Promise.all(sheets.map(({ finish }) => finish())));
    expect(pids.size).toBe(3);
    expect(pids).not.toContain('overlap');
    expect(await other).toBe('probe');
  });

  it('do not hold up a short clip for long ones, however many wait', async () => {
    const workers = start({ bounds: BOUNDS });
    const long = many(5, () => sheetOf(workers, 'long'));
    await soon(() => expect(begunOf(long)).toBe(2));
    for (const short of many(3, () => sheetOf(workers, 'short'))) await short.finish();
    expect(begunOf(long)).toBe(2);
    await Promise.all(long.map(({ finish }) => finish()));
  });

  it('do not hold more in pictures at once than the bound, and do what is above it alone', async () => {
    // One clip in 4K takes some 200 MB.
    const workers = start({ bounds: { processes: 9, bytes: 650_000_000 } });
    const long = many(8, () => sheetOf(workers, 'long'));
    await soon(() => expect(begunOf(long)).toBe(3));
    await sheetOf(workers, 'short').finish();
    expect(begunOf(long)).toBe(3);
    await Promise.all(long.map(({ finish }) => finish()));
    const narrow = start({ bounds: { processes: 9, bytes: 1_000 } });
    const alone = many(2, () => sheetOf(narrow, 'long'));
    await soon(() => expect(begunOf(alone)).toBe(1));
    await sheetOf(narrow, 'short').finish();
    expect(begunOf(alone)).toBe(1);
    await Promise.all(alone.map(({ finish }) => finish()));
  });

  it('give the place of a request that is given up to the next, waiting or at work', async () => {
    const workers = start();
    const [leaving, reason] = [new AbortController(), new Error('the user left')];
    const atWork = sheetOf(workers, 'short', { signal: leaving.signal });
    await atWork.begun();
    const pid = pidOf(workers);
    const waiting = sheetOf(workers, 'short', { signal: leaving.signal });
    const next = sheetOf(workers, 'short');
    leaving.abort(reason);
    await expect(atWork.made).rejects.toBe(reason);
    await expect(waiting.made).rejects.toBe(reason);
    expect(isAlive(pid)).toBe(false);
    await next.finish();
    expect(waiting.isBegun()).toBe(false);
  });

  it('do what somebody waits for before what nobody waits for', async () => {
    const workers = start();
    const first = sheetOf(workers, 'short');
    await first.begun();
    const patient = sheetOf(workers, 'short', { canWait: true });
    const asked = sheetOf(workers, 'short');
    await first.finish();
    await asked.begun();
    expect(patient.isBegun()).toBe(false);
    await asked.finish();
    await patient.finish();
  });

  it('lose with a process that is killed only what was in it', async () => {
    const workers = start({ bounds: BOUNDS });
    const sheets = many(7, () => sheetOf(workers, 'short'));
    await soon(() => expect(begunOf(sheets)).toBe(3));
    const [victim] = workers.pids;
    if (victim !== undefined) process.kill(victim, 'SIGKILL');
    const ends = await Promise.allSettled(sheets.map(({ finish }) => finish()));
    const lost = ends.filter(({ status }) => status === 'rejected');
    expect(lost).toMatchObject([{ reason: { code: 'MEDIA_WORKER_DIED', retrySafe: true } }]);
  });

  it('are bounded by the processors and the memory of the machine', () => {
    const gigabytes = (count: number) => count * 1024 ** 3;
    expect(boundsOf({ processors: 8, memory: gigabytes(32) })).toEqual({ processes: 9, bytes: gigabytes(8) });
    expect(boundsOf({ processors: 8, memory: gigabytes(2) })).toEqual({
      processes: 3,
      bytes: gigabytes(0.5),
    });
    expect(boundsOf({ processors: 1, memory: gigabytes(0.5) })).toMatchObject({ processes: 2 });
  });
});

describe('a program with media workers', () => {
  it('ends by itself without closing it, and takes the worker along', async () => {
    const built = (name: string) => join(packageRoot, 'dist', 'src', 'media', 'worker', name);
    const program = `
      import { MediaWorkers } from ${JSON.stringify(pathToFileURL(built('media-workers.js')).href)};
      const path = ${JSON.stringify(built('worker.js'))};
      const workers = new MediaWorkers({ path, timeLimitMs: 600_000, idleMs: 600_000 });
      await workers.ask('probe', { path: '/' }).catch((error) => console.log(error.code, workers.pids[0]));
    `;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      timeout: 120_000,
    });
    const [code, pid] = (await run).stdout.split(' ');
    expect(code).toBe('NOT_A_FILE');
    await vi.waitFor(() => expect(isAlive(Number(pid))).toBe(false));
  });
});
