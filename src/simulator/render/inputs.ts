import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { sha256 } from '../../util/hash.ts';
import type { InputProblem } from '../models/check-input.ts';
import type { Files } from '../files.ts';
import type { Arguments, SimulatedModel } from '../model-types.ts';

/** A picture, video or sound that a job was given. */
export interface FetchedInput {
  field: string;
  path: string;
  sha256: string;
}

export interface Inputs {
  pictures: FetchedInput[];
  videos: FetchedInput[];
  sounds: FetchedInput[];
}

/**
 * The files that a job names, fetched as a runner would: its own uploads and data URIs. What cannot be
 * had, or is of another kind, is a problem that fal reports on the result only (fal docs, model errors).
 */
export async function fetchInputs(
  model: SimulatedModel,
  input: Arguments,
  files: Files,
): Promise<{ inputs: Inputs; problems: InputProblem[] }> {
  const problems: InputProblem[] = [];
  const fetchAll = async (kind: Kind, fields: readonly string[] = []): Promise<FetchedInput[]> => {
    const found: FetchedInput[] = [];
    for (const { field, url } of namedFiles(fields, input)) {
      const file = await fetchFile(field, url, files);
      if (file === null) problems.push(notDownloadable(field, url));
      else if (kind.magic.test(await headOf(file.path))) found.push(file);
      else problems.push({ loc: ['body', field], input: url, ...kind.refusal });
    }
    return found;
  };
  const inputs = {
    pictures: await fetchAll(PICTURE, model.picture_fields),
    videos: await fetchAll(VIDEO, model.video_fields),
    sounds: await fetchAll(SOUND, model.sound_fields),
  };
  return { inputs, problems };
}

function namedFiles(fields: readonly string[], input: Arguments): { field: string; url: string }[] {
  return fields.flatMap((field) => {
    const value = input[field];
    const urls: unknown[] = Array.isArray(value) ? value : [value];
    return urls.filter((url) => typeof url === 'string').map((url) => ({ field, url }));
  });
}

async function fetchFile(field: string, url: string, files: Files): Promise<FetchedInput | null> {
  const data = /^data:[^,]*;base64,(.*)$/s.exec(url);
  if (data !== null) return { field, ...(await keep(Buffer.from(data[1] ?? '', 'base64'), files)) };
  const file = files.findByUrl(url);
  return file === null ? null : { field, path: file.path, sha256: file.sha256 ?? file.name };
}

/** The bytes of a data URI, stored once under their hash. */
async function keep(bytes: Buffer, files: Files): Promise<Omit<FetchedInput, 'field'>> {
  const name = sha256(bytes);
  const file = files.find(name) ?? files.add(await files.receive(Readable.from([bytes]), name, 'image/*'));
  return { path: file.path, sha256: name };
}

/** How a kind of file starts, in its first 16 bytes, and what fal says of one that is not. */
interface Kind {
  magic: RegExp;
  refusal: Pick<InputProblem, 'msg' | 'type'>;
}

/** png, jpeg, gif, webp and avif; the RIFF and ISO boxes carry their kind further on. */
const PICTURE: Kind = {
  magic: /^(?:\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP|.{4}ftypavi[fs])/s,
  refusal: {
    msg: 'Failed to load the image. Please ensure the image file is not corrupted and is in a supported format.',
    type: 'image_load_error',
  },
};

/** mp4 and mov, webm and mkv, gif. */
const VIDEO: Kind = {
  magic: /^(?:.{4}ftyp(?!avi[fs]|M4A)|.{4}(?:moov|mdat|wide)|.E\xdf\xa3|GIF8)/s,
  refusal: { msg: 'Unsupported video format.', type: 'unsupported_video_format' },
};

/** mp3, wav, ogg, flac, m4a. */
const SOUND: Kind = {
  magic: /^(?:ID3|\xff[\xfb\xf3\xf2\xf1\xf9]|RIFF.{4}WAVE|OggS|fLaC|.{4}ftypM4A)/s,
  refusal: { msg: 'Unsupported audio format.', type: 'unsupported_audio_format' },
};

/** What fal says of a video whose start looks right, and which no decoder takes. */
export const unreadableVideo = (field: string): InputProblem => ({ loc: ['body', field], ...VIDEO.refusal });

async function headOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(16);
    await file.read(head);
    // Latin-1, so that one character is one byte.
    return head.toString('latin1');
  } finally {
    await file.close();
  }
}

const notDownloadable = (field: string, url: string): InputProblem => ({
  loc: ['body', field],
  msg: 'Failed to download the file. Please check if the URL is accessible and try again.',
  type: 'file_download_error',
  input: url,
});

/** For models that start from words alone: one grey pixel, which the renderer stretches over the frame. */
export const blankPicture = (files: Files) => keep(Buffer.from(GREY_PIXEL, 'base64'), files);

const GREY_PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
