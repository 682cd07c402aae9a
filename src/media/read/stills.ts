import type { Raster } from '../raster.ts';
import { FrameScaler } from './frame-scaler.ts';
import type { FrameTable } from './frame-table.ts';
import type { Size } from '../../util/size.ts';
import { pickFrames } from './pick-frames.ts';
import { quarterTurns } from './probe.ts';
import { turnRaster } from './turn-raster.ts';
import { notAVideo, type VideoReader } from './video-reader.ts';

/** One frame as a picture, upright. */
export interface Still extends Raster {
  /** From 0, in the order shown. */
  index: number;
  /** Since the first frame. */
  seconds: number;
}

export interface StillOptions {
  /** The longest side; default the full size. Frames are also enlarged to it where `enlarge` says so. */
  side?: number | undefined;
  enlarge?: boolean;
  /** RGBA of frames that are clear in places; default RGB on grey. */
  keepAlpha?: boolean;
}

/** The frames with these indices as pictures, one at a time: full frames in 4K are large. */
export function* readStills(
  reader: VideoReader,
  table: FrameTable,
  indices: Iterable<number>,
  { side, enlarge = false, keepAlpha = false }: StillOptions = {},
): Generator<Still> {
  const turns = quarterTurns(reader);
  let scaler: FrameScaler | undefined;
  try {
    for (const { frame, index, seconds } of pickFrames(reader, table, indices)) {
      // A few files change their size on the way; the first frame's is kept.
      scaler ??= new FrameScaler(fitInside(frame, side, enlarge));
      const raster = keepAlpha
        ? scaler.toRaster(frame)
        : { ...scaler.size, channels: 3, data: scaler.toRgb(frame) };
      yield { ...turnRaster(raster, turns), index, seconds };
    }
    if (scaler === undefined) throw notAVideo(reader.path, 'none of the frames asked for can be decoded');
  } finally {
    scaler?.close();
  }
}

/** The size whose longest side is `side`, with the same proportions. */
function fitInside({ width, height }: Size, side: number | undefined, enlarge: boolean): Size {
  const longest = Math.max(width, height);
  if (side === undefined || (side >= longest && !enlarge)) return { width, height };
  const fit = (length: number) => Math.max(1, Math.round((length * side) / longest));
  return { width: fit(width), height: fit(height) };
}
