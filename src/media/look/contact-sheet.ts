import { inputError } from '../../errors.ts';
import { writeAtomic } from '../../util/atomic-file.ts';
import { makeLabel, stampLabel } from '../draw/bitmap-label.ts';
import type { Raster } from '../raster.ts';
import { encodeJpeg } from '../draw/encode-jpeg.ts';
import { evenlySpaced } from '../read/pick-frames.ts';
import { readWhole } from '../read/probe.ts';
import { readStills, type Still } from '../read/stills.ts';
import type { Sheet, SheetOptions } from '../types.ts';
import { VideoReader } from '../read/video-reader.ts';

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
  const { data, info } = await encodeJpeg(compose(cells, wanted.columns), wanted.maxBytes);
  await writeAtomic(output, data, { unlocked: true });
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

/** The first frame, the last one and even steps between; all frames where there are fewer than cells. */
function readCells(reader: VideoReader, { columns, rows, cell }: SheetOptions): Still[] {
  const table = readWhole(reader);
  const indices = evenlySpaced(table.shown.length, columns * rows);
  return [...readStills(reader, table, indices, { side: cell, enlarge: true })];
}

const GAP = 4;
const [BACKGROUND, LABEL_BOX, LABEL_INK] = [24, 24, 240];

/** All cells have one size. */
function compose(cells: Still[], columns: number): Raster {
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
      const line = cell.data.subarray(row * width * 3, (row + 1) * width * 3);
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
