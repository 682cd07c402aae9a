import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { inputError } from '../../errors.ts';
import { writeAtomic } from '../../util/atomic-file.ts';
import { LINE_HEIGHT, makeLabel, stampLabel, wrapWords } from '../draw/bitmap-label.ts';
import type { Raster } from '../raster.ts';
import { encodeJpeg } from '../draw/encode-jpeg.ts';
import { charactersIn, type GridLayout, layOutGrid, MOST_LINES } from './grid-layout.ts';
import { MAX_PICTURE_PIXELS, pictureInfo } from '../read/picture-info.ts';
import type { Box, GridCell, GridSpec } from '../seeing-types.ts';
import type { PictureInfo } from '../types.ts';

/** What a model sees of a picture: more would be shrunk before it looks. */
const MODEL_SIDE = 1568;
const MOST_BYTES = 900_000;
const MOST_CELLS = 100;

/** Pictures with captions below them, in reading order, as one JPEG. */
export async function grid(spec: GridSpec): Promise<PictureInfo> {
  const { cells, output, side = MODEL_SIDE, maxBytes = MOST_BYTES } = spec;
  checkGrid(spec, side);
  const layout = layOutGrid({
    count: cells.length,
    aspect: await usualAspect(cells),
    side,
    columns: spec.columns,
    hasTitle: spec.title !== undefined,
    linesAt: (characters) => Math.max(1, ...cells.map((cell) => wordsOf(cell, characters).length)),
  });
  const sheet = blank(layout);
  if (spec.title !== undefined) write(sheet, spec.title, layout.title, layout.scale, BRIGHT);
  for (const [index, cell] of cells.entries()) await drawCell(sheet, cell, layout.cellAt(index), layout);
  const { data } = await encodeJpeg(sheet, maxBytes);
  await writeAtomic(output, data, { unlocked: true });
  return pictureInfo(output);
}

const [BACKGROUND, PANEL, BRIGHT, QUIET] = [24, 44, 240, 176];

function blank({ width, height }: GridLayout): Raster {
  return { width, height, channels: 3, data: Buffer.alloc(width * height * 3, BACKGROUND) };
}

async function drawCell(
  sheet: Raster,
  { picture, caption, detail }: GridCell,
  { frame, words }: { frame: Box; words: Box },
  { scale, lines }: GridLayout,
): Promise<void> {
  if (picture === null) fill(sheet, frame);
  else await drawPicture(sheet, picture, frame);
  const written = wordsOf({ caption, detail }, charactersIn(words.width, scale)).slice(0, lines);
  for (const [index, { text, ink }] of written.entries()) {
    const line = { ...words, top: words.top + index * LINE_HEIGHT * scale };
    write(sheet, text, line, scale, ink);
  }
}

/** The lines below a picture: the caption bright, the detail quieter. */
function wordsOf({ caption, detail = '' }: Pick<GridCell, 'caption' | 'detail'>, characters: number) {
  const heading = wrapWords(caption, characters, detail === '' ? MOST_LINES : MOST_LINES - 1);
  const rest = wrapWords(detail, characters, MOST_LINES - heading.length);
  return [...heading.map((text) => ({ text, ink: BRIGHT })), ...rest.map((text) => ({ text, ink: QUIET }))];
}

async function drawPicture(sheet: Raster, picture: string, frame: Box): Promise<void> {
  // Nothing is enlarged beyond hard pixels: a small sprite stays a sprite.
  const { data, info } = await sharp(await readFile(picture), { limitInputPixels: MAX_PICTURE_PIXELS })
    .autoOrient()
    .flatten({ background: '#808080' })
    .toColourspace('srgb')
    .resize({ width: frame.width, height: frame.height, fit: 'inside' })
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const left = frame.left + Math.floor((frame.width - info.width) / 2);
  const top = frame.top + Math.floor((frame.height - info.height) / 2);
  for (let row = 0; row < info.height; row++) {
    const line = data.subarray(row * info.width * 3, (row + 1) * info.width * 3);
    sheet.data.set(line, ((top + row) * sheet.width + left) * 3);
  }
}

function fill({ data, width }: Raster, box: Box): void {
  for (let row = box.top; row < box.top + box.height; row++) {
    data.fill(PANEL, (row * width + box.left) * 3, (row * width + box.left + box.width) * 3);
  }
}

function write(sheet: Raster, text: string, { left, top, width }: Box, scale: number, ink: number): void {
  stampLabel(sheet, makeLabel(text, scale, width), left, top, BACKGROUND, ink);
}

/** Width over height of most of the pictures: mostly all of them are alike. */
async function usualAspect(cells: readonly GridCell[]): Promise<number> {
  const aspects: number[] = [];
  for (const { picture } of cells) {
    if (picture === null) continue;
    const { width, height } = await pictureInfo(picture);
    aspects.push(width / height);
  }
  return aspects.toSorted((a, b) => a - b)[Math.floor(aspects.length / 2)] ?? 16 / 9;
}

function checkGrid({ cells, columns }: GridSpec, side: number): void {
  const rules: [boolean, string][] = [
    [cells.length >= 1 && cells.length <= MOST_CELLS, `it has 1 to ${MOST_CELLS} cells, not ${cells.length}`],
    [
      columns === undefined || (Number.isInteger(columns) && columns >= 1 && columns <= MOST_CELLS),
      `its columns are 1 to ${MOST_CELLS}, not ${columns}`,
    ],
    [Number.isInteger(side) && side >= 200 && side <= 8000, `its side is 200 to 8000 pixels, not ${side}`],
  ];
  for (const [kept, rule] of rules) {
    if (!kept) throw inputError({ code: 'BAD_GRID', message: `This grid cannot be drawn: ${rule}.` });
  }
}
