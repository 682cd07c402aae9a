import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../../src/fal-video.ts';
import { type JobRequest, paramsOfFiles } from '../../src/jobs/plan/job-request.ts';
import type { Job } from '../../src/store/job.ts';
import { parseRecordings, type Recording } from '../../src/simulator/index.ts';
import { request, wordsOnly } from '../../test/support/requests.ts';
import { endOf } from '../../test/support/run-to-end.ts';
import { makeSandbox, RICH, type Sandbox } from '../../test/support/sandbox.ts';
import { priceOf } from '../../test/support/price-of.ts';

/** What fal really answered: `data/recorded/README.md`. */
const RECORDED = parseRecordings(
  JSON.parse(readFileSync(new URL('../../test/data/recorded/answers.json', import.meta.url), 'utf8')),
);

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

/** A project whose simulated fal answers as recorded. */
async function projectWith(recordings: Record<string, Recording>): Promise<FalVideo> {
  sandbox = await makeSandbox({
    config: { ...RICH, unknown_price_ceiling_usd: 5 },
    simulator: { recordings },
  });
  return await sandbox.open();
}

/** Whichever endpoint, at whichever price: the recordings are about answers. */
async function begin(video: FalVideo, endpoint: string): Promise<Job> {
  const { arguments: known, inputs } = video.models.get(endpoint);
  const role = (['first_frame', 'reference'] as const).find((one) =>
    inputs.some((input) => input.role === one),
  );
  const files = role === undefined ? {} : paramsOfFiles({ [role]: ['hero.png'] });
  const { prompt, ...rest } = { ...wordsOnly(request({ model: endpoint })), ...files };
  const words = known.length > 0 ? { prompt } : { args: { prompt } };
  const wanted = { ...rest, ...words } as JobRequest;
  const { quote_id } = await priceOf(video, wanted);
  return await video.start(wanted, { quote_id });
}

async function endAt(endpoint: string): Promise<Job> {
  const recording = RECORDED[endpoint];
  if (recording === undefined) throw new Error(`nothing was recorded of ${endpoint}`);
  const video = await projectWith({ [endpoint]: recording });
  return await endOf(video, (await begin(video, endpoint)).job_id);
}

const COLLECTED: [endpoint: string, billedMicros: number, files: string[]][] = [
  ['fal-ai/kling-video/v3/pro/image-to-video', 560_000, ['output-01.mp4']],
  ['fal-ai/veo3.1/image-to-video', 800_000, ['output-01.mp4']],
  ['fal-ai/wan/v2.7/image-to-video', 200_000, ['output-01.mp4']],
  ['bytedance/seedance-2.0/image-to-video', 543_200, ['output-01.mp4']],
  ['xai/grok-imagine-video/image-to-video', 422_000, ['output-01.mp4']],
  ['fal-ai/nano-banana-2', 80_000, ['output-01.png']],
  ['fal-ai/hunyuan-image/v3/instruct/edit', 90_000, ['output-01.png']],
  [
    'fal-ai/kling-video/v2.6/pro/image-to-video',
    400_000,
    ['output-01.mp4', 'side-spritesheet-01.bin', 'side-thumbnail-01.webp'],
  ],
  ['blackforestlabs/flux-3/text-to-video/draft', 425_000, ['output-01.mp4', 'side-draft-cache-01.bin']],
  ['luma/agent/ray/v3.2/image-to-video', 150_000, ['output-01.mp4', 'side-exr-file-01.exr']],
  // A gateway's web page, twice, then the result.
  ['fal-ai/wan/v2.2-a14b/image-to-video', 405_000, ['output-01.mp4']],
];

const FAILED: [endpoint: string, fault: string, code: string, billedMicros: number | null][] = [
  ['minimax/h3/image-to-video', 'model', 'CONTENT_POLICY', 0],
  ['alibaba/happy-horse/image-to-video', 'model', 'MODEL_REFUSED', 0],
  ['fal-ai/kling-video/o3/pro/image-to-video', 'model', 'MODEL_REFUSED', 0],
  ['fal-ai/minimax/hailuo-2.3/pro/image-to-video', 'model', 'MODEL_REFUSED', null],
  ['fal-ai/pixverse/v5.5/image-to-video', 'account', 'ACCOUNT_LOCKED', 0],
  ['xai/grok-imagine-video/v1.5/image-to-video', 'model', 'MODEL_REFUSED', 0],
  ['fal-ai/kling-video/v2.5-turbo/pro/image-to-video', 'model', 'MODEL_FAILED', 0],
  ['fal-ai/vidu/q2/image-to-video/pro', 'model', 'MODEL_FAILED', null],
  ['fal-ai/pixverse/v6/image-to-video', 'model', 'MODEL_REFUSED', 0],
  ['fal-ai/kling-video/v3/standard/image-to-video', 'model', 'CONTENT_POLICY', 0],
  ['fal-ai/vidu/q3/image-to-video/turbo', 'model', 'MODEL_FAILED', null],
];

const LOCKED_WHILE_POLLING = 'fal-ai/vidu/q3/image-to-video';

describe('what fal was recorded to answer', () => {
  it('is tried to the last case', () => {
    const tried = [...COLLECTED, ...FAILED].map(([endpoint]) => endpoint);
    expect(new Set([...tried, LOCKED_WHILE_POLLING])).toEqual(new Set(Object.keys(RECORDED)));
  });

  it.each(COLLECTED)('%s is collected, billed and complete', async (endpoint, billed, files) => {
    const job = await endAt(endpoint);
    expect(job).toMatchObject({ state: 'collected', error: null, missing: [], bill: { micros: billed } });
    expect(job.outputs.map(({ path }) => path.split('/').at(-1))).toEqual(files);
    expect(job.outputs.map(({ role }) => role)).toEqual(files.map((_, at) => (at === 0 ? 'main' : 'side')));
  });

  it.each(FAILED)('%s fails by the right fault: %s, %s', async (endpoint, fault, code, billed) => {
    const job = await endAt(endpoint);
    expect(job).toMatchObject({ state: 'failed', error: { fault, code } });
    expect(job.bill?.micros).toBe(billed);
    // What fal echoes of the input stays where it was.
    expect(JSON.stringify(job.error)).not.toContain('SECRETPROMPT');
  });

  it('a lock while polling leaves the job waiting with its reason, and the next look collects it', async () => {
    const video = await projectWith({ [LOCKED_WHILE_POLLING]: RECORDED[LOCKED_WHILE_POLLING] as Recording });
    const { job_id } = await begin(video, LOCKED_WHILE_POLLING);
    const locked = await endOf(video, job_id);
    expect(locked).toMatchObject({
      state: 'running',
      error: { fault: 'account', code: 'ACCOUNT_LOCKED' },
      retry: { attempts: 1 },
    });
    // Another process knows the reason, too.
    const other = await (sandbox as Sandbox).open();
    expect((await other.jobs.get(job_id)).error?.code).toBe('ACCOUNT_LOCKED');
    const look = () => other.jobs.wait([job_id], { ms: 20_000_000, until: 'end', again: true });
    await look();
    expect((await look())[0]).toMatchObject({
      state: 'collected',
      error: null,
      retry: null,
      bill: { micros: 250_000 },
    });
  });
});

describe('a job whose result is a bare 500 for ever', () => {
  const ENDPOINT = 'fal-ai/vidu/q3/image-to-video/turbo';

  it('goes on holding its reservation, and is looked at again when somebody asks', async () => {
    const video = await projectWith({ [ENDPOINT]: RECORDED[ENDPOINT] as Recording });
    const { job_id, reserved_micros } = await begin(video, ENDPOINT);
    const failed = await endOf(video, job_id);
    expect(failed).toMatchObject({ state: 'failed', bill: { micros: null }, final_answer: null });
    expect((await video.jobs.allowance()).spent_today).toBe(reserved_micros);
    const [row] = await video.ledger();
    expect(row).toMatchObject({ status: 'failed', billed_cost: null, error_code: 'MODEL_FAILED' });
    expect((await video.jobs.reconcile({ waitMs: 0 })).problems).toContainEqual(
      expect.objectContaining({ code: 'MODEL_FAILED' }),
    );
  });

  it('is collected after all when fal gives the result later', async () => {
    const good = RECORDED[LOCKED_WHILE_POLLING]?.result?.[0];
    const bad = RECORDED[ENDPOINT]?.result?.[0];
    if (good === undefined || bad === undefined) throw new Error('no recording');
    // More refusals than all tries together ask for.
    const result = [...Array.from({ length: 80 }, () => bad), good];
    const video = await projectWith({ [ENDPOINT]: { price: { unit_price: 0.05, unit: 'seconds' }, result } });
    const { job_id } = await begin(video, ENDPOINT);
    let job = await endOf(video, job_id);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'MODEL_FAILED' } });
    for (let look = 0; look < 20 && job.state !== 'collected'; look++) {
      [job] = (await video.jobs.wait([job_id], { ms: 20_000_000, until: 'end', again: true })) as [Job];
    }
    expect(job).toMatchObject({ state: 'collected', error: null, bill: { micros: 250_000 } });
  });
});

/** Endings as fal names files, and as they are kept. */
const KINDS = [
  'mp4', 'webm', 'mov', 'mkv', 'avi', 'ts', 'gif', 'webp', 'png', 'svg', 'exr', 'zip', 'glb', 'wav', 'xyz',
]; // prettier-ignore

describe('a result with a file of any kind', () => {
  const ENDPOINT = 'fal-ai/kling-video/v3/pro/image-to-video';
  const naming = (body: unknown): Record<string, Recording> => ({
    [ENDPOINT]: {
      price: { unit_price: 0.14, unit: 'seconds' },
      result: [{ status: 200, headers: { 'x-fal-billable-units': '4.0' }, body }],
    },
  });
  const at = (name: string) => ({ url: `https://v3b.fal.media/files/b/0a00/${name}` });

  it.each(KINDS)('%s alone is collected and billed, and is the output', async (kind) => {
    const video = await projectWith(naming({ video: at(`output.${kind}`) }));
    const job = await endOf(video, (await begin(video, ENDPOINT)).job_id);
    expect(job).toMatchObject({ state: 'collected', missing: [], bill: { micros: 560_000 } });
    const [output] = job.outputs;
    expect(output?.role).toBe('main');
    expect(output?.path).toMatch(new RegExp(`output-01\\.${kind === 'xyz' ? 'bin' : kind}$`));
    expect((await stat(join((sandbox as Sandbox).root, output?.path ?? ''))).size).toBe(output?.bytes);
    const isVideo = ['mp4', 'webm', 'mov', 'mkv', 'avi', 'ts'].includes(kind);
    expect(job.note ?? '').toMatch(isVideo ? /^$/ : /^No video came/);
  });

  it.each(KINDS)('%s beside the video stands in no way, its download refused or not', async (kind) => {
    const beside = kind === 'mp4' ? 'mkv' : kind;
    const video = await projectWith(naming({ video: at('output.mp4'), extra_file: at(`beside.${beside}`) }));
    const job = await endOf(video, (await begin(video, ENDPOINT)).job_id);
    expect(job).toMatchObject({
      state: 'collected',
      missing: [],
      outputs: [{ role: 'main', content_type: 'video/mp4' }, { role: 'side' }],
    });

    const { simulator } = sandbox as Sandbox;
    simulator.setFaults({ rules: [{ call: 'media', kind: '404', match: `.${beside}` }] });
    const without = await endOf(video, (await begin(video, ENDPOINT)).job_id);
    expect(without).toMatchObject({
      state: 'collected',
      bill: { micros: 560_000 },
      outputs: [{ role: 'main' }],
      missing: [{ name: 'side-extra-file-01', error: { code: 'MEDIA_GONE' } }],
    });
  });

  it('books its bill while the download is refused, in the ledger, the caps and for other processes', async () => {
    const video = await projectWith(naming({ video: at('output.mp4') }));
    (sandbox as Sandbox).simulator.setFaults({ rules: [{ call: 'media', kind: '500' }] });
    const { job_id } = await begin(video, ENDPOINT);
    await expect
      .poll(async () => (await video.jobs.get(job_id)).retry?.attempts ?? 0, { interval: 10 })
      .toBeGreaterThan(1);
    const other = await (sandbox as Sandbox).open();
    const job = await other.jobs.get(job_id);
    expect(job).toMatchObject({ bill: { micros: 560_000 }, error: { code: 'MEDIA_REFUSED' } });
    expect((await other.jobs.allowance()).spent_today).toBe(560_000);
    const without = await endOf(video, job_id);
    expect(without).toMatchObject({ state: 'collected', outputs: [] });
    const [row] = await video.ledger();
    expect(row).toMatchObject({ status: 'collected', billed_cost: 0.56, error_code: 'MEDIA_REFUSED' });
  });

  it('of sound alone says so', async () => {
    const video = await projectWith(naming({ audio: at('voice.wav') }));
    const job = await endOf(video, (await begin(video, ENDPOINT)).job_id);
    expect(job.note).toBe('No video came: the result holds sound alone.');
    const manifest = await readFile(
      join((sandbox as Sandbox).root, job.outputs[0]?.path ?? '', '../run.json'),
    );
    expect(JSON.parse(manifest.toString())).toMatchObject({ note: job.note });
  });

  it('is fetched once: a file that came is not asked for again while another one does not', async () => {
    const video = await projectWith(naming({ video: at('output.mp4'), mask: at('mask.png') }));
    const { simulator } = sandbox as Sandbox;
    simulator.setFaults({
      rules: [
        { call: 'media', kind: '502', match: 'nothing' },
        { call: 'media', kind: '404', match: '.png', times: 1 },
      ],
    });
    const job = await endOf(video, (await begin(video, ENDPOINT)).job_id);
    expect(job.missing).toHaveLength(1);
    await video.jobs.wait([job.job_id], { ms: 20_000_000, until: 'end', again: true });
    const whole = await video.jobs.get(job.job_id);
    expect(whole).toMatchObject({ missing: [], error: null });
    expect(simulator.books.accepted()[0]?.downloads).toBe(2);
  });
});
