import sharp from 'sharp';
import { writeAtomic } from '../../util/atomic-file.ts';
import { describeVideo, readWhole } from '../read/probe.ts';
import { readStills } from '../read/stills.ts';
import type { VideoInfo } from '../types.ts';
import { VideoReader } from '../read/video-reader.ts';

/** Writes the first frame of a video as a PNG, upright and in full size. `NOT_A_VIDEO` where there is none. */
export async function firstFrame({ video, output }: { video: string; output: string }): Promise<VideoInfo> {
  return VideoReader.use(video, async (reader) => {
    const table = readWhole(reader);
    const info = describeVideo(reader, table);
    for (const { data, width, height } of readStills(reader, table, [0])) {
      const png = await sharp(data, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer();
      await writeAtomic(output, png);
    }
    return info;
  });
}
