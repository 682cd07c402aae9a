import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { CHARACTER } from '../../src/media/simulate/draw-anchor.ts';
import { packageRoot } from '../../src/util/package-root.ts';

/** One of the small clips of `test/data/clips`. */
export const clipNamed = (name: string) => join(packageRoot, 'test', 'data', 'clips', name);

/** A copy of an MP4 that asks to be turned a quarter clockwise. */
export async function turnedCopy(video: string, output: string): Promise<void> {
  const data = await readFile(video);
  const matrix = data.indexOf('tkhd') + 44;
  for (const [index, value] of [0, 0x10000, 0, -0x10000, 0].entries()) {
    data.writeInt32BE(value, matrix + index * 4);
  }
  await writeFile(output, data);
}

/** The demo's character, whole, before what `background` draws; clear where that is empty. */
export function characterSvg(width: number, height: number, background = ''): Buffer {
  const scale = (height / 480) * 0.8;
  const [left, top] = [(width - 300 * scale) / 2, height * 0.1];
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${background}
    <g transform="translate(${left} ${top}) scale(${scale})" stroke-linecap="round" stroke-linejoin="round">${CHARACTER}</g></svg>`);
}

export const flat = (colour: string) => `<rect width="100%" height="100%" fill="${colour}"/>`;

export const checkerboard = (cell: number, [dark, light] = ['#dddddd', '#ffffff']) =>
  `<defs><pattern id="p" width="${2 * cell}" height="${2 * cell}" patternUnits="userSpaceOnUse">
    <rect width="${2 * cell}" height="${2 * cell}" fill="${light}"/><rect width="${cell}" height="${cell}" fill="${dark}"/>
    <rect x="${cell}" y="${cell}" width="${cell}" height="${cell}" fill="${dark}"/></pattern></defs>
    <rect width="100%" height="100%" fill="url(#p)"/>`;

export const guideLines = (step: number, width: number) =>
  `${flat('#808080')}<path stroke="#a8a8a8" stroke-width="${width}" d="${Array.from(
    { length: 80 },
    (_, index) => {
      const at = index * step + width / 2;
      return `M${at} 0V4000M0 ${at}H4000`;
    },
  ).join('')}"/>`;

/** A little knight of 16 x 20 hard pixels, each enlarged `size` times, on a clear background. */
export async function pixelKnight(size: number): Promise<Buffer> {
  const rows = KNIGHT.map((row) => row.padEnd(16, '.'));
  const rgba = Buffer.from(rows.flatMap((row) => row.split('').flatMap((dot) => INKS[dot] ?? [0, 0, 0, 0])));
  return await sharp(rgba, { raw: { width: 16, height: rows.length, channels: 4 } })
    .resize(16 * size, rows.length * size, { kernel: 'nearest' })
    .png()
    .toBuffer();
}

const INKS: Record<string, number[]> = {
  k: [26, 28, 44, 255],
  g: [148, 176, 194, 255],
  w: [244, 244, 244, 255],
  r: [177, 62, 83, 255],
  b: [59, 93, 201, 255],
  s: [239, 190, 150, 255],
  y: [255, 205, 117, 255],
};

const KNIGHT = [
  '.......rr',
  '......rrr',
  '.....kkkkkk',
  '....kggggggk',
  '....kgwggggk',
  '....kkkkkkkk',
  '....kssksskk',
  '....ksssssk',
  '.....kkkkk',
  '...kkbbbbbkk',
  '..kgkbbbbbkgk',
  '..kgkbybybkgk',
  '..kskbbbbbksk',
  '...kkbbybbkk',
  '....kbbbbbk',
  '....kgk.kgk',
  '....kgk.kgk',
  '....kgk.kgk',
  '...kggk.kggk',
  '...kkkk.kkkk',
];
