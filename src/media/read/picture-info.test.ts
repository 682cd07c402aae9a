import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_PICTURE_BYTES, pictureInfo } from './picture-info.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-picture-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Noise, so that the file has something to be cut from. */
function picture(width = 80, height = 60) {
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  });
}

async function written(name: string, data: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, data);
  return path;
}

async function refusal(path: string) {
  return pictureInfo(path).then(
    () => {
      throw new Error(`${path} was accepted`);
    },
    (error: unknown) => error,
  );
}

const FORMATS = ['png', 'jpeg', 'webp', 'gif', 'avif'] as const;

describe('pictureInfo', () => {
  it.each(FORMATS)('reads the size and format of a %s', async (format) => {
    const data = await picture().toFormat(format).toBuffer();
    expect(await pictureInfo(await written(`good.${format}`, data))).toEqual({
      kind: 'picture',
      format,
      width: 80,
      height: 60,
      has_alpha: false,
      transparent: false,
      frames: 1,
      orientation: 1,
      cmyk: false,
      bytes: data.length,
      content_type: `image/${format}`,
    });
  });

  it.each(FORMATS)('refuses a %s that is cut short', async (format) => {
    const data = await picture().toFormat(format).toBuffer();
    const path = await written(`cut.${format}`, data.subarray(0, Math.floor(data.length * 0.6)));
    expect(await refusal(path)).toMatchObject({
      fault: 'input',
      code: 'NOT_A_PICTURE',
      message: expect.stringMatching(/cut\.\w+ is not .*: it starts like .*, but it is cut short or damaged/),
    });
  });

  it('goes by what is in the file, not by its name', async () => {
    const path = await written('really-a.png', await picture().webp().toBuffer());
    expect((await pictureInfo(path)).content_type).toBe('image/webp');
  });

  /** Green, with a part of it seen through. */
  const partly = (share: number) =>
    sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><rect width="${200 * (1 - share)}" height="40" fill="#0a0"/></svg>`,
      ),
    );

  it.each([
    ['clear in a half', () => partly(0.5).png(), true],
    ['clear at one end alone', () => partly(0.05).png(), true],
    ['clear at one end, as a WebP', () => partly(0.05).webp(), true],
    ['clear in a half, as a GIF', () => partly(0.5).gif(), true],
    ['closed, though it could be clear', () => partly(0).ensureAlpha().png(), false],
    ['without any way to be clear', () => picture().png(), false],
  ])('says of a picture that is %s whether something shows through', async (name, make, transparent) => {
    const path = await written(name, await make().toBuffer());
    expect(await pictureInfo(path)).toMatchObject({ transparent });
  });

  it('says that a picture moves, and that it is in the colours of print', async () => {
    const frames = Buffer.concat([Buffer.alloc(300, 0), Buffer.alloc(300, 200), Buffer.alloc(300, 90)]);
    const strip = () => sharp(frames, { raw: { width: 10, height: 30, channels: 3, pageHeight: 10 } });
    expect(await pictureInfo(await written('moves.gif', await strip().gif().toBuffer()))).toMatchObject({
      frames: 3,
    });
    expect(await pictureInfo(await written('moves.webp', await strip().webp().toBuffer()))).toMatchObject({
      frames: 3,
    });
    const print = await picture().toColourspace('cmyk').jpeg().toBuffer();
    expect(await pictureInfo(await written('print.jpg', print))).toMatchObject({ cmyk: true });
  });

  it('gives the size as shown where the camera was held upright', async () => {
    const path = await written(
      'turned.jpg',
      await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    );
    expect(await pictureInfo(path)).toMatchObject({ width: 60, height: 80, orientation: 6 });
  });

  it('tells whether a picture has an alpha channel', async () => {
    const path = await written('alpha.png', await picture().ensureAlpha(0.5).png().toBuffer());
    expect((await pictureInfo(path)).has_alpha).toBe(true);
  });

  it('reads a file that was replaced under the same name afresh', async () => {
    const path = await written('changing.png', await picture(40, 40).png().toBuffer());
    expect((await pictureInfo(path)).width).toBe(40);
    await written('changing.png', await picture(50, 50).png().toBuffer());
    expect((await pictureInfo(path)).width).toBe(50);
  });

  it.each([
    ['empty.png', '', 'it is empty (0 bytes)'],
    ['paper.png', '%PDF-1.7 …', 'it starts like a PDF document'],
    ['page.png', '<!doctype html><title>Sign in</title>', 'it starts like an HTML page'],
    ['drawing.png', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'it starts like an SVG drawing'],
    ['head-only.png', '\x89PNG\r\n\x1a\n', 'it starts like a PNG picture, but it is cut short or damaged'],
  ])('refuses %s and says what it found', async (name, content, found) => {
    const path = await written(name, Buffer.from(content, 'latin1'));
    expect(await refusal(path)).toMatchObject({
      code: 'NOT_A_PICTURE',
      message: expect.stringContaining(found),
    });
  });

  it('refuses a file of too many bytes without reading it', async () => {
    const path = await written('huge.png', await picture().png().toBuffer());
    await truncate(path, MAX_PICTURE_BYTES + 1);
    expect(await refusal(path)).toMatchObject({
      code: 'PICTURE_TOO_LARGE',
      message: expect.stringContaining('50000001 bytes'),
    });
  });

  it('refuses a small file of too many pixels without decoding it', async () => {
    const data = await picture().png().toBuffer();
    data.writeUInt32BE(12_000, 16);
    data.writeUInt32BE(10_000, 20);
    data.writeUInt32BE(crc32(data.subarray(12, 29)), 29);
    const path = await written('bomb.png', data);
    expect(await refusal(path)).toMatchObject({
      code: 'PICTURE_TOO_LARGE',
      message: expect.stringContaining('12000x10000 pixels'),
    });
  });

  it('refuses what is missing, and what is no file', async () => {
    expect(await refusal(join(folder, 'nothing.png'))).toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect(await refusal(folder)).toMatchObject({
      code: 'NOT_A_FILE',
      message: expect.stringContaining('a folder'),
    });
  });
});
