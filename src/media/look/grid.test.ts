import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrapWords } from '../draw/bitmap-label.ts';
import { grid } from './grid.ts';
import type { GridCell, GridSpec } from '../seeing-types.ts';

let folder = '';
let picture = '';
let output = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-captions-'));
  picture = join(folder, 'red.png');
  output = join(folder, 'grid.jpg');
  await sharp({ create: { width: 320, height: 180, channels: 3, background: '#d02020' } })
    .png()
    .toFile(picture);
});
afterAll(() => rm(folder, { recursive: true }));

const draw = (cells: GridCell[], more: Partial<GridSpec> = {}) => grid({ cells, output, ...more });
const cell = (caption: string, more: Partial<GridCell> = {}): GridCell => ({ picture, caption, ...more });
const cells = (count: number) =>
  Array.from({ length: count }, (_, at) => cell(`model-${at}`, { detail: 'seed 4, $0.67' }));

/** The lightest grey in a part of the drawn grid. */
async function lightest(left: number, top: number, width: number, height: number): Promise<number> {
  const grey = await sharp(output).extract({ left, top, width, height }).greyscale().raw().toBuffer();
  return Math.max(...grey);
}

describe('grid', () => {
  it('shows 20 cells at the size that a model sees, with letters of 14 pixels, under 900 kB', async () => {
    const made = await draw(cells(20), { columns: 5, title: 'walk cycle' });
    expect(Math.max(made.width, made.height)).toBeLessThanOrEqual(1568);
    expect(made.width).toBeGreaterThan(1500);
    expect((await stat(output)).size).toBeLessThan(900_000);
    // Below the first picture (22 for the title, 8 above, 171 of picture) stand its words.
    expect(await lightest(8, 30 + 171, 200, 30)).toBeGreaterThan(200);
  });

  it.each([1, 2, 3, 7, 50, 100])('fits %i cells', async (count) => {
    const { width, height } = await draw(cells(count));
    expect(Math.max(width, height)).toBeLessThanOrEqual(1568);
  });

  it('says why there is no picture', async () => {
    await draw([cell('one'), { picture: null, caption: 'two', detail: 'failed: 422' }], { columns: 2 });
    const { width } = await sharp(output).metadata();
    const { data } = await sharp(output).raw().toBuffer({ resolveWithObject: true });
    const at = (100 * width + Math.round(width * 0.75)) * 3;
    expect(Math.abs((data[at] ?? 0) - (data[at + 1] ?? 0))).toBeLessThan(12);
  });

  it('keeps the least bytes asked', async () => {
    expect((await draw(cells(20), { maxBytes: 30_000 })).bytes).toBeLessThanOrEqual(30_000);
  });

  it.each([
    [[], {}],
    [cells(101), {}],
    [cells(1), { columns: 0 }],
    [cells(1), { side: 50 }],
  ])('refuses what cannot be drawn', async (wrong, more) => {
    await expect(draw(wrong, more)).rejects.toMatchObject({ code: 'BAD_GRID' });
  });

  it('names a picture that is none', async () => {
    await expect(draw([{ picture: join(folder, 'none.png'), caption: 'x' }])).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });
});

describe('wrapWords', () => {
  it.each([
    ['one two three', 7, 3, ['one two', 'three']],
    ['one two three', 7, 1, ['one tw…']],
    ['seedance-v1.5-pro-i2v', 10, 3, ['seedance-v', '1.5-pro-i2', 'v']],
    ['seedance-v1.5-pro-i2v', 10, 2, ['seedance-v', '1.5-pro-i…']],
    ['', 10, 2, []],
  ])('breaks %j at %i characters into at most %i lines', (text, characters, lines, wrapped) => {
    expect(wrapWords(text, characters, lines)).toEqual(wrapped);
  });
});
