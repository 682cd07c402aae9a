import { basename } from 'node:path';
import { writeAtomic, writeJson } from '../../util/atomic-file.ts';
import { durationOf } from './animate.ts';
import { badFrames, checkIndices } from '../read/choose-frames.ts';
import type { Raster } from '../raster.ts';
import { drawMark } from '../draw/mark.ts';
import { readWhole } from '../read/probe.ts';
import { rasterInput } from '../read/read-raster.ts';
import type { SpriteSheet, SpriteSheetSpec } from '../seeing-types.ts';
import { canvasCells, characterCells, type SpriteCells } from './sprite-cells.ts';
import { readStills, type Still } from '../read/stills.ts';
import { VideoReader } from '../read/video-reader.ts';

const MOST_FRAMES = 64;
/** Room for the mark below the cells, so that it covers no foot. */
const MARK_STRIP = 64;

/** Frames of a clip on one PNG, and a JSON atlas that says where each is and which frame of the clip it was. */
export async function spriteSheet(spec: SpriteSheetSpec): Promise<SpriteSheet> {
  const { output, atlas, indices, cell = 'canvas', side = 512 } = spec;
  if (indices.length < 1 || indices.length > MOST_FRAMES) {
    throw badFrames(`A sprite sheet has 1 to ${MOST_FRAMES} frames, not ${indices.length}`);
  }
  if (!Number.isInteger(side) || side < 16 || side > 2048) {
    throw badFrames(`The side of a cell is 16 to 2048 pixels, not ${side}`);
  }
  const { stills, duration } = await readSequence(spec, cell === 'canvas' ? side : undefined);
  const cells = cell === 'canvas' ? await canvasCells(stills) : await characterCells(stills, spec.mark);
  const columns = columnsFor(cells.rasters.length, spec.columns);
  // Whole frames carry their own mark.
  const mark = cell === 'character' ? spec.mark : undefined;
  const sheet = layOut(cells, columns, mark === undefined ? 0 : MARK_STRIP);
  if (mark !== undefined) drawMark(sheet, mark);
  const png = await rasterInput(sheet).png().toBuffer();
  await writeAtomic(output, png);
  await writeJson(atlas, atlasOf(spec, cells, stills, { sheet, columns, duration }));
  return {
    path: output,
    atlas,
    bytes: png.length,
    width: sheet.width,
    height: sheet.height,
    cell: { width: cells.width, height: cells.height },
    columns,
    rows: Math.ceil(stills.length / columns),
    source_indices: stills.map(({ index }) => index),
    scale: cells.scale,
    notes: cells.notes,
  };
}

async function readSequence({ video, indices, duration }: SpriteSheetSpec, side: number | undefined) {
  return VideoReader.use(video, (reader) => {
    const table = readWhole(reader);
    const byIndex = new Map<number, Still>();
    const wanted = checkIndices(table, indices);
    // Full HD is as large as a character of 256 pixels ever needs.
    for (const still of readStills(reader, table, wanted, { side: side ?? 1920, keepAlpha: true })) {
      byIndex.set(still.index, still);
    }
    const stills = indices.flatMap((index) => byIndex.get(index) ?? []);
    return { stills, duration: duration ?? durationOf(reader, table, indices) };
  });
}

function columnsFor(count: number, asked: number | undefined): number {
  if (asked === undefined) return Math.min(count, Math.ceil(Math.sqrt(count)) + (count > 4 ? 1 : 0));
  if (Number.isInteger(asked) && asked >= 1 && asked <= MOST_FRAMES) return Math.min(asked, count);
  throw badFrames(`The columns of a sprite sheet are 1 to ${MOST_FRAMES}, not ${asked}`);
}

/** Cells side by side without gaps, as game engines cut them. */
function layOut({ rasters, width, height, channels }: SpriteCells, columns: number, below: number): Raster {
  const sheet = {
    width: columns * width,
    height: Math.ceil(rasters.length / columns) * height + below,
    channels,
  };
  const data = Buffer.alloc(sheet.width * sheet.height * channels);
  for (const [index, cell] of rasters.entries()) {
    const x = (index % columns) * width;
    const y = Math.floor(index / columns) * height;
    for (let row = 0; row < height; row++) {
      const line = cell.subarray(row * width * channels, (row + 1) * width * channels);
      data.set(line, ((y + row) * sheet.width + x) * channels);
    }
  }
  return { ...sheet, data };
}

/** The array form of TexturePacker and Aseprite, which most engines read; `source_*` are our own. */
function atlasOf(
  { video, output, mark }: SpriteSheetSpec,
  { width: w, height: h, channels, scale, anchor }: SpriteCells,
  stills: readonly Still[],
  { sheet, columns, duration }: { sheet: Raster; columns: number; duration: number },
) {
  const milliseconds = Math.round((duration * 1000) / stills.length);
  return {
    frames: stills.map(({ index, seconds }, at) => ({
      filename: `frame-${String(index).padStart(4, '0')}`,
      frame: { x: (at % columns) * w, y: Math.floor(at / columns) * h, w, h },
      rotated: false,
      trimmed: false,
      spriteSourceSize: { x: 0, y: 0, w, h },
      sourceSize: { w, h },
      duration: milliseconds,
      source_index: index,
      source_seconds: seconds,
    })),
    meta: {
      app: 'fal-video',
      image: basename(output),
      format: channels === 4 ? 'RGBA8888' : 'RGB888',
      size: { w: sheet.width, h: sheet.height },
      scale: '1',
      source_video: basename(video),
      source_scale: scale,
      ...(anchor === null ? {} : { anchor }),
      simulated: mark !== undefined,
    },
  };
}
