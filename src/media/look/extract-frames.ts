import { join } from 'node:path';
import { writeAtomic } from '../../util/atomic-file.ts';
import { chooseFrames } from '../read/choose-frames.ts';
import { describeVideo, readWhole } from '../read/probe.ts';
import { rasterInput } from '../read/read-raster.ts';
import type { FramePicture, Frames, FramesSpec } from '../seeing-types.ts';
import { readStills } from '../read/stills.ts';
import { notAVideo, VideoReader } from '../read/video-reader.ts';

/** Writes the chosen frames as PNGs, upright, in full size, clear where the video is. One frame is in memory at a time. */
export async function extractFrames({ video, folder, ...choice }: FramesSpec): Promise<Frames> {
  return VideoReader.use(video, async (reader) => {
    const table = readWhole(reader);
    const indices = chooseFrames(reader, table, choice);
    const made = new Map<number, FramePicture>();
    for (const still of readStills(reader, table, indices, { keepAlpha: true })) {
      const { index, seconds, width, height } = still;
      const path = join(folder, `frame-${String(index).padStart(4, '0')}.png`);
      const png = await rasterInput(still).png({ compressionLevel: 6 }).toBuffer();
      await writeAtomic(path, png);
      made.set(index, { path, index, seconds, width, height, bytes: png.length });
    }
    const frames = indices.map((index) => {
      const frame = made.get(index);
      if (frame === undefined) throw notAVideo(video, `its frame ${index} cannot be decoded`);
      return frame;
    });
    return { video: describeVideo(reader, table), frames };
  });
}
