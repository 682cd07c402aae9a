import type { Media, PictureInfo, SoundInfo, VideoInfo } from '../../media/types.ts';
import type { Role } from '../../models/types.ts';
import { inputFile } from '../../project/input-file.ts';
import { inputUrl } from '../../project/input-url.ts';
import type { Project } from '../../project/index.ts';
import type { InputRecord } from '../types.ts';

export interface ReadInput {
  record: InputRecord;
  /** What a decoder says of the file; `null` for a URL, which is never opened here. */
  info: PictureInfo | VideoInfo | SoundInfo | null;
}

/** One input as it is recorded. A local file is read whole, so that one of the wrong kind is found before it is paid. */
export async function readInput(
  role: Role,
  value: string,
  { project, media }: { project: Project; media: Media },
): Promise<ReadInput> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
    const record = { role, path: null, url: inputUrl(value), sha256: null, bytes: null, content_type: null };
    return { record, info: null };
  }
  const file = await inputFile(value, project.root, project.config.input_roots);
  const info = await look(role, file.path, media);
  const record = {
    role,
    path: project.places.relative(file.path),
    url: null,
    sha256: file.sha256,
    bytes: file.bytes,
    content_type: contentTypeOf(info),
  };
  return { record, info };
}

function look(role: Role, path: string, media: Media): Promise<PictureInfo | VideoInfo | SoundInfo> {
  if (role === 'video') return media.probe(path);
  return role === 'audio' ? media.soundInfo(path) : media.pictureInfo(path);
}

/** By what is in the file; its name may say anything. */
function contentTypeOf(info: PictureInfo | VideoInfo | SoundInfo): string {
  if (info.kind === 'picture') return info.content_type;
  return CONTENT_TYPES[info.container] ?? 'application/octet-stream';
}

const CONTENT_TYPES: Record<string, string> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  gif: 'image/gif',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
};
