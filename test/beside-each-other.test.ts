import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExperimentState } from '../src/experiments/run/types.ts';
import type { FalVideo } from '../src/fal-video.ts';
import type { Media } from '../src/media/types.ts';
import { parseRecordings } from '../src/simulator/index.ts';
import { ALL_FIVE, request } from './support/requests.ts';
import { endOf, runToEnd } from './support/run-to-end.ts';
import { makeSandbox, type Sandbox, type SandboxOptions } from './support/sandbox.ts';
import { media } from './support/media.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function opened(simulator: SandboxOptions['simulator'] = {}): Promise<FalVideo> {
  sandbox = await makeSandbox({ simulator });
  return await sandbox.open();
}

/** The next downloads, so many of them, bring a byte and then another one in ten minutes. */
const trickle = (times: number, match = '') =>
  sandbox.simulator.setFaults({ rules: [{ call: 'media', kind: 'trickle', ms: 600_000, times, match }] });
const trickling = () => sandbox.simulator.books.strikes.filter(({ kind }) => kind === 'trickle').length;

describe('a download that trickles', () => {
  it('delays no other job, of this process or another', async () => {
    const video = await opened();
    trickle(3);
    const slow = await Promise.all([1, 2, 3].map((take) => video.start(request({ prompt: `take ${take}` }))));
    await expect.poll(trickling, { timeout: 60_000 }).toBe(3);
    const other = await sandbox.open();
    const jobs = await Promise.all([
      ...[4, 5, 6].map((take) => runToEnd(video, { prompt: `take ${take}` })),
      ...[7, 8].map((take) => runToEnd(other, { prompt: `take ${take}` })),
    ]);
    expect(jobs.map(({ state }) => state)).toEqual(Array(5).fill('collected'));
    const states = await Promise.all(slow.map(async ({ job_id }) => (await video.jobs.get(job_id)).state));
    expect(states).toEqual(Array(3).fill('completed'));
  });

  it('delays no other file of its own job', async () => {
    const at = (name: string) => ({ url: `https://v3b.fal.media/files/b/0a00/${name}` });
    const images = ['1.png', '2.png', '3.webp', '4.webp'].map(at);
    const endpoint = 'fal-ai/kling-video/v3/pro/image-to-video';
    const result = { status: 200, headers: { 'x-fal-billable-units': '4.0' }, body: { images } };
    const price = { unit_price: 0.14, unit: 'seconds' };
    const video = await opened({ recordings: parseRecordings({ [endpoint]: { price, result } }) });
    trickle(1, '.png');
    const { job_id } = await video.start(request());
    const come = async () => (await video.jobs.get(job_id)).outputs.length;
    await expect.poll(come, { timeout: 60_000 }).toBe(3);
    expect(await video.jobs.get(job_id)).toMatchObject({ state: 'completed', missing: [{ error: null }] });
  });

  it('is given up after its time, with the reason, and had by another try', async () => {
    const video = await opened();
    await video.close();
    const impatient = await sandbox.open({ timeouts: { transferIdle: 300 } });
    // As many as the tries of one round.
    trickle(5);
    const { job_id } = await impatient.start(request());
    const reasons = new Set<string>();
    impatient.jobs.listen(({ job }) => reasons.add(job.error?.message ?? ''));
    expect(await endOf(impatient, job_id)).toMatchObject({ state: 'collected', missing: [], error: null });
    expect([...reasons].join('\n')).toMatch(/nothing more within 300 ms, 1 of \d+ bytes had come/);
    expect(trickling()).toBe(5);
  });
});

describe('a run that ends', () => {
  const PLAN = {
    models: ALL_FIVE.slice(0, 3),
    prompts: ['the hero walks in place'],
    image: 'hero.png',
    duration: 6,
  };

  /** The shared media part, whose measures of clips wait until they are let go. */
  function heldMedia() {
    let letGo = () => {};
    const open = new Promise<void>((resolve) => (letGo = resolve));
    const held = (part: Media): Media => ({
      ...part,
      with: (terms) => held(part.with(terms)),
      measureClip: async (...given) => {
        await open;
        return await part.measureClip(...given);
      },
    });
    return { media: held(media), letGo };
  }

  const seen = ({ cells }: ExperimentState) =>
    cells.map(({ status, video, measures }) => [
      status,
      (video?.sheet ?? null) !== null && measures !== null,
    ]);

  it('is told as over, here and elsewhere, when the last video of it was looked at', async () => {
    sandbox = await makeSandbox();
    await mkdir(join(sandbox.root, 'experiments'));
    await writeFile(join(sandbox.root, 'experiments/walk.json'), JSON.stringify(PLAN));
    const { media: part, letGo } = heldMedia();
    const video = await sandbox.open({ media: part });
    const other = await sandbox.open();
    await video.experiments.run('walk');
    const collected = async () =>
      (await other.experiments.state('walk')).cells.filter(({ status }) => status === 'collected').length;
    await expect.poll(collected, { timeout: 60_000 }).toBe(3);
    const waiting = [video, other].map(({ experiments }) => experiments.wait('walk', { ms: 1_000_000_000 }));
    expect((await video.experiments.state('walk')).running).toBe('here');
    expect((await other.experiments.state('walk')).running).toBe('elsewhere');
    letGo();
    for (const state of await Promise.all(waiting)) {
      expect(state.running).toBe('no');
      expect(seen(state)).toEqual(Array.from({ length: 3 }, () => ['collected', true]));
    }
  });

  it('makes way for the same run again, which then looks at what is left', async () => {
    sandbox = await makeSandbox();
    await mkdir(join(sandbox.root, 'experiments'));
    const write = (plan: object) =>
      writeFile(join(sandbox.root, 'experiments/walk.json'), JSON.stringify({ ...PLAN, ...plan }));
    await write({});
    const { media: part, letGo } = heldMedia();
    const video = await sandbox.open({ media: part });
    await video.experiments.run('walk');
    await expect
      .poll(async () => (await video.jobs.list({ states: ['collected'] })).length, { timeout: 60_000 })
      .toBe(3);
    await write({ models: ALL_FIVE.slice(0, 4) });
    // The run of before is over; until it has seen that itself, it is the one that runs.
    await expect
      .poll(
        async () => {
          await video.experiments.run('walk');
          return (await video.jobs.list({ experiment: 'walk' })).length;
        },
        { timeout: 60_000 },
      )
      .toBe(4);
    letGo();
    const state = await video.experiments.wait('walk', { ms: 1_000_000_000 });
    expect(seen(state)).toEqual(Array.from({ length: 4 }, () => ['collected', true]));
  });
});
