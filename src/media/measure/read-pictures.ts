import * as av from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { FrameScaler } from '../read/frame-scaler.ts';
import type { Size } from '../../util/size.ts';
import { quarterTurns } from '../read/probe.ts';
import type { VideoReader } from '../read/video-reader.ts';
import type { Picture } from './picture.ts';

/** One frame of a video, small and upright. */
export interface Moment {
  /** Since the first frame. */
  seconds: number;
  picture: Picture;
  /** The same frame in another size, its light as the file has it; only until the next one is read. */
  inSize: (size: Size) => Picture;
}

/** The frames of a video in the order shown. */
export function* readPictures(reader: VideoReader, size: Size): Generator<Moment> {
  const turns = quarterTurns(reader);
  const tick = reader.stream.timeBase.toDouble();
  const scalers = new Map<string, FrameScaler>();
  const scaled = (frame: Frame, wanted: Size): Picture => {
    const lying = turns % 2 === 1 ? { width: wanted.height, height: wanted.width } : wanted;
    const key = `${lying.width}x${lying.height}`;
    const scaler = scalers.get(key) ?? new FrameScaler(lying);
    scalers.set(key, scaler);
    return upright({ ...lying, rgb: scaler.toRgb(frame) }, turns);
  };
  let start: bigint | undefined;
  try {
    for (const frame of reader.frames()) {
      start ??= frame.bestEffortTimestamp;
      const seconds = Number(frame.bestEffortTimestamp - start) * tick;
      yield { seconds, picture: scaled(frame, size), inSize: (other) => scaled(asStored(frame), other) };
    }
  } finally {
    for (const scaler of scalers.values()) scaler.close();
  }
}

/** Without the names of its light and colours: FFmpeg takes seconds to prepare the way from HDR to a screen. */
function asStored(frame: Frame): Frame {
  frame.colorTrc = av.AVCOL_TRC_UNSPECIFIED;
  frame.colorPrimaries = av.AVCOL_PRI_UNSPECIFIED;
  return frame;
}

/** Turned clockwise by this many quarters. */
function upright(picture: Picture, turns: number): Picture {
  let turned = picture;
  for (let turn = 0; turn < turns; turn++) turned = quarterTurned(turned);
  return turned;
}

function quarterTurned({ width, height, rgb }: Picture): Picture {
  const turned = new Uint8Array(rgb.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [from, to] = [(y * width + x) * 3, (x * height + height - 1 - y) * 3];
      turned[to] = rgb[from] ?? 0;
      turned[to + 1] = rgb[from + 1] ?? 0;
      turned[to + 2] = rgb[from + 2] ?? 0;
    }
  }
  return { width: height, height: width, rgb: turned };
}
