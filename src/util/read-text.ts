import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** A file that should be a text and is none, in words that its name can stand before. */
export class NoText extends Error {
  override readonly name = 'NoText';
}

/** The text of a file that a person wrote, with whatever editor: UTF-8, its mark at the beginning left out. */
export async function readText(path: string): Promise<string> {
  return textOf(await readFile(path).catch(noFolder));
}

export const readTextSync = (path: string): string => textOf(readFileSync(path));

/** The same, or `null` where there is no such file. With its mark for whoever writes it back. */
export async function readTextIfExists(path: string, keepsMark = false): Promise<string | null> {
  try {
    return textOf(await readFile(path).catch(noFolder), keepsMark);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Throws a NoText that names the encoding, where it can be told. */
export function textOf(bytes: Uint8Array, keepsMark = false): string {
  const encoding = encodingOf(bytes);
  if (encoding !== null) throw new NoText(`it is saved as ${encoding}; save it as UTF-8`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: keepsMark }).decode(bytes);
  } catch {
    throw new NoText('it is no text in UTF-8');
  }
}

/** What else than UTF-8 the first bytes tell: by a mark, or by the zeros that stand beside plain letters. */
function encodingOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  if (head === 'fffe0000' || head === '0000feff') return 'UTF-32';
  if (head.startsWith('fffe') || head.startsWith('feff')) return 'UTF-16';
  const zeros = Array.from(bytes.subarray(0, 4), (byte) => Number(byte === 0)).join('');
  return zeros === '0101' || zeros === '1010' ? 'UTF-16' : null;
}

function noFolder(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
  throw new NoText('it is a folder');
}
