import sharp, { type OutputInfo } from 'sharp';
import { inputError } from '../errors.ts';
import { writeAtomic } from '../util/atomic-file.ts';
import { makeLabel, type Raster, stampLabel } from './bitmap-label.ts';
import { type Cell, readCells } from './sheet-cells.ts';
import type { Sheet, SheetOptions } from './types.ts';
import { VideoReader } from './video-reader.ts';

export interface SheetRequest {
  video: string;
  output: string;
  options?: Partial<SheetOptions> | undefined;
}

export const SHEET_DEFAULTS: SheetOptions = { columns: 4, rows: 3, cell: 320, maxBytes: 900_000 };

/** Writes evenly spaced frames, each with its second in a corner, as one JPEG of at most `maxBytes`. */
export async function contactSheet({ video, output, options }: SheetRequest): Promise<Sheet> {
  const wanted = checked({ ...SHEET_DEFAULTS, ...options });
  const cells = await VideoReader.use(video, (reader) => readCells(reader, wanted));
  const upright = await Promise.all(cells.map(turnUpright));
  const { data, info } = await encode(compose(upright, wanted.columns), wanted.maxBytes);
  await writeAtomic(output, data);
  return {
    path: output,
    bytes: data.length,
    width: info.width,
    height: info.height,
    times: cells.map(({ seconds }) => seconds),
  };
}

const LIMITS: [keyof SheetOptions, least: number, most: number][] = [
  ['columns', 1, 20],
  ['rows', 1, 20],
  ['cell', 16, 1920],
  ['maxBytes', 10_000, 20_000_000],
];

function checked(options: SheetOptions): SheetOptions {
  for (const [name, least, most] of LIMITS) {
    const value = options[name];
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw inputError({
      code: 'BAD_SHEET',
      message: `A contact sheet's ${name} is a whole number from ${least} to ${most}, not ${value}.`,
    });
  }
  return options;
}

async function turnUpright(cell: Cell): Promise<Cell> {
  if (cell.turns === 0) return cell;
  const { data, info } = await sharp(cell.rgb, {
    raw: { width: cell.width, height: cell.height, channels: 3 },
  })
    .rotate(cell.turns * 90)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { ...cell, rgb: data, width: info.width, height: info.height };
}

const GAP = 4;
const [BACKGROUND, LABEL_BOX, LABEL_INK] = [24, 24, 240];

/** All cells have one size. */
function compose(cells: Cell[], columns: number): Raster {
  const [{ width, height } = { width: 0, height: 0 }] = cells;
  const across = Math.min(columns, cells.length);
  const down = Math.ceil(cells.length / across);
  const sheet: Raster = {
    width: across * (width + GAP) + GAP,
    height: down * (height + GAP) + GAP,
    channels: 3,
    data: new Uint8Array(),
  };
  sheet.data = new Uint8Array(sheet.width * sheet.height * 3).fill(BACKGROUND);
  for (const [index, cell] of cells.entries()) {
    const x = GAP + (index % across) * (width + GAP);
    const y = GAP + Math.floor(index / across) * (height + GAP);
    for (let row = 0; row < height; row++) {
      const line = cell.rgb.subarray(row * width * 3, (row + 1) * width * 3);
      sheet.data.set(line, ((y + row) * sheet.width + x) * 3);
    }
    const label = makeLabel(
      `${cell.seconds.toFixed(2)}s`,
      Math.max(1, Math.round(Math.max(width, height) / 160)),
      width,
    );
    stampLabel(sheet, label, x, y + height - label.height, LABEL_BOX, LABEL_INK);
  }
  return sheet;
}

/** Lower quality first, as long as a face can still be read; then fewer pixels. */
async function encode(
  { data, width, height }: Raster,
  maxBytes: number,
): Promise<{ data: Buffer; info: OutputInfo }> {
  let target = width;
  for (;;) {
    let bytes = 0;
    for (const quality of [85, 70, 55]) {
      const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
        .resize(target)
        .jpeg({ quality })
        .toBuffer({ resolveWithObject: true });
      if (jpeg.data.length <= maxBytes) return jpeg;
      bytes = jpeg.data.length;
    }
    target = Math.max(1, Math.floor(target * Math.min(0.9, Math.sqrt(maxBytes / bytes))));
  }
}
