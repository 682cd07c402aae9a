import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uprightPicture } from './upright-picture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-upright-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A red half above a blue one, as a camera that lay on its side stores it. */
async function stored(orientation: number, format: 'jpeg' | 'png' | 'webp'): Promise<string> {
  const half = (fill: string) => `<rect width="60" height="40" fill="${fill}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="80">${half('#00f')}<svg height="40">${half('#f00')}</svg></svg>`;
  const shown = await sharp(Buffer.from(svg)).png().toBuffer();
  const back: Record<number, number> = { 3: 180, 6: 270, 8: 90 };
  const path = join(folder, `${orientation}.${format}`);
  await writeFile(
    path,
    await sharp(shown)
      .flatten({ background: '#00f' })
      .rotate(back[orientation] ?? 0)
      .withMetadata({ orientation })
      .toFormat(format)
      .toBuffer(),
  );
  return path;
}

describe('a picture that its EXIF turns', () => {
  it.each([
    [3, 'jpeg', 'image/jpeg'],
    [6, 'jpeg', 'image/jpeg'],
    [8, 'jpeg', 'image/jpeg'],
    [6, 'png', 'image/png'],
    [6, 'webp', 'image/png'],
  ] as const)('by %i in a %s stands upright without it', async (orientation, format, content_type) => {
    const path = await stored(orientation, format);
    const before = await readFile(path);
    const { data, ...upright } = await uprightPicture(path);
    expect(upright).toEqual({ content_type });
    const { width, height, orientation: left, exif } = await sharp(data).metadata();
    expect({ width, height, left, exif }).toEqual({
      width: 60,
      height: 80,
      left: undefined,
      exif: undefined,
    });
    const top = await sharp(data).extract({ left: 20, top: 5, width: 1, height: 1 }).raw().toBuffer();
    expect(top[0]).toBeGreaterThan(200);
    expect(top[2]).toBeLessThan(60);
    expect(await readFile(path)).toEqual(before);
  });

  it('is the same to the last byte each time', async () => {
    const path = await stored(6, 'jpeg');
    const [first, second] = await Promise.all([uprightPicture(path), uprightPicture(path)]);
    expect(first.data).toEqual(second.data);
  });

  it('comes out of the colours of print', async () => {
    const path = join(folder, 'print.jpg');
    const print = sharp({ create: { width: 40, height: 20, channels: 3, background: '#c63' } });
    await writeFile(
      path,
      await print.toColourspace('cmyk').withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    );
    const { space, width } = await sharp((await uprightPicture(path)).data).metadata();
    expect({ space, width }).toEqual({ space: 'srgb', width: 20 });
  });
});
