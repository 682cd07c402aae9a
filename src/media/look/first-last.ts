import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grid } from './grid.ts';
import { readWhole } from '../read/probe.ts';
import { rasterInput } from '../read/read-raster.ts';
import type { FirstLastSpec, GridCell } from '../seeing-types.ts';
import { readStills } from '../read/stills.ts';
import type { PictureInfo } from '../types.ts';
import { VideoReader } from '../read/video-reader.ts';

/** The first and the last frame beside the picture that the clip was made from. */
export async function firstLast({ video, picture, output, maxBytes }: FirstLastSpec): Promise<PictureInfo> {
  const folder = await mkdtemp(join(tmpdir(), 'fal-video-frames-'));
  try {
    const frames = await firstAndLast(video, folder);
    const input: GridCell[] = picture === undefined ? [] : [{ picture, caption: 'input picture' }];
    const cells = [...input, ...frames];
    return await grid({ cells, output, columns: cells.length, maxBytes });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function firstAndLast(video: string, folder: string): Promise<GridCell[]> {
  return VideoReader.use(video, async (reader) => {
    const table = readWhole(reader);
    const cells: GridCell[] = [];
    for (const still of readStills(reader, table, [0, table.shown.length - 1], { side: 1568 })) {
      const path = join(folder, `${still.index}.png`);
      await rasterInput(still).png({ compressionLevel: 1 }).toFile(path);
      const which = still.index === 0 ? 'first frame' : `last frame (${still.index})`;
      cells.push({ picture: path, caption: `${which}, ${still.seconds.toFixed(2)}s` });
    }
    return cells;
  });
}
