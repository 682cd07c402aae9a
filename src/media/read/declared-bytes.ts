import { open } from 'node:fs/promises';

/**
 * How many bytes a video file says that it has; `null` where it does not say. A file with fewer was cut short:
 * FFmpeg reads what is left and is content. (Counting frames would not tell: an edit list may hide some.)
 */
export async function declaredBytes(
  path: string,
  head: Buffer,
  format: string | undefined,
): Promise<number | null> {
  if (format === 'mp4' || format === 'mov') return mp4Bytes(path);
  if (format === 'webm' || format === 'mkv') return matroskaBytes(head);
  return null;
}

/** Walks over the outermost boxes (ISO 14496-12), each a length of 4 bytes, a name, perhaps a length of 8 bytes. */
async function mp4Bytes(path: string): Promise<number | null> {
  const file = await open(path, 'r');
  try {
    for (let end = 0; ;) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, end);
      // A few bytes after the last box do no harm.
      if (bytesRead < 8) return end;
      const short = buffer.readUInt32BE(0);
      const length = short === 1 ? Number(buffer.readBigUInt64BE(8)) : short;
      // 0 means: to the end of the file, however far that is.
      if (length < 8) return null;
      end += length;
    }
  } finally {
    await file.close();
  }
}

/** A Matroska file is a header element and then one segment, each an id, a length and the content (RFC 8794). */
export function matroskaBytes(head: Buffer): number | null {
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
