import { randomBytes } from 'node:crypto';
import { readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { jobFolder } from '../../src/store/job-folder.ts';
import { parseRecordings } from '../../src/simulator/index.ts';
import { request } from '../../test/support/requests.ts';
import { endOf, runToEnd } from '../../test/support/run-to-end.ts';
import { makeSandbox, type Sandbox, type SandboxOptions } from '../../test/support/sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const ENDPOINT = 'fal-ai/kling-video/v3/pro/image-to-video';
const HEADERS = { 'x-fal-billable-units': '4.0' };

async function videoThatAnswers(body: unknown, simulator: SandboxOptions['simulator'] = {}) {
  const recordings = parseRecordings({
    [ENDPOINT]: {
      price: { unit_price: 0.14, unit: 'seconds' },
      result: { status: 200, headers: HEADERS, body },
    },
  });
  sandbox = await makeSandbox({ simulator: { recordings, ...simulator } });
  // A large answer takes longer than the hurried calls of other tests.
  return await sandbox.open({ timeouts: {} });
}

/** Bytes that begin like a PNG picture. */
const pictureOf = (bytes: number) =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(bytes - 8)]);
const dataUri = (bytes: Buffer) => `data:image/png;base64,${bytes.toString('base64')}`;

describe('a result that carries its files itself', () => {
  it.each([9_400_000, 40_000_000])('becomes files, %i bytes long', async (size) => {
    const [first, second] = [pictureOf(size), pictureOf(1000)];
    const video = await videoThatAnswers({
      images: [{ url: dataUri(first) }, { url: dataUri(second) }],
      seed: 7,
    });
    const job = await runToEnd(video);
    expect(job).toMatchObject({
      state: 'collected',
      error: null,
      bill: { micros: 560_000 },
      outputs: [{ content_type: 'image/png', bytes: first.length }, { bytes: second.length }],
    });
    expect(first.equals(await readFile(join(sandbox.root, job.outputs[0]?.path ?? '')))).toBe(true);
    const final = join(sandbox.root, job.outputs[0]?.path ?? '', '../final.json');
    expect((await stat(final)).size).toBeLessThan(1000);
    // What the journal keeps of them is short, too.
    expect((await stat(join(sandbox.root, 'experiments/simulated/fal/journal.jsonl'))).size).toBeLessThan(
      30_000,
    );
  });

  it('as text, an SVG, becomes a file too', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
    const video = await videoThatAnswers({ image: { url: `data:image/svg+xml,${encodeURIComponent(svg)}` } });
    const job = await runToEnd(video);
    expect(await readFile(join(sandbox.root, job.outputs[0]?.path ?? ''), 'utf8')).toBe(svg);
  });

  it('and is too long without them ends with its bill booked and the reason', async () => {
    const video = await videoThatAnswers({ video: null, log: 'x'.repeat(9_000_000) });
    const job = await runToEnd(video);
    expect(job).toMatchObject({
      state: 'failed',
      error: { code: 'NO_RESULT', message: expect.stringContaining('larger than') as string },
      bill: { micros: 560_000 },
    });
  });
});

describe('a full disk', () => {
  // Every write to this file of Linux fails with ENOSPC.
  it.skipIf(process.platform !== 'linux')(
    'leaves the job waiting with its bill and the reason, and a later look collects it',
    async () => {
      const body = { video: { url: 'https://v3b.fal.media/files/output.mp4' } };
      const video = await videoThatAnswers(body, { pace: { queueMs: 5, workMs: 3_000 } });
      const { job_id } = await video.start(request());
      await expect.poll(async () => (await video.jobs.get(job_id)).state).toMatch(/queued|running/);
      const folder = jobFolder(video, await video.jobs.get(job_id));
      await symlink('/dev/full', join(folder, 'output-01.part'));
      const stuck = await endOf(video, job_id);
      expect(stuck).toMatchObject({
        state: 'completed',
        bill: { micros: 560_000 },
        error: { fault: 'configuration', message: expect.stringMatching(/ENOSPC|full/) as string },
        retry: { attempts: 1 },
      });
      // Every process says so, and so does the ledger.
      const other = await sandbox.open();
      expect(await other.jobs.get(job_id)).toMatchObject({ error: { code: stuck.error?.code } });
      expect(await other.ledger()).toMatchObject([{ status: 'completed', error_code: stuck.error?.code }]);
      // The link goes with the failed try: there is room again.
      const [job] = await other.jobs.wait([job_id], { ms: 20_000_000, until: 'end', again: true });
      expect(job).toMatchObject({ state: 'collected', error: null, retry: null });
    },
  );
});
