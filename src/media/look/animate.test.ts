import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipNamed } from '../../../test/support/clips.ts';
import { media } from '../../../test/support/media.ts';
import type { AnimationSpec } from '../seeing-types.ts';

let folder = '';
let walk = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-animate-'));
  walk = join(folder, 'walk.mp4');
  const picture = join(folder, 'anchor.png');
  await media.drawAnchor({ output: picture, width: 320, height: 180 });
  const size = { width: 320, height: 180, fps: 24, seconds: 2 };
  const motion = { cycle: { seconds: 1, bob: 0.05, sway: 0.03 } };
  await media.renderClip({ picture, output: walk, ...size, motion, mark: 'SIMULATED', audio: false });
});
afterAll(() => rm(folder, { recursive: true }));

async function animated(name: string, options: Partial<AnimationSpec>) {
  const output = join(folder, name);
  const made = await media.animate({ video: walk, output, ...options });
  const { delay = [], pages, loop } = await sharp(output, { animated: true }).metadata();
  return { made, delay, pages, loop, output };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('animate', () => {
  it('makes a GIF whose hundredths add up to the true length', async () => {
    const { made, delay, pages, loop } = await animated('walk.gif', { from: 0, to: 1 });
    expect(made).toMatchObject({ frames: 24, seconds: 1, fps: 24, width: 320, height: 180 });
    expect(made.source_indices).toEqual(Array.from({ length: 24 }, (_, index) => index));
    expect([pages, loop, sum(delay)]).toEqual([24, 0, 1000]);
    expect(new Set(delay)).toEqual(new Set([40, 50]));
  });

  it('makes a WebP in thousandths', async () => {
    const { delay, pages } = await animated('walk.webp', { from: 0.5, to: 1.5, fps: 12 });
    expect([pages, sum(delay)]).toEqual([12, 1000]);
  });

  it('keeps a flat background flat: one colour in all frames, without speckles', async () => {
    const { output } = await animated('flat.gif', {});
    const { data, info } = await sharp(output, { animated: true })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const colours = new Set<string>();
    for (let page = 0; page * 180 < info.height; page++) {
      for (let y = 0; y < 160; y += 3) {
        const at = ((page * 180 + y) * 320 + (y % 60)) * 3;
        colours.add([...data.subarray(at, at + 3)].join());
      }
    }
    expect(colours.size).toBe(1);
  });

  it('shows named frames one after the other, over the length of a cycle', async () => {
    const { made, delay } = await animated('loop.gif', {
      indices: [0, 3, 6, 9, 12, 15, 18, 21],
      duration: 1,
    });
    expect(made).toMatchObject({ frames: 8, seconds: 1, source_indices: [0, 3, 6, 9, 12, 15, 18, 21] });
    expect(new Set(delay)).toEqual(new Set([120, 130]));
  });

  it('follows a changing frame rate', async () => {
    const { made } = await animated('vfr.gif', { video: clipNamed('vfr.mp4'), fps: 10 });
    const wanted = [0, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3];
    expect(made.source_indices.slice(0, 14)).toEqual(wanted);
  });

  it('never enlarges, and shrinks to the side asked', async () => {
    expect((await animated('small.gif', { side: 160, to: 0.2 })).made).toMatchObject({
      width: 160,
      height: 90,
    });
    expect((await animated('large.gif', { side: 2000, to: 0.2 })).made).toMatchObject({
      width: 320,
      height: 180,
    });
  });

  it.each([
    [{ from: 3 }, 'There is nothing from second 3'],
    [{ indices: [99] }, 'There is no frame 99'],
    [{ fps: 0 }, 'fps is a number from 0.5 to 50'],
    [{ side: 5000 }, '16 to 2048 pixels'],
    [{ indices: [0], duration: -1 }, 'lasts up to 600 seconds'],
  ])('refuses %j', async (options, message) => {
    await expect(animated('no.gif', options)).rejects.toMatchObject({
      code: 'BAD_FRAMES',
      message: expect.stringContaining(message),
    });
  });

  it('refuses another kind of file', async () => {
    await expect(animated('walk.mp4', {})).rejects.toMatchObject({ code: 'BAD_ANIMATION' });
  });
});

describe('spriteSheet', () => {
  const indices = [0, 3, 6, 9, 12, 15, 18, 21];
  const sheetOf = async (options: object) => {
    const files = { output: join(folder, 'sprites.png'), atlas: join(folder, 'sprites.json') };
    const made = await media.spriteSheet({ video: walk, ...files, indices, ...options });
    const atlas = JSON.parse(await readFile(files.atlas, 'utf8')) as {
      frames: { frame: object; source_index: number; duration: number }[];
      meta: Record<string, unknown>;
    };
    return { made, atlas, output: files.output };
  };

  it('keeps the whole canvas of each frame, and says in the atlas where it is and which it was', async () => {
    const { made, atlas, output } = await sheetOf({ columns: 3 });
    expect(made).toMatchObject({
      cell: { width: 320, height: 180 },
      columns: 3,
      rows: 3,
      width: 960,
      height: 540,
    });
    expect(atlas.frames.map(({ source_index }) => source_index)).toEqual(indices);
    expect(atlas.frames[4]).toMatchObject({ frame: { x: 320, y: 180, w: 320, h: 180 }, duration: 125 });
    expect(atlas.meta).toMatchObject({ image: 'sprites.png', size: { w: 960, h: 540 } });
    expect(await sharp(output).metadata()).toMatchObject({ width: 960, height: 540 });
  });

  it('frees the character: 256x256, feet at row 255, one scale, its movement kept', async () => {
    const { made, atlas, output } = await sheetOf({ cell: 'character', columns: 8, mark: 'SIMULATED' });
    expect(made).toMatchObject({ cell: { width: 256, height: 256 }, scale: 1, notes: [] });
    expect(atlas.meta).toMatchObject({ anchor: { x: 128, y: 255 }, format: 'RGBA8888' });
    const boxes: { top: number; bottom: number; left: number; right: number }[] = [];
    const { data, info } = await sharp(output).raw().toBuffer({ resolveWithObject: true });
    for (const cell of indices.keys()) {
      const box = { top: 999, bottom: -1, left: 999, right: -1 };
      for (let y = 0; y < 256; y++) {
        for (let x = 0; x < 256; x++) {
          if ((data[(y * info.width + cell * 256 + x) * 4 + 3] ?? 0) < 128) continue;
          box.top = Math.min(box.top, y);
          box.bottom = Math.max(box.bottom, y);
          box.left = Math.min(box.left, x);
          box.right = Math.max(box.right, x);
        }
      }
      boxes.push(box);
    }
    expect(Math.max(...boxes.map(({ bottom }) => bottom))).toBeGreaterThanOrEqual(254);
    const [first, , , , middle] = boxes;
    // The cycle rises by a twentieth of the height: 9 pixels.
    expect(Math.abs((first?.bottom ?? 0) - (middle?.bottom ?? 0) - 9)).toBeLessThanOrEqual(1);
    const heights = boxes.map(({ top, bottom }) => bottom - top);
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(2);
    const middles =
      (Math.min(...boxes.map(({ left }) => left)) + Math.max(...boxes.map(({ right }) => right))) / 2;
    expect(Math.abs(middles - 128)).toBeLessThanOrEqual(2);
  });

  it('cuts the mark away with the background, and sets it below the cells', async () => {
    const { made, output } = await sheetOf({ cell: 'character', mark: 'SIMULATED' });
    expect(made.height).toBe(made.rows * 256 + 64);
    const strip = await sharp(output)
      .extract({ left: 0, top: made.rows * 256, width: made.width, height: 64 })
      .raw()
      .toBuffer();
    expect(strip.some((value, at) => at % 4 === 3 && value === 255)).toBe(true);
  });

  it('says so where there is no flat background to cut from', async () => {
    const picture = join(folder, 'scene.png');
    const video = join(folder, 'scene.mp4');
    await media.renderPicture({
      output: picture,
      width: 320,
      height: 180,
      format: 'png',
      words: 'hills',
      mark: '',
    });
    const size = { width: 320, height: 180, fps: 8, seconds: 0.5 };
    await media.renderClip({ picture, output: video, ...size, motion: {}, mark: '', audio: false });
    await expect(sheetOf({ video, indices: [0], cell: 'character' })).rejects.toMatchObject({
      code: 'BAD_FRAMES',
      message: expect.stringContaining('no flat or clear background'),
    });
  });

  it.each([[[]], [[999]], [Array.from({ length: 65 }, () => 0)]])('refuses %j', async (wrong) => {
    await expect(sheetOf({ indices: wrong })).rejects.toMatchObject({ code: 'BAD_FRAMES' });
  });
});
