import { copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { systemClock } from '../src/util/clock.ts';
import { hear } from '../test/support/agent.ts';
import { clipNamed } from '../test/support/clips.ts';
import { request } from '../test/support/requests.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { inspectVideo } from './inspect_video.ts';

describe('inspect_video', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  let job = '';
  beforeAll(async () => {
    sandbox = await makeSandbox();
    video = await sandbox.open({ clock: systemClock });
    job = (await video.start(request())).job_id;
    await video.jobs.wait([job], { ms: 20_000, until: 'end' });
    await copyFile(clipNamed('steps.mp4'), join(sandbox.root, 'steps.mp4'));
  });
  afterAll(() => sandbox.close());
  const look = (args: object) => hear(inspectVideo, video, { video: job, ...args });
  const fileIn = (data: Record<string, unknown>, name: string) =>
    join(sandbox.root, String(data['folder']), name);

  it('shows a job: a contact sheet and the facts, simulated work as such', async () => {
    const { data, images, whole } = await look({});
    expect(data).toMatchObject({
      job_id: job,
      show: 'overview',
      simulated: true,
      clip: { kind: 'video', codec: 'h264' },
      files: ['sheet.jpg'],
    });
    expect(images).toEqual(['image/jpeg']);
    expect(whole).not.toHaveProperty('structuredContent');
    expect((await stat(fileIn(data, 'sheet.jpg'))).size).toBeLessThan(900_000);
    const { outputs } = await video.jobs.get(job);
    expect(data['folder']).toContain(`${outputs[0]?.path.replace('.mp4', '')}-inspect/`);
  });

  it('gives exact frames of a file of the project, and leaves the file alone', async () => {
    const before = await readFile(join(sandbox.root, 'steps.mp4'));
    const { data, images, links } = await look({ video: 'steps.mp4', show: 'frames', seconds: [0.5] });
    expect(data).toMatchObject({
      simulated: false,
      frames: [{ file: 'frame-0012.png', index: 12, seconds: 0.5, width: 64, height: 36 }],
    });
    expect(data['folder']).toMatch(/^experiments\/simulated\/fal\/media\/steps-[0-9a-f]{8}\/frames-/);
    expect([images, links.length]).toEqual([['image/jpeg'], 1]);
    expect(await readFile(join(sandbox.root, 'steps.mp4'))).toEqual(before);
  });

  it('makes the same once, and leaves nothing half made behind', async () => {
    const ask = () => look({ video: 'steps.mp4', show: 'frames', count: 3 });
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(first.data).toEqual(second.data);
    const made = (await stat(fileIn(first.data, 'frames.jpg'))).mtimeMs;
    await ask();
    expect((await stat(fileIn(first.data, 'frames.jpg'))).mtimeMs).toBe(made);
    const folders = await readdir(join(sandbox.root, first.data['folder'], '..'));
    expect(folders.filter((name) => name.includes('part'))).toEqual([]);
  });

  it('is given up with its call, leaves nothing behind, and is made by the next call', async () => {
    const args = { video: 'steps.mp4', show: 'frames', count: 7 };
    const [leaving, reason] = [new AbortController(), new Error('the user left')];
    const call = { signal: leaving.signal, progress: () => undefined };
    const given = inspectVideo.run(inspectVideo.input.parse(args), video, call);
    leaving.abort(reason);
    await expect(given).rejects.toBe(reason);
    const { data } = await look(args);
    expect(data['frames']).toHaveLength(7);
    const folders = await readdir(join(fileIn(data, '.'), '..'));
    expect(folders.filter((name) => name.includes('part'))).toEqual([]);
  });

  it.each(['gif', 'webp'])('makes a moving %s, and shows its frames', async (format) => {
    const { data, images, links } = await look({ show: 'animation', to: 0.5, format });
    expect(data['animation']).toMatchObject({ file: `animation.${format}`, seconds: 0.5 });
    expect([images, links.length]).toEqual([['image/jpeg'], 1]);
    const { pages } = await sharp(fileIn(data, `animation.${format}`), { animated: true }).metadata();
    expect(pages).toBeGreaterThan(1);
    expect((await readdir(fileIn(data, '.'))).filter((name) => name.endsWith('.png'))).toEqual([]);
  });

  it('makes a sprite sheet with its atlas', async () => {
    const { data, images, links } = await look({ show: 'sprites', indices: [0, 3, 6, 9] });
    expect(data['sprites']).toMatchObject({ source_indices: [0, 3, 6, 9], atlas: 'sprites.json' });
    expect([images, links.length]).toEqual([['image/jpeg'], 2]);
    const atlas = JSON.parse(await readFile(fileIn(data, 'sprites.json'), 'utf8')) as Record<string, unknown>;
    expect(atlas['meta']).toMatchObject({ simulated: true, image: 'sprites.png' });
  });

  it('lays first and last frame beside the start picture of the job, or the one that is named', async () => {
    const own = await look({ show: 'first_last' });
    expect(own.data['summary']).toBe('The input picture, the first and the last frame.');
    const bare = await look({ video: 'steps.mp4', show: 'first_last' });
    const named = await look({ video: 'steps.mp4', show: 'first_last', picture: 'hero.png' });
    const widthOf = async ({ data }: { data: Record<string, unknown> }) => {
      const { width, height } = await sharp(fileIn(data, 'first-last.jpg')).metadata();
      return width / height;
    };
    expect(await widthOf(named)).toBeGreaterThan(await widthOf(bare));
  });

  it('says where nothing repeats', async () => {
    await copyFile(clipNamed('alpha.mov'), join(sandbox.root, 'alpha.mov'));
    expect((await look({ video: 'alpha.mov', show: 'loop' })).text).toMatch(/^NO_LOOP: /);
  });

  it.each([
    [{ video: 'none.mp4' }, 'NO_SUCH_FILE'],
    [{ video: '/etc/hostname' }, 'PATH_OUTSIDE'],
    [{ video: 'job_nope' }, 'UNKNOWN_JOB'],
    [{ video: 'page.mp4' }, 'NOT_A_VIDEO'],
    [{ video: 'hero.png' }, 'NOT_A_VIDEO'],
    [{ output: 2 }, 'NO_VIDEO'],
    [{ video: 'steps.mp4', show: 'frames', indices: [99] }, 'BAD_FRAMES'],
    [{ video: 'steps.mp4', show: 'frames', indices: [1], count: 2 }, 'BAD_FRAMES'],
    [{ picture: 'none.png' }, 'NO_SUCH_FILE'],
  ])('refuses %j', async (args, code) => {
    await writeFile(join(sandbox.root, 'page.mp4'), '<html>');
    expect((await look(args)).text).toMatch(new RegExp(`^${code}: `));
  });
});
