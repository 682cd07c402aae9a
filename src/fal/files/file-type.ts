import { HEAD_BYTES, sniff } from '../../util/sniff.ts';

export interface FileType {
  content_type: string;
  extension: string;
}

/** What is said of a file before its bytes are seen. */
export interface Declared {
  /** Its address or name, for the ending. */
  name: string;
  content_type: string | null;
}

/** So many first bytes tell every kind below. */
export const SNIFF_BYTES = HEAD_BYTES;

/**
 * The kind of a file by its first bytes. Bytes that nothing here knows are kept too, under the file's own
 * ending where that claims nothing and can be opened without harm. `null` for what stands in the place of a
 * file: nothing at all, a web page, or text where a video, picture or sound was announced.
 */
export function fileTypeOf(head: Uint8Array, declared: Declared): FileType | null {
  if (head.length === 0) return null;
  const format = sniff(head)?.format ?? '';
  const content_type = CONTENT_TYPES[format];
  if (content_type !== undefined) return { content_type, extension: `.${ENDINGS[format] ?? format}` };
  if (format === 'html') return null;
  if (TEXTS.has(format)) return isAnnouncedAsMedia(declared) ? null : textType(format, declared);
  const ending = endingOf(declared.name);
  return { content_type: 'application/octet-stream', extension: BINARY.has(ending) ? `.${ending}` : '.bin' };
}

const CONTENT_TYPES: Record<string, string> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  avi: 'video/x-msvideo',
  ts: 'video/mp2t',
  flv: 'video/x-flv',
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  heic: 'image/heic',
  jxl: 'image/jxl',
  tiff: 'image/tiff',
  bmp: 'image/bmp',
  psd: 'image/vnd.adobe.photoshop',
  svg: 'image/svg+xml',
  exr: 'image/x-exr',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  zip: 'application/zip',
  gz: 'application/gzip',
  pdf: 'application/pdf',
  glb: 'model/gltf-binary',
};

/** Where files end otherwise than their format is called. */
const ENDINGS: Record<string, string> = { jpeg: 'jpg' };

/** Kinds of text, as `sniff` names them; any of them may be an error in the place of a file. */
const TEXTS: ReadonlySet<string> = new Set(['txt', 'json', 'xml', 'm3u8', 'lfs']);
/** Texts that no program carries out. */
const TEXT_ENDINGS: Record<string, string> = {
  txt: 'text/plain',
  json: 'application/json',
  csv: 'text/csv',
  srt: 'application/x-subrip',
  vtt: 'text/vtt',
  xml: 'application/xml',
  obj: 'model/obj',
  ply: 'application/octet-stream',
  gltf: 'model/gltf+json',
};
/** Endings of bytes without a signature that is known here; none that a sniffed kind has, none that runs. */
const BINARY: ReadonlySet<string> = new Set(
  'bin dat raw yuv hdr npy npz safetensors latent ply stl fbx usd usdz spz splat ksplat aac opus mid'.split(
    ' ',
  ),
);

function textType(format: string, declared: Declared): FileType {
  const own = endingOf(declared.name);
  const ending = TEXT_ENDINGS[own] === undefined ? format : own;
  const content_type = TEXT_ENDINGS[ending];
  return content_type === undefined
    ? { content_type: 'text/plain', extension: '.txt' }
    : { content_type, extension: `.${ending}` };
}

const MEDIA_ENDING =
  /^(?:mp4|mov|webm|mkv|avi|ts|flv|gif|png|jpe?g|webp|avif|heic|jxl|tiff?|bmp|psd|exr|mp3|m4a|wav|ogg|flac|aac|opus)$/;

function isAnnouncedAsMedia({ name, content_type }: Declared): boolean {
  return /^(?:video|image|audio)\//.test(content_type ?? '') || MEDIA_ENDING.test(endingOf(name));
}

/** In lower case, without its dot; empty where there is none. */
function endingOf(name: string): string {
  const path = name.split(/[?#]/, 1)[0] ?? '';
  return /\.([a-z0-9]{1,12})$/i.exec(path.slice(-64))?.[1]?.toLowerCase() ?? '';
}
