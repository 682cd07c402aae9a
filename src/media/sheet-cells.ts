import { FrameScaler } from './frame-scaler.ts';
import type { Size } from './motion.ts';
import { evenlySpaced, pickFrames } from './pick-frames.ts';
import { quarterTurns, readWhole } from './probe.ts';
import type { SheetOptions } from './types.ts';
import { notAVideo, type VideoReader } from './video-reader.ts';

/** One small picture out of a video. */
export interface Cell extends Size {
  rgb: Buffer;
  seconds: number;
  /** Quarter turns, clockwise, that set it upright. */
  turns: number;
}

/** The first frame, the last one and even steps between; all frames where there are fewer than cells. */
export function readCells(reader: VideoReader, { columns, rows, cell }: SheetOptions): Cell[] {
  const table = readWhole(reader);
  const turns = quarterTurns(reader);
  const cells: Cell[] = [];
  let scaler: FrameScaler | undefined;
  try {
    for (const { frame, seconds } of pickFrames(
      reader,
      table,
      evenlySpaced(table.shown.length, columns * rows),
    )) {
      scaler ??= new FrameScaler(fitInside(frame, cell));
      cells.push({ ...scaler.size, seconds, turns, rgb: scaler.toRgb(frame) });
    }
  } finally {
    scaler?.close();
  }
  if (cells.length === 0) throw notAVideo(reader.path, 'none of its frames can be decoded');
  return cells;
}

/** The size whose longest side is `longest`, with the same proportions. */
function fitInside({ width, height }: Size, longest: number): Size {
  const scale = longest / Math.max(width, height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
