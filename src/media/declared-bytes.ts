/**
 * How many bytes a WebM or Matroska file says that it has, from its first ones; `null` where it does not say.
 * FFmpeg stops in silence where such a file was cut. MP4 needs no such look: it counts its frames.
 *
 * The file is a header element and then one segment, each an id, a length and the content (RFC 8794).
 */
export function declaredBytes(head: Buffer): number | null {
  if (head.length < 12 || head.readUInt32BE(0) !== HEADER) return null;
  const header = lengthAt(head, 4);
  if (header === null || header.start + header.value + 4 > head.length) return null;
  const segment = header.start + header.value;
  if (head.readUInt32BE(segment) !== SEGMENT) return null;
  const content = lengthAt(head, segment + 4);
  return content === null ? null : content.start + content.value;
}

const HEADER = 0x1a45dfa3;
const SEGMENT = 0x18538067;

/** The leading zero bits of the first byte tell how many bytes follow; all value bits set means "not known". */
function lengthAt(head: Buffer, at: number): { value: number; start: number } | null {
  const first = head[at] ?? 0;
  const bytes = Math.clz32(first) - 23;
  if (bytes > 8 || at + bytes > head.length) return null;
  const mask = 2 ** (8 - bytes) - 1;
  let value = first & mask;
  let unknown = value === mask;
  for (const byte of head.subarray(at + 1, at + bytes)) {
    value = value * 256 + byte;
    unknown &&= byte === 255;
  }
  return unknown ? null : { value, start: at + bytes };
}
