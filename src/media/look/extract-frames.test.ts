import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipNamed, turnedCopy } from '../../../test/support/clips.ts';
import { media } from '../../../test/support/media.ts';
import type { FrameChoice } from '../seeing-types.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-frames-'));
});
afterAll(() => rm(folder, { recursive: true }));

const framesOf = async (video: string, choice: FrameChoice) =>
  (await media.frames({ video, folder, ...choice })).frames;

async function pixel(path: string | undefined, left: number, top: number): Promise<number[]> {
  return [...(await sharp(path).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

/** The number of a frame of `steps.mp4` and `vfr.mp4`, read from its grey. */
async function numberIn(path: string): Promise<number> {
  const [grey = 0] = await pixel(path, 30, 20);
  return Math.round((grey * (219 / 255)) / 8);
}

describe('frames', () => {
  it('are the ones asked for by number, in the order asked', async () => {
    const frames = await framesOf(clipNamed('steps.mp4'), { indices: [17, 3, 23, 8] });
    expect(frames.map(({ index }) => index)).toEqual([17, 3, 23, 8]);
    expect(await Promise.all(frames.map(({ path }) => numberIn(path)))).toEqual([17, 3, 23, 8]);
    expect(frames[1]).toMatchObject({
      seconds: 0.125,
      width: 64,
      height: 36,
      path: join(folder, 'frame-0003.png'),
    });
  });

  it('are the ones on the screen at a second, also with a changing frame rate', async () => {
    const frames = await framesOf(clipNamed('vfr.mp4'), { seconds: [0.55, 1.42, 0] });
    expect(await Promise.all(frames.map(({ path }) => numberIn(path)))).toEqual([2, 4, 0]);
    expect(frames.map(({ seconds }) => seconds)).toEqual([0.5, 1.4, 0]);
  });

  it('are spread evenly by count, and each is made once', async () => {
    expect((await framesOf(clipNamed('steps.mp4'), { count: 4 })).map(({ index }) => index)).toEqual([
      0, 8, 15, 23,
    ]);
    expect(await framesOf(clipNamed('vfr.mp4'), { count: 99 })).toHaveLength(6);
    expect(await framesOf(clipNamed('vfr.mp4'), { seconds: [0, 0.01, 0.02] })).toHaveLength(1);
  });

  it('keep an odd size', async () => {
    const [frame] = await framesOf(clipNamed('odd.mp4'), { indices: [2] });
    expect(frame).toMatchObject({ width: 65, height: 37 });
    const [dark] = await pixel(frame?.path, 3, 36);
    const [light] = await pixel(frame?.path, 64, 0);
    expect(dark).toBeLessThan(70);
    expect(light).toBeGreaterThan(200);
  });

  it('stand upright where the file asks to be turned', async () => {
    const turned = join(folder, 'turned.mp4');
    await turnedCopy(clipNamed('odd.mp4'), turned);
    const [frame] = await framesOf(turned, { indices: [0] });
    expect(frame).toMatchObject({ width: 37, height: 65 });
    // A quarter clockwise: the dark left goes up.
    expect((await pixel(frame?.path, 10, 5))[0]).toBeLessThan(70);
    expect((await pixel(frame?.path, 10, 60))[0]).toBeGreaterThan(200);
  });

  it.each(['hdr-pq.mp4', 'hdr-hlg.mp4'])('show the reference white of %s as white', async (name) => {
    const [frame] = await framesOf(clipNamed(name), { indices: [1] });
    expect((await pixel(frame?.path, 5, 18))[0]).toBeLessThan(10);
    expect((await pixel(frame?.path, 60, 18))[0]).toBeGreaterThan(235);
  });

  it('stay clear where the video is, and stand on grey in a contact sheet', async () => {
    const [frame] = await framesOf(clipNamed('alpha.mov'), { indices: [0] });
    expect((await pixel(frame?.path, 5, 18))[3]).toBe(0);
    expect(await pixel(frame?.path, 60, 18)).toEqual([255, 0, 0, 255]);
    const sheet = join(folder, 'alpha.jpg');
    await media.contactSheet(clipNamed('alpha.mov'), sheet, { columns: 1, rows: 1 });
    const [red = 0, green = 0] = await pixel(sheet, 40, 40);
    expect([red, green].map((value) => Math.round(value / 10))).toEqual([13, 13]);
  });

  it('of a single picture are that picture', async () => {
    const gif = join(folder, 'one.gif');
    await sharp({ create: { width: 40, height: 30, channels: 3, background: '#3050a0' } })
      .gif()
      .toFile(gif);
    expect(await framesOf(gif, { count: 5 })).toMatchObject([
      { index: 0, seconds: 0, width: 40, height: 30 },
    ]);
  });

  it.each([
    [{ indices: [24] }, 'There is no frame 24: the clip has 24, from 0 to 23 or, from the end, -1 to -24.'],
    [{ indices: [-25] }, 'There is no frame -25'],
    [{ seconds: [1.5] }, 'There is no second 1.5: the clip lasts 1 seconds.'],
    [{ count: 0 }, 'count is a whole number of 1 or more, not 0.'],
    [{ indices: [] }, 'No frame was named.'],
    [{}, 'give one of them'],
    [{ indices: [1], count: 2 }, 'give one of them'],
  ])('refuse %j', async (choice, message) => {
    await expect(framesOf(clipNamed('steps.mp4'), choice)).rejects.toMatchObject({
      code: 'BAD_FRAMES',
      fault: 'input',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['empty.mp4', () => Buffer.alloc(0), 'it is empty'],
    ['page.mp4', () => Buffer.from('<!DOCTYPE html><p>404'), 'HTML'],
    ['cut.mp4', async () => (await readFile(clipNamed('steps.mp4'))).subarray(0, 1500), 'cut short'],
  ])('refuse %s, and leave the worker alive', async (name, content, found) => {
    const path = join(folder, name);
    await writeFile(path, await content());
    const rejected = { code: 'NOT_A_VIDEO', message: expect.stringContaining(found) };
    await expect(framesOf(path, { count: 1 })).rejects.toMatchObject(rejected);
    const output = join(folder, 'x.gif');
    await expect(media.animate({ video: path, output })).rejects.toMatchObject(rejected);
    await expect(media.firstLast({ video: path, output: join(folder, 'x.jpg') })).rejects.toMatchObject(
      rejected,
    );
    expect(await framesOf(clipNamed('steps.mp4'), { count: 1 })).toHaveLength(1);
  });
});
