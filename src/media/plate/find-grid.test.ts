import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { characterSvg, checkerboard, flat, guideLines, pixelKnight } from '../../../test/support/clips.ts';
import { inspectPicture } from './find-grid.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-grid-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function gridIn(picture: Sharp) {
  const path = join(folder, 'picture');
  await picture.toFile(path);
  return (await inspectPicture({ picture: path })).grid;
}

const noise = (sigma: number) =>
  sharp({
    create: {
      width: 640,
      height: 480,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma },
    },
  }).png();

describe('a picture that is inspected for grids', () => {
  it.each([2, 3, 8, 12, 16, 20, 32, 50, 64, 100])(
    'sees a checkerboard of %i pixels behind a character',
    async (cell) => {
      expect(await gridIn(sharp(characterSvg(1280, 720, checkerboard(cell))).png())).toMatchObject({
        kind: 'checkerboard',
        cell,
        text: expect.stringContaining(`cells of ${cell} pixels`),
      });
    },
  );

  it('sees a faint, dark checkerboard, one saved as JPEG, and one whose cells are no whole pixels', async () => {
    const dark = sharp(characterSvg(1024, 1024, checkerboard(24, ['#333333', '#444444']))).png();
    expect(await gridIn(dark)).toMatchObject({ kind: 'checkerboard', cell: 24 });
    const jpeg = sharp(characterSvg(1280, 720, checkerboard(16)))
      .flatten()
      .jpeg({ quality: 75 });
    expect(await gridIn(jpeg)).toMatchObject({ kind: 'checkerboard', cell: 16 });
    const scaled = sharp(characterSvg(1280, 720, checkerboard(20)))
      .resize(800)
      .png();
    expect((await gridIn(scaled)).kind).toBe('checkerboard');
  });

  it('sees alternating pixels', async () => {
    expect(await gridIn(sharp(characterSvg(640, 480, checkerboard(1))).png())).toMatchObject({
      kind: 'alternating-pixels',
      cell: 1,
    });
  });

  it.each([
    [16, 1],
    [32, 1],
    [64, 2],
    [128, 3],
    [256, 2],
  ])('sees guide lines every %i pixels, %i wide', async (step, width) => {
    expect(await gridIn(sharp(characterSvg(1280, 768, guideLines(step, width))).png())).toMatchObject({
      kind: 'grid-lines',
      cell: step,
    });
  });

  it.each<[string, () => Promise<Sharp> | Sharp]>([
    ['a character on grey', () => sharp(characterSvg(1280, 720, flat('#808080'))).png()],
    ['a character on nothing', () => sharp(characterSvg(900, 1200)).png()],
    ['faint noise', () => noise(5)],
    ['noise as in a photo', () => noise(20)],
    ['wild noise', () => noise(70)],
    ['pixel art', async () => sharp(await pixelKnight(1)).png()],
    ['enlarged pixel art', async () => sharp(await pixelKnight(32)).png()],
    [
      'stripes',
      () =>
        sharp(
          Buffer.from(
            `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><pattern id="p" width="20" height="20" patternUnits="userSpaceOnUse"><rect width="20" height="20" fill="#ddd"/><rect width="10" height="20" fill="#fff"/></pattern><rect width="100%" height="100%" fill="url(#p)"/></svg>`,
          ),
        ).png(),
    ],
    [
      'a framed picture',
      () =>
        sharp(
          Buffer.from(
            `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">${flat('#446688')}<rect x="20" y="20" width="600" height="440" fill="none" stroke="#fff" stroke-width="3"/></svg>`,
          ),
        ).png(),
    ],
    ['one pixel', () => sharp({ create: { width: 1, height: 1, channels: 3, background: '#123456' } }).png()],
  ])('has nothing to say of %s', async (_, picture) => {
    expect(await gridIn(await picture())).toEqual({ kind: null, cell: null, text: null });
  });
});
