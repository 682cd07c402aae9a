/** What the first bytes of a file say that it is. */
export interface Sniffed {
  kind: 'picture' | 'video' | 'audio' | 'other';
  /** Short name of the format, as file endings write it: `png`, `mp4`, `pdf`. */
  format: string;
  /** For a sentence: "a PNG picture". */
  name: string;
}

/** Bytes that `sniff` wants to see; fewer are fine. */
export const HEAD_BYTES = 1024;

/** Names a file by its first bytes; `null` for bytes that nothing here knows. */
export function sniff(head: Uint8Array): Sniffed | null {
  // Latin-1, so that one character is one byte.
  const text = Buffer.from(head).toString('latin1');
  return knownBytes(text) ?? knownText(text);
}

/** "starts like a PDF document", or the bytes themselves where nothing is known. */
export function describeHead(head: Uint8Array): string {
  const found = sniff(head);
  if (found !== null) return `it starts like ${found.name}`;
  if (head.every((byte) => byte === 0)) return 'it starts with zero bytes only';
  return `it starts with the bytes ${Buffer.from(head.subarray(0, 8)).toString('hex')}, which no known format does`;
}

const picture = (format: string, name: string): Sniffed => ({ kind: 'picture', format, name });
const video = (format: string, name: string): Sniffed => ({ kind: 'video', format, name });
const audio = (format: string, name: string): Sniffed => ({ kind: 'audio', format, name });
const other = (format: string, name: string): Sniffed => ({ kind: 'other', format, name });

function knownBytes(text: string): Sniffed | undefined {
  return SIGNATURES.find(([at, bytes]) =>
    typeof bytes === 'string' ? text.startsWith(bytes, at) : bytes.test(text.slice(at, at + 256)),
  )?.[2];
}

/** Where in the file, which bytes there, what it is. The first match wins: narrow before wide. */
const SIGNATURES: [at: number, bytes: string | RegExp, Sniffed][] = [
  [0, '\x89PNG\r\n\x1a\n', picture('png', 'a PNG picture')],
  [0, '\xff\xd8\xff', picture('jpeg', 'a JPEG picture')],
  [0, /^GIF8[79]a/, picture('gif', 'a GIF picture')],
  [8, 'WEBP', picture('webp', 'a WebP picture')],
  [4, /^ftyp.*avi[fs]/s, picture('avif', 'an AVIF picture')],
  [4, /^ftyp(?:hei|hev|mif1|msf1)/, picture('heic', 'a HEIC picture')],
  [0, '\xff\x0a', picture('jxl', 'a JPEG XL picture')],
  [4, 'JXL ', picture('jxl', 'a JPEG XL picture')],
  [0, 'II*\0', picture('tiff', 'a TIFF picture')],
  [0, 'MM\0*', picture('tiff', 'a TIFF picture')],
  [0, '8BPS', picture('psd', 'a Photoshop document')],
  [0, 'v/1\x01', picture('exr', 'an OpenEXR picture')],
  [0, /^BM.{12}[(|l]/s, picture('bmp', 'a BMP picture')],
  [0, '\0\0\x01\0', picture('ico', 'an icon')],
  [4, /^ftypM4[AB]/, audio('m4a', 'an M4A sound')],
  [4, 'ftypqt', video('mov', 'a QuickTime video')],
  [4, 'ftyp', video('mp4', 'an MP4 video')],
  [4, /^(?:moov|mdat|wide)/, video('mov', 'a QuickTime video')],
  [0, /^.E\xdf\xa3.*webm/s, video('webm', 'a WebM video')],
  [0, '\x1aE\xdf\xa3', video('mkv', 'a Matroska video')],
  [8, 'AVI ', video('avi', 'an AVI video')],
  [0, 'FLV\x01', video('flv', 'a Flash video')],
  [0, /^G.{187}G/s, video('ts', 'an MPEG transport stream')],
  [8, 'WAVE', audio('wav', 'a WAV sound')],
  [0, /^(?:ID3|\xff[\xfb\xf3\xf2])/, audio('mp3', 'an MP3 sound')],
  [0, 'OggS', audio('ogg', 'an Ogg file')],
  [0, 'fLaC', audio('flac', 'a FLAC sound')],
  [0, '%PDF-', other('pdf', 'a PDF document')],
  [0, 'PK\x03\x04', other('zip', 'a ZIP archive')],
  [0, 'PK\x05\x06', other('zip', 'an empty ZIP archive')],
  [0, 'glTF', other('glb', 'a 3D model (glTF)')],
  [0, '\x1f\x8b', other('gz', 'a gzip archive')],
];

function knownText(text: string): Sniffed | null {
  // Text has no control characters but tab and line ends.
  if (/[^\t\n\r\x20-\xff]/.test(text) || !/[\x20-\x7e]{3}/.test(text)) return null;
  const start = text.replace(/^\xef\xbb\xbf/, '').trimStart();
  return TEXTS.find(([pattern]) => pattern.test(start))?.[1] ?? other('txt', 'plain text');
}

const TEXTS: [RegExp, Sniffed][] = [
  [/^(?:<!--.{0,300}?-->\s*)?<(?:!doctype html|html|head|body)/is, other('html', 'an HTML page')],
  [/^(?:<\?xml.{0,300}?)?<svg/is, other('svg', 'an SVG drawing')],
  [/^<\?xml/i, other('xml', 'an XML document')],
  [/^[{[]/, other('json', 'JSON')],
  [/^#EXTM3U/, other('m3u8', 'a playlist')],
  [/^version https:\/\/git-lfs/, other('lfs', 'a Git LFS pointer')],
];
