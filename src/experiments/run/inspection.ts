import { dirname, join } from 'node:path';
import type { ClipMeasures } from '../../media/measure-types.ts';
import type { Media } from '../../media/types.ts';
import type { Blobs } from '../../store/blobs.ts';
import { SHEET, sheetOf, STRIP, stripOf } from '../../store/pictures-of.ts';

/** What was made of a video so that it can be judged: frames in one picture, and measures. */
export interface Inspection {
  /** Absolute; `null` until it is made. */
  sheet: string | null;
  measures: ClipMeasures | null;
}

const measuresOf = (video: string) => join(dirname(video), 'measures.json');

/** What there is so far. Measures never change once they are written, and are read once. */
export async function inspectionOf(video: string, blobs: Blobs): Promise<Inspection> {
  return {
    sheet: await blobs.find({ path: sheetOf(video) }),
    measures: await readMeasures(measuresOf(video), blobs),
  };
}

/** Makes what is missing; `then` is called after each. Throws where the video is beyond it. */
export async function inspectCell(
  video: string,
  picture: string | null,
  { media, blobs }: { media: Pick<Media, 'contactSheet' | 'measureClip'>; blobs: Blobs },
  then: () => void,
): Promise<void> {
  const sheets = [
    { path: sheetOf(video), options: SHEET },
    { path: stripOf(video), options: STRIP },
  ];
  for (const { path, options } of sheets) {
    if ((await blobs.find({ path })) !== null) continue;
    await media.contactSheet(video, path, options);
    then();
  }
  if ((await readMeasures(measuresOf(video), blobs)) !== null) return;
  const measures = await media.measureClip(video, picture === null ? {} : { picture });
  known.set(measuresOf(video), measures);
  await blobs.writeJson(measuresOf(video), measures);
  then();
}

const known = new Map<string, ClipMeasures>();

async function readMeasures(path: string, blobs: Blobs): Promise<ClipMeasures | null> {
  const remembered = known.get(path);
  if (remembered !== undefined) return remembered;
  try {
    const measures = JSON.parse((await blobs.read(path)) ?? 'null') as ClipMeasures | null;
    if (measures !== null) known.set(path, measures);
    return measures;
  } catch {
    return null;
  }
}
