import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SHEET, sheetOf, STRIP, stripOf } from '../../store/pictures-of.ts';
import type { ClipMeasures } from '../../media/measure-types.ts';
import type { Media } from '../../media/types.ts';
import { exists, writeJson } from '../../util/atomic-file.ts';

/** What was made of a video so that it can be judged: frames in one picture, and measures. */
export interface Inspection {
  /** Absolute; `null` until it is made. */
  sheet: string | null;
  measures: ClipMeasures | null;
}

const measuresOf = (video: string) => join(dirname(video), 'measures.json');

/** What there is so far. Measures never change once they are written, and are read once. */
export async function inspectionOf(video: string): Promise<Inspection> {
  const sheet = sheetOf(video);
  return { sheet: (await exists(sheet)) ? sheet : null, measures: await readMeasures(measuresOf(video)) };
}

/** Makes what is missing. Throws where the video is beyond it. */
export async function inspectCell(
  video: string,
  picture: string | null,
  media: Pick<Media, 'contactSheet' | 'measureClip'>,
): Promise<void> {
  const [sheet, strip] = [sheetOf(video), stripOf(video)];
  if (!(await exists(sheet))) await media.contactSheet(video, sheet, SHEET);
  if (!(await exists(strip))) await media.contactSheet(video, strip, STRIP);
  if ((await readMeasures(measuresOf(video))) !== null) return;
  const measures = await media.measureClip(video, picture === null ? {} : { picture });
  known.set(measuresOf(video), measures);
  await writeJson(measuresOf(video), measures);
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
