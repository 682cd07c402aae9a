import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitPicture, type FittedPicture } from './fit-picture.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-fit-'));
});
afterAll(() => rm(folder, { recursive: true }));

const frame = { width: 64, height: 32 };

function pixel({ rgb, width }: FittedPicture, x: number, y: number): number[] {
  return [...rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

async function fitted(picture: Sharp): Promise<FittedPicture> {
  const path = join(folder, 'picture.png');
  await picture.png().toFile(path);
  return fitPicture(path, frame);
}

const plain = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 4, background } });

describe('fitPicture', () => {
  it('puts a square picture in the middle of a wide frame, on its own edge colour', async () => {
    const dot = await plain(40, 40, '#3050f0').png().toBuffer();
    const picture = await fitted(plain(100, 100, '#c02010').composite([{ input: dot }]));
    expect(picture.rgb).toHaveLength(64 * 32 * 3);
    expect(picture.edge).toEqual([0xc0, 0x20, 0x10]);
    expect(pixel(picture, 0, 0)).toEqual([0xc0, 0x20, 0x10]);
    expect(pixel(picture, 63, 31)).toEqual([0xc0, 0x20, 0x10]);
    expect(pixel(picture, 32, 16)).toEqual([0x30, 0x50, 0xf0]);
  });

  it('averages a border of two colours', async () => {
    const half = await plain(32, 32, '#ffffff').png().toBuffer();
    const picture = await fitted(plain(64, 32, '#000000').composite([{ input: half, gravity: 'west' }]));
    expect(picture.edge).toEqual([128, 128, 128]);
  });

  it('stands a transparent picture on neutral grey', async () => {
    expect((await fitted(plain(10, 10, '#00000000'))).edge).toEqual([128, 128, 128]);
  });

  it.each([
    ['grey', (picture: Sharp) => picture.toColourspace('b-w')],
    ['16-bit', (picture: Sharp) => picture.toColourspace('rgb16')],
  ])('reads a %s picture as RGB', async (_, change) => {
    const picture = await fitted(change(plain(64, 32, '#707070')));
    expect(pixel(picture, 5, 5)).toEqual([0x70, 0x70, 0x70]);
  });

  it('enlarges a picture of one pixel', async () => {
    expect(pixel(await fitted(plain(1, 1, '#12c456')), 40, 20)).toEqual([0x12, 0xc4, 0x56]);
  });
});
