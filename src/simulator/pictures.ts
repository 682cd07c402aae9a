import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { sha256 } from '../util/canonical-json.ts';
import type { Problem } from './check-input.ts';
import type { Files } from './files.ts';
import type { Arguments } from './measure.ts';
import type { SimulatedModel } from './model-types.ts';

export interface Picture {
  path: string;
  sha256: string;
}

/**
 * The pictures that a job names, fetched as a runner would: its own uploads and data URIs. What cannot be
 * had, or is no picture, is a problem that fal reports on the result only (fal docs, model errors).
 */
export async function fetchPictures(
  model: SimulatedModel,
  input: Arguments,
  files: Files,
): Promise<{ pictures: Picture[]; problems: Problem[] }> {
  const pictures: Picture[] = [];
  const problems: Problem[] = [];
  for (const { field, url } of namedPictures(model, input)) {
    const picture = await fetchPicture(url, files);
    if (picture === null) problems.push(notDownloadable(field, url));
    else if (await isPicture(picture.path)) pictures.push(picture);
    else problems.push(notAPicture(field, url));
  }
  return { pictures, problems };
}

function namedPictures(model: SimulatedModel, input: Arguments): { field: string; url: string }[] {
  return model.picture_fields.flatMap((field) => {
    const value = input[field];
    const urls: unknown[] = Array.isArray(value) ? value : [value];
    return urls.filter((url) => typeof url === 'string').map((url) => ({ field, url }));
  });
}

async function fetchPicture(url: string, files: Files): Promise<Picture | null> {
  const data = /^data:[^,]*;base64,(.*)$/s.exec(url);
  if (data !== null) return keep(Buffer.from(data[1] ?? '', 'base64'), files);
  const file = files.findByUrl(url);
  return file === null ? null : { path: file.path, sha256: file.sha256 ?? file.name };
}

/** The bytes of a data URI, stored once under their hash. */
async function keep(bytes: Buffer, files: Files): Promise<Picture> {
  const name = sha256(bytes);
  const file = files.find(name) ?? files.add(await files.receive(Readable.from([bytes]), name, 'image/*'));
  return { path: file.path, sha256: name };
}

/** The first bytes of png, jpeg, gif, webp and avif; the RIFF and ISO boxes carry their kind further on. */
const MAGIC = /^(?:\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP|.{4}ftypavi[fs])/s;

async function isPicture(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(16);
    await file.read(head);
    return MAGIC.test(head.toString('latin1'));
  } finally {
    await file.close();
  }
}

const notDownloadable = (field: string, url: string): Problem => ({
  loc: ['body', field],
  msg: 'Failed to download the file. Please check if the URL is accessible and try again.',
  type: 'file_download_error',
  input: url,
});

const notAPicture = (field: string, url: string): Problem => ({
  loc: ['body', field],
  msg: 'Failed to load the image. Please ensure the image file is not corrupted and is in a supported format.',
  type: 'image_load_error',
  input: url,
});

/** For models that start from words alone: one grey pixel, which the renderer stretches over the frame. */
export const blankPicture = (files: Files) => keep(Buffer.from(GREY_PIXEL, 'base64'), files);

const GREY_PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
