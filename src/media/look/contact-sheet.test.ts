import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { media } from '../../../test/support/media.ts';
import type { SheetOptions } from '../types.ts';

let folder = '';
let clip = '';
let output = '';

/** 25 frames of 64 x 36: a square that is red on its left half and blue on its right, on green. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-sheet-'));
  clip = join(folder, 'clip.mp4');
  output = join(folder, 'sheet.jpg');
  const picture = join(folder, 'picture.png');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="36"><rect width="64" height="36" fill="#2c9c3c"/>
    <rect x="20" y="6" width="12" height="24" fill="#d02020"/><rect x="32" y="6" width="12" height="24" fill="#2030d0"/></svg>`;
  await sharp(Buffer.from(svg)).toFile(picture);
  const motion = { cycle: { seconds: 1, bob: 0.1, sway: 0 } };
  await media.renderClip({
    picture,
    output: clip,
    width: 64,
    height: 36,
    fps: 24,
    seconds: 25 / 24,
    motion,
    mark: '',
    audio: false,
  });
});
afterAll(() => rm(folder, { recursive: true }));

const sheet = (options?: Partial<SheetOptions>, video = clip) => media.contactSheet(video, output, options);

async function colour(left: number, top: number): Promise<string> {
  const pixel = { left, top, width: 1, height: 1 };
  const [red = 0, green = 0, blue = 0] = await sharp(output).extract(pixel).raw().toBuffer();
  const strongest = Math.max(red, green, blue);
  if (strongest - Math.min(red, green, blue) < 40) return strongest < 128 ? 'dark' : 'light';
  if (strongest === red) return 'red';
  return strongest === green ? 'green' : 'blue';
}

describe('contactSheet', () => {
  it('shows twelve frames in four columns, from the first to the last', async () => {
    const made = await sheet();
    expect(made).toMatchObject({ path: output, width: 4 * 324 + 4, height: 3 * 184 + 4 });
    expect(made.bytes).toBe((await stat(output)).size);
    expect(made.times).toEqual([0, 0.083, 0.167, 0.292, 0.375, 0.458, 0.542, 0.625, 0.708, 0.833, 0.917, 1]);
    expect((await sharp(output).metadata()).format).toBe('jpeg');
  });

  it('keeps the colours and the sides of the frames', async () => {
    await sheet({ columns: 1, rows: 1 });
    expect(await colour(4 + 20, 4 + 20)).toBe('green');
    expect(await colour(4 + 130, 4 + 90)).toBe('red');
    expect(await colour(4 + 190, 4 + 90)).toBe('blue');
  });

  it('stamps the time of each frame into its lower left corner', async () => {
    await sheet({ columns: 2, rows: 1 });
    const stamp = { left: 4, top: 4 + 180 - 22, width: 66, height: 22 };
    const first = await sharp(output).extract(stamp).greyscale().raw().toBuffer();
    const last = await sharp(output)
      .extract({ ...stamp, left: 4 + 324 })
      .greyscale()
      .raw()
      .toBuffer();
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(150);
    // 0.00 and 1.00: the first digits differ, the others do not.
    const differences = first.map((value, index) => Math.abs(value - (last[index] ?? 0)));
    const differs = (from: number, to: number) =>
      differences.some((value, index) => value > 90 && index % 66 >= from && index % 66 < to);
    expect(differs(0, 16)).toBe(true);
    expect(differs(20, 66)).toBe(false);
  });

  it('gives a short video a cell for each frame', async () => {
    const made = await sheet({ columns: 10, rows: 3, cell: 64 });
    expect(made.times).toHaveLength(25);
    expect(made).toMatchObject({ width: 10 * 68 + 4, height: 3 * 40 + 4 });
  });

  it('shows a video upright that asks to be turned', async () => {
    const data = await readFile(clip);
    const matrix = data.indexOf('tkhd') + 44;
    for (const [index, value] of [0, 0x10000, 0, -0x10000, 0].entries())
      data.writeInt32BE(value, matrix + index * 4);
    const turned = join(folder, 'turned.mp4');
    await writeFile(turned, data);
    expect(await sheet({ columns: 1, rows: 1 }, turned)).toMatchObject({ width: 180 + 8, height: 320 + 8 });
    // A quarter clockwise: left goes up.
    expect(await colour(4 + 90, 4 + 130)).toBe('red');
    expect(await colour(4 + 90, 4 + 190)).toBe('blue');
  });

  it('lowers the quality, and then the size, until it fits', async () => {
    const large = await sheet({ maxBytes: 900_000 });
    const smaller = await sheet({ maxBytes: Math.max(10_000, large.bytes - 1000) });
    expect(smaller.bytes).toBeLessThan(large.bytes);
    expect(smaller.width).toBe(large.width);
    const tiny = await sheet({ columns: 5, rows: 5, cell: 640, maxBytes: 10_000 });
    expect(tiny.bytes).toBeLessThanOrEqual(10_000);
    expect(tiny.width).toBeLessThan(5 * 644);
  });

  it('of a short clip is made while long ones are, and is not the last', async () => {
    const ends: string[] = [];
    const made = async (name: string, options: Partial<SheetOptions>) => {
      await media.contactSheet(clip, join(folder, `${name}.jpg`), options);
      ends.push(name);
    };
    // By what they hold, these are long.
    const huge = { columns: 20, rows: 20, cell: 600, maxBytes: 20_000_000 };
    await Promise.all([
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((number) => made(`long ${number}`, huge)),
      made('short', {}),
    ]);
    expect(ends).toHaveLength(9);
    expect(ends.at(-1)).toMatch(/^long/);
  });

  it('refuses what is no video, and leaves the last sheet alone', async () => {
    const { bytes } = await sheet();
    await writeFile(join(folder, 'page.mp4'), '<html>');
    await expect(sheet({}, join(folder, 'page.mp4'))).rejects.toMatchObject({ code: 'NOT_A_VIDEO' });
    expect((await stat(output)).size).toBe(bytes);
  });

  it('refuses a sheet that cannot be', async () => {
    await expect(sheet({ columns: 0 })).rejects.toMatchObject({
      code: 'BAD_SHEET',
      message: "A contact sheet's columns is a whole number from 1 to 20, not 0.",
    });
  });
});
