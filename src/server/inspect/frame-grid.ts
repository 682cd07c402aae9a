import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Media } from '../../media/types.ts';

/** A strip of at most twelve of these frames, with their numbers. */
export async function makeStrip(
  media: Media,
  video: string,
  folder: string,
  indices: readonly number[],
): Promise<void> {
  const most = 12;
  const shown =
    indices.length <= most
      ? indices
      : Array.from(
          { length: most },
          (_, at) => indices[Math.round((at * (indices.length - 1)) / (most - 1))] ?? 0,
        );
  const { frames } = await media.frames({ video, folder, indices: shown });
  await gridOf(media, folder, frames);
  await removeFrames(frames);
}

type Made = readonly { path: string; index: number; seconds: number }[];

/** As many as can be told apart in one picture; the others are files all the same. */
const MOST_IN_GRID = 30;

/** These frames in one picture, `frames.jpg`. */
export async function gridOf(media: Media, folder: string, frames: Made): Promise<void> {
  const cells = frames
    .slice(0, MOST_IN_GRID)
    .map(({ path, index, seconds }) => ({ picture: path, caption: `${index}: ${seconds.toFixed(2)}s` }));
  await media.grid({ cells, output: join(folder, 'frames.jpg') });
}

export async function removeFrames(frames: Made): Promise<void> {
  await Promise.all(frames.map(({ path }) => rm(path, { force: true })));
}
