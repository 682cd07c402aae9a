import { access, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ClipMeasures } from '../../media/measure-types.ts';
import type { Media } from '../../media/types.ts';
import { writeJson } from '../../util/atomic-file.ts';
import { newId } from '../../util/ids.ts';

/** What was made of a video so that it can be judged: frames in one picture, and measures. */
export interface Seen {
  /** Absolute; `null` until it is made. */
  sheet: string | null;
  measures: ClipMeasures | null;
}

const sheetOf = (video: string) => video.replace(/\.\w+$/, '-sheet.jpg');
const measuresOf = (video: string) => join(dirname(video), 'measures.json');
/** A few frames side by side, small: one cell of the picture of a whole experiment. */
export const stripOf = (video: string) => video.replace(/\.\w+$/, '-strip.jpg');

const SHEET = { maxBytes: 600_000 };
const STRIP = { columns: 4, rows: 1, cell: 320, maxBytes: 100_000 };

/** What there is so far. Measures never change once they are written, and are read once. */
export async function seenOf(video: string): Promise<Seen> {
  const sheet = sheetOf(video);
  return { sheet: (await exists(sheet)) ? sheet : null, measures: await readMeasures(measuresOf(video)) };
}

/** Makes what is missing. Throws where the video is beyond it. */
export async function lookAt(
  video: string,
  picture: string | null,
  media: Pick<Media, 'contactSheet' | 'measureClip'>,
): Promise<void> {
  await makeOnce(sheetOf(video), (making) => media.contactSheet(video, making, SHEET));
  await makeOnce(stripOf(video), (making) => media.contactSheet(video, making, STRIP));
  if ((await readMeasures(measuresOf(video))) !== null) return;
  const measures = await media.measureClip(video, picture === null ? {} : { picture });
  known.set(measuresOf(video), measures);
  await writeJson(measuresOf(video), measures);
}

/** Made under a name of its own and renamed: several processes may look at the same video. */
async function makeOnce(path: string, make: (making: string) => Promise<unknown>): Promise<void> {
  if (await exists(path)) return;
  const making = `${path.replace(/\.jpg$/, '')}.${newId('part')}.jpg`;
  try {
    await make(making);
    await rename(making, path);
  } finally {
    await rm(making, { force: true });
  }
}

const known = new Map<string, ClipMeasures>();

async function readMeasures(path: string): Promise<ClipMeasures | null> {
  const remembered = known.get(path);
  if (remembered !== undefined) return remembered;
  try {
    const measures = JSON.parse(await readFile(path, 'utf8')) as ClipMeasures;
    known.set(path, measures);
    return measures;
  } catch {
    return null;
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
