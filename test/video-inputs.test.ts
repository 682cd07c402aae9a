import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import type { JobRequest } from '../src/jobs/plan/job-request.ts';
import { systemClock } from '../src/util/clock.ts';
import { generateVideo } from '../tools/generate_video.ts';
import { hear } from './support/agent.ts';
import { modelsWith } from './support/models-with.ts';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';
import { silence } from './support/silence.ts';
import { priceOf } from './support/price-of.ts';

/** Extend, edit, motion control, remix and references, from files of the project to the bill. */

const EXTEND = 'fal-ai/veo3.1/extend-video';
const EDIT = 'fal-ai/kling-video/o1/video-to-video/edit';
const MOTION = 'fal-ai/kling-video/v2.6/standard/motion-control';
const REFERENCE = 'fal-ai/veo3.1/reference-to-video';
const SORA = 'fal-ai/sora-2/text-to-video';
const REMIX = 'fal-ai/sora-2/video-to-video/remix';
const SOUND = 'fal-ai/some-new-model/image-to-video';

const models = modelsWith(
  { endpoint_id: EXTEND, tasks: ['extend'], roles: { video: 'video_url' }, cost: 2_800_000 },
  {
    endpoint_id: EDIT,
    tasks: ['edit'],
    roles: { video: 'video_url', reference: 'image_urls' },
    cost: 400_000,
  },
  {
    endpoint_id: MOTION,
    tasks: ['edit'],
    roles: { video: 'video_url', first_frame: 'image_url' },
    cost: 200_000,
  },
  {
    endpoint_id: REFERENCE,
    tasks: ['reference-to-video'],
    roles: { reference: 'image_urls' },
    cost: 3_200_000,
  },
  { endpoint_id: SORA, tasks: ['text-to-video'], cost: 400_000 },
  { endpoint_id: REMIX, tasks: ['edit'], cost: 400_000 },
  {
    endpoint_id: SOUND,
    tasks: ['image-to-video'],
    roles: { first_frame: 'image_url', audio: 'audio_url' },
    cost: 500_000,
  },
);

let sandbox: Sandbox;
let video: FalVideo;
beforeAll(async () => {
  sandbox = await makeSandbox();
  video = await sandbox.open({ clock: systemClock, models });
  const clip = { picture: join(sandbox.root, 'hero.png'), width: 160, height: 90, fps: 12, seconds: 3 };
  const output = join(sandbox.root, 'walk.mp4');
  await video.media.renderClip({ ...clip, output, motion: { zoom: 0.1 }, mark: '', audio: false });
  await writeFile(join(sandbox.root, 'song.wav'), silence(8000));
});
afterAll(() => sandbox.close());

const run = async (input: object) => {
  const heard = await hear(generateVideo, video, { prompt: 'she walks on', wait_seconds: 45, ...input });
  return heard.data;
};
const uploaded = expect.stringContaining('/files/') as string;

describe('generate_video', () => {
  it('extends a video of the project', async () => {
    const job = await run({ model: EXTEND, video: 'walk.mp4' });
    expect(job).toMatchObject({
      status: 'collected',
      arguments: { video_url: uploaded },
      billed_usd: 2.8,
      outputs: [{ content_type: 'video/mp4' }],
    });
    const [record] = (await video.jobs.get(job['job_id'])).plan.inputs;
    expect(record).toMatchObject({ role: 'video', path: 'walk.mp4', content_type: 'video/mp4' });
  });

  it('edits a video with pictures beside it, and is billed its length', async () => {
    const job = await run({ model: EDIT, video: 'walk.mp4', references: ['hero.png', 'hero.png'] });
    expect(job).toMatchObject({
      status: 'collected',
      arguments: { video_url: uploaded, image_urls: [uploaded, uploaded] },
      billed_usd: 0.504,
    });
  });

  it('moves a picture as a video does', async () => {
    const args = { character_orientation: 'video' };
    const job = await run({ model: MOTION, image: 'hero.png', video: 'walk.mp4', args });
    expect(job).toMatchObject({ status: 'collected', billed_usd: 0.21 });
  });

  it('takes references alone', async () => {
    const job = await run({ model: REFERENCE, references: ['hero.png'] });
    expect(job).toMatchObject({
      status: 'collected',
      arguments: { image_urls: [uploaded] },
      billed_usd: 3.2,
    });
  });

  it('remixes what was made before, by the video_id in its final.json', async () => {
    const first = await run({ model: SORA });
    const final = join(sandbox.root, first['folder'], 'final.json');
    const { video_id } = JSON.parse(await readFile(final, 'utf8')) as { video_id: string };
    const second = await run({ model: REMIX, args: { video_id } });
    expect(second).toMatchObject({ status: 'collected', arguments: { video_id } });
    const unknown = await run({ model: REMIX, args: { video_id: 'video_gone' } });
    expect(unknown).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('Video not found') },
    });
  });

  it('takes a sound', async () => {
    const job = await run({ model: SOUND, image: 'hero.png', sound: 'song.wav' });
    expect(job).toMatchObject({ status: 'collected', arguments: { audio_url: uploaded } });
    const { plan, outputs } = await video.jobs.get(job['job_id']);
    expect(plan.inputs).toContainEqual(expect.objectContaining({ role: 'audio', content_type: 'audio/wav' }));
    expect(outputs[0]?.video).toMatchObject({ has_audio: true });
  });

  it('goes by what is in a file, whatever it is called', async () => {
    await copyFile(join(sandbox.root, 'walk.mp4'), join(sandbox.root, 'walk.webm'));
    const { inputs } = await priceOf(video, { model: EXTEND, video: 'walk.webm' });
    expect(inputs).toMatchObject([{ content_type: 'video/mp4' }]);
  });

  it.each<[string, Partial<JobRequest>, string]>([
    ['a picture as the video', { video: 'hero.png' }, 'NOT_A_VIDEO'],
    ['a video that was cut short', { video: 'cut.mp4' }, 'NOT_A_VIDEO'],
    ['a video as a reference', { references: ['walk.mp4'] }, 'NOT_A_PICTURE'],
    ['a picture as the sound', { sound: 'hero.png' }, 'NOT_A_SOUND'],
    ['a silent video as the sound', { sound: 'walk.mp4' }, 'NOT_A_SOUND'],
    ['a video outside the project', { video: '/etc/hostname' }, 'PATH_OUTSIDE'],
    ['a video on this machine', { video: 'http://localhost/a.mp4' }, 'BAD_INPUT_URL'],
  ])('refuses %s before anything is sent', async (_, files, code) => {
    const whole = await readFile(join(sandbox.root, 'walk.mp4'));
    await writeFile(join(sandbox.root, 'cut.mp4'), whole.subarray(0, whole.length - 300));
    const before = sandbox.simulator.books.accepted().length;
    const refused = video.start({ model: EXTEND, prompt: 'x', ...files });
    await expect(refused).rejects.toMatchObject({ fault: 'input', code });
    expect(sandbox.simulator.books.accepted()).toHaveLength(before);
  });
});
