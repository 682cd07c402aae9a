import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawAnchor } from './draw-anchor.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-anchor-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The box round everything that is not the plate. */
async function figureBox(path: string) {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  const xs: number[] = [];
  const ys: number[] = [];
  for (let pixel = 0; pixel < info.width * info.height; pixel++) {
    if (data.subarray(pixel * 3, pixel * 3 + 3).every((value) => value === 0x80)) continue;
    xs.push(pixel % info.width);
    ys.push(Math.floor(pixel / info.width));
  }
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  return {
    left,
    right: info.width - 1 - right,
    top: Math.min(...ys),
    bottom: info.height - 1 - Math.max(...ys),
  };
}

describe('drawAnchor', () => {
  it.each([
    [320, 180],
    [180, 320],
    [200, 200],
  ])('draws a whole, centred figure with room round it at %i x %i', async (width, height) => {
    const output = join(folder, `${width}x${height}.png`);
    expect(await drawAnchor({ output, width, height })).toMatchObject({
      format: 'png',
      width,
      height,
      has_alpha: false,
    });
    const box = await figureBox(output);
    expect(Math.abs(box.left - box.right)).toBeLessThanOrEqual(2);
    expect(Math.abs(box.top - box.bottom)).toBeLessThanOrEqual(height * 0.03);
    expect(Math.min(box.left, box.right)).toBeGreaterThan(width * 0.1);
    expect(Math.min(box.top, box.bottom)).toBeGreaterThan(height * 0.08);
  });

  it('draws the same bytes every time', async () => {
    const [one, two] = [join(folder, 'one.png'), join(folder, 'two.png')];
    await drawAnchor({ output: one, width: 320, height: 180 });
    await drawAnchor({ output: two, width: 320, height: 180 });
    expect(await readFile(one)).toEqual(await readFile(two));
  });

  it('refuses sizes that no picture has', async () => {
    const output = join(folder, 'none.png');
    await expect(drawAnchor({ output, width: 0, height: 100 })).rejects.toMatchObject({ code: 'BAD_ANCHOR' });
    await expect(drawAnchor({ output, width: 100.5, height: 100 })).rejects.toMatchObject({
      code: 'BAD_ANCHOR',
    });
  });
});
