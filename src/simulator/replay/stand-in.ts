import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../../util/json.ts';
import type { SimulatedJob } from '../job.ts';
import { type Files, randomName } from '../files.ts';

/** Where a file that stands in for a recorded one is put. */
export interface FileTarget {
  files: Files;
  folder: string;
}

/** Makes a clip like a recorded one, as far as its size and length were recorded, and gives its path. */
export type Film = (like: Readonly<Record<string, unknown>>) => Promise<string | null>;

/** The body with every file at fal's media hosts replaced by one of ours, of the same kind. */
export async function withFiles(
  value: unknown,
  job: SimulatedJob,
  film: Film,
  place: FileTarget,
  holder: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  if (typeof value === 'string') {
    return /^https:\/\/[\w.]*fal\.media\//.test(value)
      ? await standIn(value, job, () => film(holder), place)
      : value;
  }
  const inside = (member: unknown) => withFiles(member, job, film, place, isObject(value) ? value : {});
  if (Array.isArray(value)) return await Promise.all(value.map(inside));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(async ([name, member]) => [name, await inside(member)] as const);
  return Object.fromEntries(await Promise.all(members));
}

/** What comes beside a clip (FLUX 3 drafts, frames, thumbnails), made of nothing. */
export async function filesBeside(job: SimulatedJob, place: FileTarget): Promise<object> {
  const at = async (ending: string) => ({ url: await publish(ending, job, place) });
  return { draft_cache: await at('bin'), frames_zip: await at('zip'), thumbnail: await at('webp') };
}

async function standIn(
  url: string,
  job: SimulatedJob,
  film: () => Promise<string | null>,
  place: FileTarget,
): Promise<string> {
  const ending = /\.(\w{1,12})$/.exec(new URL(url).pathname)?.[1] ?? 'bin';
  const clip = ending === 'mp4' ? await film() : null;
  if (clip === null) return await publish(ending, job, place);
  return place.files.urlOf(
    (await place.files.publish(clip, randomName('recorded.mp4'), 'video/mp4', job.id)).name,
  );
}

async function publish(ending: string, job: SimulatedJob, { files, folder }: FileTarget): Promise<string> {
  const name = randomName(`recorded.${ending}`);
  const path = join(folder, name);
  const bytes = ending === 'svg' ? SVG : Buffer.from((BEGINNINGS[ending] ?? '\0\x02') + FILLING, 'latin1');
  await writeFile(path, bytes);
  return files.urlOf((await files.publish(path, name, 'application/octet-stream', job.id)).name);
}

const FILLING = `\0SIMULATED${'\0'.repeat(500)}`;
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><title>SIMULATED</title></svg>';
/** How files of a kind begin. */
const BEGINNINGS: Record<string, string> = {
  mp4: '\0\0\0\x20ftypisom\0\0\x02\0',
  mov: '\0\0\0\x14ftypqt  \0\0\0\0',
  webm: '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm',
  mkv: '\x1aE\xdf\xa3\xa3B\x86\x81\x01B\x82\x88matroska',
  avi: 'RIFF\x10\x01\0\0AVI LIST',
  ts: `G@\0\x10${'\xff'.repeat(184)}G@\x11\x10`,
  gif: 'GIF89a\x01\0\x01\0',
  webp: 'RIFF\x10\x01\0\0WEBPVP8 ',
  png: '\x89PNG\r\n\x1a\n',
  jpg: '\xff\xd8\xff\xe0',
  exr: 'v/1\x01\x02\0\0\0',
  zip: 'PK\x03\x04\x14\0',
  glb: 'glTF\x02\0\0\0',
  wav: 'RIFF\x10\x01\0\0WAVEfmt ',
};
