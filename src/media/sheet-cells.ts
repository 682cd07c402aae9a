import type { Frame } from 'node-av/lib';
import { FrameScaler } from './frame-scaler.ts';
import type { Size } from './motion.ts';
import { describeVideo, quarterTurns } from './probe.ts';
import type { SheetOptions, VideoInfo } from './types.ts';
import { notAVideo, type VideoReader } from './video-reader.ts';

/** One small picture out of a video. */
export interface Cell extends Size {
  rgb: Buffer;
  seconds: number;
  /** Quarter turns, clockwise, that set it upright. */
  turns: number;
}

/**
 * The first frame, the last one and even steps between; all frames where there are fewer than cells.
 * One pass over the file: a short video often has a single key frame, so that seeking would win nothing.
 */
export function readCells(reader: VideoReader, { columns, rows, cell }: SheetOptions): Cell[] {
  const info = describeVideo(reader);
  const wanted = evenlySpaced(info.frames, columns * rows);
  const turns = quarterTurns(reader);
  const size = turns % 2 === 1 ? swapped(fitInside(info, cell)) : fitInside(info, cell);
  const secondOf = clockOf(reader);
  const scaler = new FrameScaler(size);
  const cells: Cell[] = [];
  let index = 0;
  try {
    for (const frame of reader.frames()) {
      const seconds = secondOf(frame);
      if (wanted.has(index)) cells.push({ ...size, seconds, turns, rgb: scaler.toRgb(frame) });
      index += 1;
    }
  } finally {
    scaler.close();
  }
  if (cells.length === 0) throw notAVideo(reader.path, 'none of its frames can be decoded');
  return cells;
}

export function evenlySpaced(frames: number, most: number): Set<number> {
  const count = Math.min(frames, most);
  if (count <= 1) return new Set([0]);
  return new Set(Array.from({ length: count }, (_, cell) => Math.round((cell * (frames - 1)) / (count - 1))));
}

/** The size whose longest side is `longest`, with the video's proportions. */
function fitInside({ width, height }: VideoInfo, longest: number): Size {
  const scale = longest / Math.max(width, height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const swapped = ({ width, height }: Size): Size => ({ width: height, height: width });

/** Seconds since the first frame, to the millisecond. */
function clockOf({ stream }: VideoReader): (frame: Frame) => number {
  const tick = stream.timeBase.toDouble();
  let start: bigint | undefined;
  return ({ bestEffortTimestamp }) => {
    start ??= bestEffortTimestamp;
    return Math.round(Number(bestEffortTimestamp - start) * tick * 1000) / 1000;
  };
}
