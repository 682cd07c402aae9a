import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPicture } from './render-picture.ts';
import { shrinkPicture } from '../look/shrink-picture.ts';
import type { PictureSpec } from '../types.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-pictures-'));
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
async function draw(more: Partial<PictureSpec> = {}) {
  const output = join(folder, `${made++}.png`);
  const spec = { output, width: 320, height: 180, format: 'png', words: 'a fox', mark: 'SIMULATED' } as const;
  const info = await renderPicture({ ...spec, ...more });
  return { output, info, bytes: await readFile(output) };
}

const pixels = (path: string) => sharp(path).raw().toBuffer();

describe('renderPicture', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('makes a %s of exactly the size', async (format) => {
    const { info } = await draw({ format, width: 333, height: 201 });
    expect(info).toMatchObject({ format, width: 333, height: 201, has_alpha: false });
  });

  it('gives the same bytes for the same words, and another scene for others', async () => {
    const [first, again, other] = [await draw(), await draw(), await draw({ words: 'a castle' })];
    expect(again.bytes).toEqual(first.bytes);
    expect(other.bytes).not.toEqual(first.bytes);
  });

  it('draws something to look at: many colours, none of them over most of the picture', async () => {
    for (const words of ['a walk', 'a hero', 'castle', 'night', 'boat', '']) {
      const rgb = await pixels((await draw({ words })).output);
      const counts = new Map<number, number>();
      for (let at = 0; at < rgb.length; at += 3) {
        const colour = rgb.readUIntBE(at, 3);
        counts.set(colour, (counts.get(colour) ?? 0) + 1);
      }
      expect(counts.size).toBeGreaterThan(50);
      expect(Math.max(...counts.values()) / (rgb.length / 3)).toBeLessThan(0.5);
    }
  });

  it('sets the mark into the bottom right corner and nowhere else', async () => {
    const [marked, plain] = [await draw(), await draw({ mark: '' })];
    const [a, b] = [await pixels(marked.output), await pixels(plain.output)];
    const changed = Array.from({ length: 320 * 180 }, (_, pixel) => pixel).filter(
      (pixel) => !a.subarray(pixel * 3, pixel * 3 + 3).equals(b.subarray(pixel * 3, pixel * 3 + 3)),
    );
    expect(changed.length).toBeGreaterThan(300);
    expect(Math.min(...changed.map((pixel) => pixel % 320))).toBeGreaterThan(320 / 2);
    expect(Math.min(...changed.map((pixel) => Math.floor(pixel / 320)))).toBeGreaterThan(180 * 0.8);
  });

  it('changes the colours of a given picture and keeps its shapes', async () => {
    const picture = join(folder, 'halves.png');
    const half = { create: { width: 160, height: 180, channels: 3, background: '#20a040' } } as const;
    const left = await sharp(half).png().toBuffer();
    await sharp({ create: { width: 320, height: 180, channels: 3, background: '#c03020' } })
      .composite([{ input: left, left: 0, top: 0 }])
      .toFile(picture);
    const rgb = await pixels((await draw({ picture, mark: '' })).output);
    const at = (x: number) => rgb.subarray(3 * (90 * 320 + x), 3 * (90 * 320 + x) + 3).toString('hex');
    expect(at(10)).toBe(at(150));
    expect(at(170)).toBe(at(310));
    expect(at(10)).not.toBe(at(310));
    expect(['20a040', 'c03020']).not.toContain(at(10));
    expect((await draw({ picture, width: 180, height: 320 })).info).toMatchObject({
      width: 180,
      height: 320,
    });
  });

  it.each([
    [0, 100],
    [100, 9000],
    [10.5, 100],
  ])('refuses %d x %d', async (width, height) => {
    await expect(draw({ width, height })).rejects.toMatchObject({ fault: 'input', code: 'BAD_PICTURE_SIZE' });
  });
});

describe('shrinkPicture', () => {
  const shrink = async (picture: string, side: number, maxBytes = 900_000) =>
    shrinkPicture({ picture, output: join(folder, `${made++}.jpg`), side, maxBytes });

  it('gives a JPEG with the same proportions and the side asked for', async () => {
    const { output } = await draw({ width: 2000, height: 1000 });
    expect(await shrink(output, 1024)).toMatchObject({ format: 'jpeg', width: 1024, height: 512 });
  });

  it('never enlarges', async () => {
    expect(await shrink((await draw()).output, 1024)).toMatchObject({ width: 320, height: 180 });
  });

  it('stays below the bytes, first by quality and then by size', async () => {
    const noisy = join(folder, 'noise.png');
    await sharp({
      create: {
        width: 600,
        height: 600,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    }).toFile(noisy);
    const small = await shrink(noisy, 512, 30_000);
    expect(small.bytes).toBeLessThanOrEqual(30_000);
    expect(small.width).toBeLessThan(512);
  });

  it('puts what is transparent on grey', async () => {
    const clear = join(folder, 'clear.png');
    const background = { r: 255, g: 0, b: 0, alpha: 0 };
    await sharp({ create: { width: 32, height: 32, channels: 4, background } }).toFile(clear);
    const output = join(folder, 'opaque.jpg');
    await shrinkPicture({ picture: clear, output, side: 32, maxBytes: 900_000 });
    const [red = 0] = await pixels(output);
    expect(Math.abs(red - 0x80)).toBeLessThan(4);
  });

  it('refuses what is no picture', async () => {
    await expect(shrink(import.meta.filename, 1024)).rejects.toMatchObject({ code: 'NOT_A_PICTURE' });
  });
});
