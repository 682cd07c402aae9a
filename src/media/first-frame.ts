import sharp from 'sharp';
import { writeAtomic } from '../util/atomic-file.ts';
import { FrameScaler } from './frame-scaler.ts';
import { describeVideo, quarterTurns } from './probe.ts';
import type { VideoInfo } from './types.ts';
import { notAVideo, VideoReader } from './video-reader.ts';

/** Writes the first frame of a video as a PNG, upright and in full size. `NOT_A_VIDEO` where there is none. */
export async function firstFrame({ video, output }: { video: string; output: string }): Promise<VideoInfo> {
  const { info, width, height, turns, rgb } = await VideoReader.use(video, readFirst);
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .rotate(turns * 90)
    .png()
    .toBuffer();
  await writeAtomic(output, png);
  return info;
}

function readFirst(reader: VideoReader) {
  const info = describeVideo(reader);
  for (const frame of reader.frames()) {
    const { width, height } = frame;
    const scaler = new FrameScaler({ width, height });
    try {
      return { info, width, height, turns: quarterTurns(reader), rgb: scaler.toRgb(frame) };
    } finally {
      scaler.close();
    }
  }
  throw notAVideo(reader.path, 'none of its frames can be decoded');
}
