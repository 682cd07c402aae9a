import type { InspectedPicture } from '../../media/seeing-types.ts';
import type { Media, PictureInfo, SoundInfo, VideoInfo } from '../../media/types.ts';
import type { Role } from '../../models/types.ts';
import { inputFile } from '../../project/input-file.ts';
import { inputUrl } from '../../project/input-url.ts';
import { isFileUri } from '../../project/local-path.ts';
import type { Project } from '../../project/index.ts';
import { createSlots } from '../../util/slots.ts';
import { shared } from '../../util/shared.ts';
import type { InputRecord } from '../../store/job.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Store } from '../../store/store.ts';
import { fileOfOutput, outputRef } from './output-input.ts';
import { uprightCopy } from './sent-as.ts';

export interface ReadInput {
  record: InputRecord;
  /** What a decoder says of the file; `null` for a URL, which is never opened here. */
  info: FileInfo | null;
}

type FileInfo = PictureInfo | InspectedPicture | VideoInfo | SoundInfo;

export interface ReadInputContext {
  project: Project;
  media: Media;
  store: Pick<Store, 'get'>;
  blobs: Pick<Blobs, 'find'>;
}

export interface InputOptions {
  /** Whether a picture is also looked at for a grid, which takes longer than reading it. */
  findGrid?: boolean;
}

export type ReadInputs = (role: Role, value: string, options?: InputOptions) => Promise<ReadInput>;

/** Each is in memory whole while it is read. */
const MOST_AT_ONCE = 4;

/** Inputs for all plans of a process: a thousand jobs of one picture that are planned at once read it once. */
export function inputReader(context: ReadInputContext): ReadInputs {
  const slots = createSlots(MOST_AT_ONCE);
  const once = shared<ReadInput>();
  return (role, value, options) =>
    once(JSON.stringify([role, value, options]), () =>
      slots.use(() => readInput(role, value, context, options)),
    );
}

/** One input as it is recorded. A local file is read whole, so that one of the wrong kind is found before it is paid. */
export async function readInput(
  role: Role,
  value: string,
  context: ReadInputContext,
  { findGrid = false }: InputOptions = {},
): Promise<ReadInput> {
  const { project, media } = context;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value) && !isFileUri(value)) {
    const record = { role, path: null, url: inputUrl(value), sha256: null, bytes: null, content_type: null };
    return { record, info: null };
  }
  const ref = outputRef(value);
  if (ref?.isStep === true) {
    const record = {
      role,
      path: null,
      url: null,
      sha256: null,
      bytes: null,
      content_type: null,
      from: value,
    };
    return { record, info: null };
  }
  const given = ref === null ? value : await fileOfOutput(ref, role, context);
  const file = await inputFile(given, project.root, project.config.input_roots);
  const info = await look(role, file.path, media, findGrid);
  const record = {
    role,
    path: project.paths.relative(file.path),
    url: null,
    sha256: file.sha256,
    bytes: file.bytes,
    content_type: contentTypeOf(info),
    ...(ref === null ? {} : { from: value }),
    ...(isTurned(info) ? { sent_as: await uprightCopy(file.path, file.sha256, media) } : {}),
  };
  return { record, info };
}

function look(role: Role, path: string, media: Media, findGrid: boolean): Promise<FileInfo> {
  if (role === 'video') return media.probe(path);
  if (role === 'audio') return media.soundInfo(path);
  return findGrid ? media.inspectPicture(path) : media.pictureInfo(path);
}

/** A camera that was held upright stores a picture that lies. An animation stays as it is: a copy would be one frame. */
const isTurned = (info: FileInfo) => info.kind === 'picture' && info.orientation > 1 && info.frames === 1;

/** By what is in the file; its name may say anything. */
function contentTypeOf(info: FileInfo): string {
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
