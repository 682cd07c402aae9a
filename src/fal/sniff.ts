export interface MediaType {
  content_type: string;
  extension: string;
}

/** So many first bytes tell every kind below. */
export const SNIFF_BYTES = 64;

/** The kind of a media file by its first bytes; `null` for anything that fal-video does not keep. */
export function sniffMedia(head: Buffer): MediaType | null {
  if (head.toString('latin1', 4, 8) === 'ftyp') return sniffFtyp(head.toString('latin1', 8, 12));
  const kind = KINDS.find(({ marks }) => marks.every(({ at, text }) => hasText(head, at, text)));
  return kind === undefined ? null : { content_type: kind.content_type, extension: kind.extension };
}

/** The ISO base media family by its major brand (ISO 14496-12; QuickTime, AVIF and M4A have their own). */
function sniffFtyp(brand: string): MediaType | null {
  if (brand === 'qt  ') return { content_type: 'video/quicktime', extension: '.mov' };
  if (brand === 'avif' || brand === 'avis') return { content_type: 'image/avif', extension: '.avif' };
  if (brand.startsWith('M4A') || brand.startsWith('M4B'))
    return { content_type: 'audio/mp4', extension: '.m4a' };
  if (/^(hei[cxms]|hev[cx]|mif1|msf1)$/.test(brand)) return null;
  return { content_type: 'video/mp4', extension: '.mp4' };
}

interface Kind extends MediaType {
  marks: { at: number | 'anywhere'; text: string }[];
}

const kind = (content_type: string, extension: string, ...marks: Kind['marks']): Kind => ({
  content_type,
  extension,
  marks,
});

const KINDS: readonly Kind[] = [
  // The EBML head names its document type; Matroska at large is not WebM.
  kind('video/webm', '.webm', { at: 0, text: '\x1a\x45\xdf\xa3' }, { at: 'anywhere', text: 'webm' }),
  kind('image/gif', '.gif', { at: 0, text: 'GIF87a' }),
  kind('image/gif', '.gif', { at: 0, text: 'GIF89a' }),
  kind('image/png', '.png', { at: 0, text: '\x89PNG\r\n\x1a\n' }),
  kind('image/jpeg', '.jpg', { at: 0, text: '\xff\xd8\xff' }),
  kind('image/webp', '.webp', { at: 0, text: 'RIFF' }, { at: 8, text: 'WEBP' }),
  kind('audio/wav', '.wav', { at: 0, text: 'RIFF' }, { at: 8, text: 'WAVE' }),
  kind('audio/mpeg', '.mp3', { at: 0, text: 'ID3' }),
  // MPEG-1 and MPEG-2 layer III frames without an ID3 tag.
  kind('audio/mpeg', '.mp3', { at: 0, text: '\xff\xfb' }),
  kind('audio/mpeg', '.mp3', { at: 0, text: '\xff\xf3' }),
  kind('audio/mpeg', '.mp3', { at: 0, text: '\xff\xf2' }),
];

function hasText(head: Buffer, at: number | 'anywhere', text: string): boolean {
  const chars = head.toString('latin1');
  return at === 'anywhere' ? chars.includes(text) : chars.startsWith(text, at);
}
