import type { Frame } from 'node-av/lib';
import { type FrameTable, hasTimes, planPackets } from './frame-table.ts';
import type { VideoReader } from './video-reader.ts';

/** A frame of a video; `frame` is lent until the next step. */
export interface Picked {
  /** From 0, in the order shown. */
  index: number;
  /** Since the first frame, to the millisecond. */
  seconds: number;
  frame: Frame;
}

/** The frames with these indices in the order shown, exactly, with as little decoding as that allows. */
export function* pickFrames(
  reader: VideoReader,
  table: FrameTable,
  indices: Iterable<number>,
): Generator<Picked> {
  const wanted = new Set(indices);
  if (!hasTimes(table)) return yield* pickByCount(reader, table, wanted);
  const indexOf = new Map<bigint, number>();
  for (const index of wanted) {
    const time = table.shown[index];
    if (time !== undefined) indexOf.set(time, index);
  }
  for (const frame of reader.frames(planPackets(table, new Set(indexOf.keys())))) {
    const index = indexOf.get(frame.bestEffortTimestamp);
    if (index !== undefined) yield { index, seconds: secondsAt(reader, table, index), frame };
  }
}

/** Seconds since the first frame at which a frame is shown, to the millisecond. */
export function secondsAt({ stream }: VideoReader, { shown }: FrameTable, index: number): number {
  const ticks = Number((shown[index] ?? 0n) - (shown[0] ?? 0n));
  return Math.round(ticks * stream.timeBase.toDouble() * 1000) / 1000;
}

/** The frame that is on the screen at this second; past the end, the last one. */
export function indexAt(reader: VideoReader, table: FrameTable, seconds: number): number {
  // Half a millisecond of grace: times are told to the millisecond.
  const index = table.shown.findLastIndex((_, at) => secondsAt(reader, table, at) <= seconds + 0.0005);
  return Math.max(0, index);
}

/** Where the first, the last and even steps between lie; every index where there are fewer. */
export function evenlySpaced(frames: number, most: number): number[] {
  const count = Math.min(frames, most);
  if (count <= 1) return [0];
  return Array.from({ length: count }, (_, cell) => Math.round((cell * (frames - 1)) / (count - 1)));
}

function* pickByCount(
  reader: VideoReader,
  table: FrameTable,
  wanted: ReadonlySet<number>,
): Generator<Picked> {
  let index = -1;
  for (const frame of reader.frames()) {
    index += 1;
    if (wanted.has(index)) yield { index, seconds: secondsAt(reader, table, index), frame };
  }
}
