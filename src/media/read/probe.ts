import * as av from 'node-av/constants';
import { avGetCodecName, type Frame } from 'node-av/lib';
import { type FrameTable, readFrameTable } from './frame-table.ts';
import { pickFrames } from './pick-frames.ts';
import type { VideoInfo } from '../types.ts';
import { notAVideo, VideoReader } from './video-reader.ts';

/**
 * What a video file holds, counted and not believed: every compressed frame is read, and the first one decoded.
 * The size is the one shown, a rotation applied. `NOT_A_VIDEO` where frames are missing.
 */
export async function probe({ path }: { path: string }): Promise<VideoInfo> {
  return VideoReader.use(path, (reader) => describeVideo(reader));
}

export function describeVideo(reader: VideoReader, table = readWhole(reader)): VideoInfo {
  const { stream, path } = reader;
  for (const first of firstPictures(reader, table)) {
    const turned = quarterTurns(reader) % 2 === 1;
    return {
      kind: 'video',
      container: reader.container,
      codec: avGetCodecName(stream.codecpar.codecId) ?? 'unknown',
      width: turned ? first.height : first.width,
      height: turned ? first.width : first.height,
      fps: rounded(framesPerSecond(reader, table)),
      frames: table.shown.length,
      seconds: rounded(table.span),
      has_audio: reader.hasAudio,
    };
  }
  throw notAVideo(path, `none of its ${table.shown.length} frames can be decoded`);
}

/** The table of a video that has frames, all of them whole. */
export function readWhole(reader: VideoReader): FrameTable {
  const table = readFrameTable(reader);
  const frames = table.shown.length;
  if (frames === 0) throw notAVideo(reader.path, 'it has no frames');
  if (table.broken > 0) throw notAVideo(reader.path, `${table.broken} of its ${frames} frames are not whole`);
  return table;
}

/** The first frame, decoded alone; where it is damaged, whichever can be decoded. */
function* firstPictures(reader: VideoReader, table: FrameTable): Generator<Frame> {
  for (const { frame } of pickFrames(reader, table, [0])) yield frame;
  yield* reader.frames();
}

function framesPerSecond({ stream }: VideoReader, { shown, span }: FrameTable): number {
  const average = stream.avgFrameRate;
  if (average.num > 0 && average.den > 0) return average.num / average.den;
  return span > 0 ? shown.length / span : 0;
}

/** How often the picture is turned by 90 degrees, clockwise, before it is shown: 0 to 3. */
export function quarterTurns({ stream }: VideoReader): number {
  const matrix = stream.codecpar.getCodedSideData(av.AV_PKT_DATA_DISPLAYMATRIX);
  if (matrix === null || matrix.length < 8) return 0;
  const radians = Math.atan2(matrix.readInt32LE(4), matrix.readInt32LE(0));
  return (Math.round((radians * 2) / Math.PI) + 4) % 4;
}

/** To the microsecond: what is left of fractions such as 1/24. */
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
