import { copyFile, mkdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QUOTE_LIFETIME_MS } from '../src/budget/quote.ts';
import type { FalVideo } from '../src/fal-video.ts';
import type { JobRequest } from '../src/jobs/plan/job-request.ts';
import { acquire } from '../src/util/lock.ts';
import { HURRIED } from './support/hurried.ts';
import { request, wordsOnly } from './support/requests.ts';
import { endOf, runToEnd } from './support/run-to-end.ts';
import { makeSandbox, RICH, type Sandbox } from './support/sandbox.ts';
import { priceOf } from './support/price-of.ts';

let sandbox: Sandbox;
let video: FalVideo;
beforeEach(async () => {
  sandbox = await makeSandbox();
  video = await sandbox.open();
});
afterEach(() => sandbox.close());

const accepted = () => sandbox.simulator.books.accepted().length;

describe('bad input costs nothing and says what is wrong', () => {
  const refusal = (more: object) =>
    runToEnd(video, more as Partial<JobRequest>).then(
      (job) => job.state,
      (error: { code: string }) => error.code,
    );

  beforeEach(async () => {
    await writeFile(join(sandbox.root, 'text.png'), 'not a picture');
    await writeFile(join(sandbox.root, 'empty.png'), '');
    await writeFile(join(sandbox.root, '..', 'outside.png'), 'x');
    await symlink(join(sandbox.root, '..', 'outside.png'), join(sandbox.root, 'link.png'));
  });

  it.each([
    ['an unknown alias', { model: 'kling-v33' }, 'UNKNOWN_MODEL'],
    ['an endpoint with ..', { model: 'fal-ai/../x' }, /UNKNOWN_MODEL|BAD_ENDPOINT/],
    ['an endpoint with a scheme', { model: 'https://evil.com/x' }, /UNKNOWN_MODEL|BAD_ENDPOINT/],
    ['a missing file', { image: 'none.png' }, 'NO_SUCH_FILE'],
    ['an empty file', { image: 'empty.png' }, 'EMPTY_FILE'],
    ['a file that is no picture', { image: 'text.png' }, /PICTURE|IMAGE/],
    ['a file outside', { image: '../outside.png' }, 'PATH_OUTSIDE'],
    ['a link that leads outside', { image: 'link.png' }, 'PATH_OUTSIDE'],
    ['an http URL', { image: 'http://example.com/a.png' }, 'BAD_INPUT_URL'],
    ['a loopback URL', { image: 'https://127.0.0.1/a.png' }, 'BAD_INPUT_URL'],
    ['a negative duration', { duration: -5 }, 'INVALID_DURATION'],
    ['a fractional duration', { duration: 5.5 }, 'INVALID_DURATION'],
    ['a name of before', { duration_seconds: 5 }, 'UNKNOWN_ARGUMENT'],
    ['a batch name that climbs', { batch: '../x' }, 'BAD_BATCH'],
  ] as const)('%s', async (_, more, code) => {
    const refused = await refusal(more);
    if (typeof code === 'string') expect(refused).toBe(code);
    else expect(refused).toMatch(code);
    expect(accepted()).toBe(0);
    expect(await video.jobs.list()).toEqual([]);
  });

  it('no picture', async () => {
    await expect(video.start(wordsOnly(request()))).rejects.toMatchObject({
      code: expect.stringMatching(/MISSING/) as string,
    });
    expect(accepted()).toBe(0);
  });

  it('a picture that the model is known not to take', async () => {
    // Kling O1 takes sides of 300 px and more (fal's description of the field).
    await sharp({ create: { width: 640, height: 200, channels: 3, background: '#888' } })
      .png()
      .toFile(join(sandbox.root, 'low.png'));
    const low = { model: 'kling-o1-i2v', image: 'low.png' };
    await expect(video.start(request(low))).rejects.toMatchObject({
      code: 'FILE_NOT_TAKEN',
      message: expect.stringMatching(/low\.png.*200 px.*at least 300 px/) as string,
    });
    expect(accepted()).toBe(0);
  });

  it('a price above what may run unasked needs its quote, which is good once', async () => {
    const careful = await makeSandbox({ config: { ask_above_usd: 0.1 } });
    try {
      const other = await careful.open();
      await expect(other.start(request())).rejects.toMatchObject({
        code: 'QUOTE_NEEDED',
        fault: 'budget',
      });
      const { quote_id } = await priceOf(other, request());
      expect((await other.generate(request(), { quote_id })).state).toBe('collected');
      await expect(other.start(request(), { quote_id })).rejects.toMatchObject({ code: 'QUOTE_USED' });
      const { quote_id: second } = await priceOf(other, request());
      await expect(other.start(request({ prompt: 'else' }), { quote_id: second })).rejects.toMatchObject({
        code: 'QUOTE_MISMATCH',
      });
    } finally {
      await careful.close();
    }
  });

  it('a job that names an experiment is held to the cap of that experiment', async () => {
    const capped = await makeSandbox({ config: { ...RICH, max_experiment_usd: 0.7 } });
    try {
      const other = await capped.open();
      const of = (experiment: string) =>
        other.start(request({ experiment })).then(({ job_id }) => endOf(other, job_id));
      expect((await of('walk')).state).toBe('collected');
      await expect(of('walk')).rejects.toMatchObject({
        code: 'BUDGET_EXCEEDED',
        message: expect.stringContaining('for one experiment is left (max_experiment_usd)') as string,
      });
      expect((await of('run')).state).toBe('collected');
      expect((await runToEnd(other)).state).toBe('collected');
      expect(capped.simulator.books.accepted()).toHaveLength(3);
    } finally {
      await capped.close();
    }
  });

  it('a quote is good for an hour, and for no other model', async () => {
    const { quote_id } = await priceOf(video, request());
    const later = { ...HURRIED, now: () => new Date(Date.now() + QUOTE_LIFETIME_MS + 1_000) };
    const tomorrow = await sandbox.open({ clock: later });
    await expect(tomorrow.start(request(), { quote_id })).rejects.toMatchObject({ code: 'QUOTE_EXPIRED' });
    const model = 'hailuo-02-standard-i2v';
    await expect(video.start(request({ model }), { quote_id })).rejects.toMatchObject({
      code: 'QUOTE_MISMATCH',
      next: { text: expect.stringContaining('without quote_id') as string },
    });
    expect(accepted()).toBe(0);
  });

  it('a quote is bound to the very bytes of the picture', async () => {
    const { quote_id } = await priceOf(video, request());
    await sharp(join(sandbox.root, 'hero.png')).flop().toFile(join(sandbox.root, 'other.png'));
    await copyFile(join(sandbox.root, 'other.png'), join(sandbox.root, 'hero.png'));
    await expect(video.start(request(), { quote_id })).rejects.toMatchObject({ code: 'QUOTE_MISMATCH' });
    expect(accepted()).toBe(0);
  });

  it('a cap that would be passed refuses before anything is sent', async () => {
    const poor = await makeSandbox({ config: { max_day_usd: 1, ask_above_usd: 5 } });
    try {
      const other = await poor.open();
      expect((await runToEnd(other)).state).toBe('collected');
      await expect(other.start(request())).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
      expect(poor.simulator.books.accepted()).toHaveLength(1);
    } finally {
      await poor.close();
    }
  });
});

describe('a damaged or unwritable record', () => {
  const journal = () => join(sandbox.root, 'experiments/simulated/fal/journal.jsonl');

  it('with a torn last line loses only that line', async () => {
    const job = await runToEnd(video);
    await truncate(journal(), (await stat(journal())).size - 3);
    const later = await sandbox.open();
    expect((await later.jobs.get(job.job_id)).state).toBe('collected');
    expect((await runToEnd(later, { prompt: 'again' })).state).toBe('collected');
  });

  it('with a flipped byte stops spending until somebody has looked', async () => {
    const job = await runToEnd(video);
    const bytes = await readFile(journal());
    const at = bytes.indexOf('"completed"') + 3;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(journal(), bytes);
    const later = await sandbox.open();
    await expect(later.start(request())).rejects.toMatchObject({
      code: 'JOURNAL_DAMAGED',
      fault: 'record',
    });
    expect((await later.jobs.get(job.job_id)).job_id).toBe(job.job_id);
    const { problems } = await later.jobs.verify();
    expect(problems).toHaveLength(1);
    expect((await runToEnd(later, { prompt: 'again' })).state).toBe('collected');
  });

  it('behind a lock that another holds too long says so, and sends nothing', async () => {
    const lock = await acquire(join(sandbox.root, 'experiments/simulated/fal/locks/journal.lock'), 1_000);
    const impatient = await sandbox.open({ lockTimeoutMs: 200 });
    await expect(impatient.start(request())).rejects.toMatchObject({ code: 'LOCKED' });
    await lock?.release();
    expect(accepted()).toBe(0);
  });

  it('on a full disk says so, and sends nothing', async () => {
    await mkdir(join(sandbox.root, 'experiments/simulated/fal'), { recursive: true });
    await symlink('/dev/full', journal());
    await expect(video.start(request())).rejects.toMatchObject({
      code: 'DISK_FULL',
      fault: 'configuration',
      message: expect.stringContaining(join(sandbox.root, 'experiments/simulated/fal')) as string,
    });
    expect(accepted()).toBe(0);
  });

  it('where a file stands in the way of its folder says so, and sends nothing', async () => {
    await mkdir(join(sandbox.root, 'experiments'));
    await writeFile(join(sandbox.root, 'experiments/simulated'), 'in the way');
    await expect(video.start(request())).rejects.toMatchObject({ code: 'CANNOT_WRITE' });
    expect(accepted()).toBe(0);
  });
});
