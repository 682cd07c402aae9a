import { sniff } from '../../util/sniff.ts';

export interface MediaType {
  content_type: string;
  extension: string;
}

/** So many first bytes tell every kind below. */
export const SNIFF_BYTES = 64;

/** The kind of a media file by its first bytes; `null` for anything that fal-video does not keep. */
export function mediaTypeOf(head: Buffer): MediaType | null {
  const format = sniff(head)?.format ?? '';
  const content_type = KEPT[format];
  return content_type === undefined ? null : { content_type, extension: `.${ENDINGS[format] ?? format}` };
}

const KEPT: Record<string, string> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  wav: 'audio/wav',
};

/** Where files end otherwise than their format is called. */
const ENDINGS: Record<string, string> = { jpeg: 'jpg' };
