import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { characterSvg, checkerboard, flat, pixelKnight } from '../../../test/support/clips.ts';
import { media } from '../../../test/support/media.ts';
import type { Plate, PlateSpec } from '../seeing-types.ts';

let folder = '';
let output = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-plate-'));
  output = join(folder, 'plate.png');
});
afterAll(() => rm(folder, { recursive: true }));

async function plateOf(content: Buffer, options: Partial<PlateSpec> = {}): Promise<Plate> {
  const picture = join(folder, 'picture');
  await sharp(content).toFormat('png').toFile(picture);
  return await media.preparePlate({ picture, output, ...options });
}

/** How many pixels of the plate satisfy a test, by their red, green and blue. */
async function countPixels(test: (red: number, green: number, blue: number) => boolean): Promise<number> {
  const { data } = await sharp(output).raw().toBuffer({ resolveWithObject: true });
  let count = 0;
  for (let at = 0; at < data.length; at += 3) {
    if (test(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0)) count += 1;
  }
  return count;
}

const insideOf = ({ placed, width, height }: Plate) =>
  placed.left > 0 &&
  placed.top > 0 &&
  placed.left + placed.width < width &&
  placed.top + placed.height < height;

describe('preparePlate', () => {
  it('puts a character with a clear background on 1280x720 neutral grey, centred, its feet inside', async () => {
    const plate = await plateOf(characterSvg(900, 1200));
    expect(plate).toMatchObject({
      width: 1280,
      height: 720,
      colour: '#808080',
      background: 'alpha',
      warnings: [],
    });
    expect(plate.placed.height).toBe(576);
    expect(insideOf(plate)).toBe(true);
    const { left, top, width, height } = plate.placed;
    expect(Math.abs(left + width / 2 - 640)).toBeLessThanOrEqual(1);
    expect(Math.abs(top + height / 2 - 360)).toBeLessThanOrEqual(1);
    const { data, info } = await sharp(output).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 1280, height: 720, channels: 3 });
    expect([...data.subarray(0, 3), ...data.subarray(-3)]).toEqual([128, 128, 128, 128, 128, 128]);
  });

  it.each([
    ['#ffffff', (red: number, green: number, blue: number) => Math.min(red, green, blue) > 235],
    ['#00ff00', (red: number, green: number, blue: number) => green > Math.max(red, blue) + 90],
    ['#ff00ff', (red: number, green: number, blue: number) => Math.min(red, blue) > green + 60],
  ])('takes away a flat background of %s, without a rim of it', async (colour, isLeft) => {
    const plate = await plateOf(
      await sharp(characterSvg(900, 1200, flat(colour)))
        .jpeg({ quality: 85 })
        .toBuffer(),
    );
    expect(plate).toMatchObject({ background: 'flat', pixel_art: false });
    expect(insideOf(plate)).toBe(true);
    // The whites of the eyes may stay: they are enclosed.
    expect(await countPixels(isLeft)).toBeLessThan(150);
  });

  it('never enlarges', async () => {
    const plate = await plateOf(characterSvg(60, 100));
    expect(plate).toMatchObject({ scale: 1 });
    expect(plate.placed.height).toBeLessThanOrEqual(82);
  });

  it('keeps the pixels of pixel art hard and even when it shrinks it', async () => {
    const plate = await plateOf(await pixelKnight(40));
    // 20 rows of 40 pixels do not fit into 576; 20 of 28 do.
    expect(plate).toMatchObject({ pixel_art: true, pixel_size: 40, scale: 0.7, placed: { height: 560 } });
    const colours = new Set<string>();
    await countPixels((...colour) => colours.add(colour.join()) !== undefined);
    expect(colours.size).toBe(8);
  });

  it('takes small pixel art for what it is, and a smooth drawing not', async () => {
    expect(await plateOf(await pixelKnight(1))).toMatchObject({ pixel_art: true, pixel_size: 1, scale: 1 });
    expect(await plateOf(characterSvg(300, 400))).toMatchObject({ pixel_art: false });
    expect(await plateOf(characterSvg(300, 400), { pixel_art: true })).toMatchObject({ pixel_art: true });
  });

  it('makes the plate of sprite makers: chroma green, at most 60 % wide and 78 % high, 11 % below', async () => {
    const plate = await plateOf(await pixelKnight(60), { style: 'sprite' });
    const { placed } = plate;
    expect(plate).toMatchObject({ width: 1024, height: 1024, colour: '#00FF00', pixel_art: true });
    expect(placed.width).toBeLessThanOrEqual(0.6 * 1024);
    expect(placed.height).toBeLessThanOrEqual(0.78 * 1024);
    expect(1024 - placed.top - placed.height).toBe(Math.round(0.11 * 1024));
    expect(await countPixels((red, green, blue) => green === 255 && red === 0 && blue === 0)).toBeGreaterThan(
      500_000,
    );
  });

  it('takes size, colour and room as asked', async () => {
    const wish = { width: 720, height: 1280, colour: '#204060', fill_width: 0.5, fill_height: 0.5 };
    const plate = await plateOf(characterSvg(900, 1200), wish);
    expect(plate).toMatchObject({ width: 720, height: 1280, colour: '#204060' });
    expect(plate.placed.width).toBeLessThanOrEqual(360);
  });

  it('warns of a checkerboard, and of a background that is no flat one', async () => {
    const plate = await plateOf(characterSvg(900, 700, checkerboard(20)));
    expect(plate.grid).toMatchObject({ kind: 'checkerboard', cell: 20 });
    expect(plate.warnings[0]).toContain('a checkerboard with cells of 20 pixels');
    const scene = join(folder, 'scene.png');
    await media.renderPicture({
      output: scene,
      width: 640,
      height: 360,
      format: 'png',
      words: 'hills',
      mark: '',
    });
    const whole = await media.preparePlate({ picture: scene, output });
    expect(whole).toMatchObject({
      background: 'none',
      warnings: [expect.stringContaining('Cut the character out')],
    });
  });

  it('warns of a character that is cut off', async () => {
    const cut = await sharp(characterSvg(900, 1200, flat('#ffffff')))
      .extract({ left: 0, top: 0, width: 900, height: 900 })
      .png()
      .toBuffer();
    expect((await plateOf(cut)).warnings).toEqual([expect.stringContaining('touches the bottom edge')]);
  });

  it('does not take the mark of a simulated picture for a part of the character, and sets it again', async () => {
    const picture = join(folder, 'simulated.png');
    const anchor = join(folder, 'anchor.png');
    await media.drawAnchor({ output: anchor, width: 1280, height: 720 });
    const size = { width: 1280, height: 720, format: 'png' as const };
    await media.renderPicture({ output: picture, ...size, words: '', picture: anchor, mark: 'SIMULATED' });
    const plate = await media.preparePlate({ picture, output, mark: 'SIMULATED' });
    expect(plate.placed.width).toBeLessThan(400);
    const corner = await sharp(output)
      .extract({ left: 1180, top: 680, width: 90, height: 35 })
      .greyscale()
      .raw()
      .toBuffer();
    expect(Math.min(...corner)).toBeLessThan(40);
    expect(Math.max(...corner)).toBeGreaterThan(200);
  });

  it('refuses a picture without a character, and a plate that cannot be', async () => {
    await expect(
      plateOf(
        Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">${flat('#aabbcc')}</svg>`,
        ),
      ),
    ).rejects.toMatchObject({ code: 'NO_CHARACTER' });
    for (const wrong of [{ width: 8 }, { colour: 'grey' }, { fill_width: 0 }, { height: 720.5 }]) {
      await expect(plateOf(characterSvg(100, 100), wrong)).rejects.toMatchObject({ code: 'BAD_PLATE' });
    }
    await expect(media.preparePlate({ picture: join(folder, 'none.png'), output })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });
});
