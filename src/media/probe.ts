import * as av from 'node-av/constants';
import { avGetCodecName } from 'node-av/lib';
import type { VideoInfo } from './types.ts';
import { notAVideo, VideoReader } from './video-reader.ts';

/**
 * What a video file holds, counted and not believed: every compressed frame is read, and the first one decoded.
 * The size is the one shown, a rotation applied. `NOT_A_VIDEO` where frames are missing.
 */
export async function probe({ path }: { path: string }): Promise<VideoInfo> {
  return VideoReader.use(path, describeVideo);
}

export function describeVideo(reader: VideoReader): VideoInfo {
  const { stream, path } = reader;
  const { frames, broken, span } = count(reader);
  if (frames === 0) throw notAVideo(path, 'it has no frames');
  if (broken > 0) throw notAVideo(path, `${broken} of its ${frames} frames are not whole`);
  const fps = framesPerSecond(reader, frames, span);
  for (const first of reader.frames()) {
    const turned = quarterTurns(reader) % 2 === 1;
    return {
      kind: 'video',
      container: reader.container,
      codec: avGetCodecName(stream.codecpar.codecId) ?? 'unknown',
      width: turned ? first.height : first.width,
      height: turned ? first.width : first.height,
      fps: rounded(fps),
      frames,
      seconds: rounded(span),
      has_audio: reader.hasAudio,
    };
  }
  throw notAVideo(path, `none of its ${frames} frames can be decoded`);
}

function count(reader: VideoReader) {
  const tick = reader.stream.timeBase.toDouble();
  let frames = 0;
  let broken = 0;
  let start = Infinity;
  let end = -Infinity;
  for (const packet of reader.packets()) {
    if (packet.flags & av.AV_PKT_FLAG_DISCARD) continue;
    frames += 1;
    if (packet.flags & av.AV_PKT_FLAG_CORRUPT) broken += 1;
    if (packet.pts === av.AV_NOPTS_VALUE) continue;
    start = Math.min(start, Number(packet.pts) * tick);
    end = Math.max(end, Number(packet.pts + packet.duration) * tick);
  }
  return { frames, broken, span: Math.max(0, end - start) };
}

function framesPerSecond({ stream }: VideoReader, frames: number, span: number): number {
  const average = stream.avgFrameRate;
  if (average.num > 0 && average.den > 0) return average.num / average.den;
  return span > 0 ? frames / span : 0;
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
