import { open, stat } from 'node:fs/promises';
import { inputError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { HEAD_BYTES } from '../../util/sniff.ts';

export interface FileHead {
  bytes: number;
  head: Buffer;
}

/** Size and first bytes of a plain file; input errors for what is missing, locked or not a file. */
export async function readFileHead(path: string): Promise<FileHead> {
  const shown = safeText(path);
  try {
    const found = await stat(path);
    // A pipe or a device would be read for ever.
    if (!found.isFile()) {
      throw inputError({
        code: 'NOT_A_FILE',
        message: `${shown} is ${found.isDirectory() ? 'a folder' : 'no plain file'}.`,
        next: 'Give the path of one file.',
      });
    }
    return { bytes: found.size, head: await firstBytes(path) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw inputError({
        code: 'FILE_NOT_FOUND',
        message: `There is no file ${shown}.`,
        next: 'Check the path; it is read from the folder that the program runs in.',
      });
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw inputError({
        code: 'FILE_UNREADABLE',
        message: `${shown} may not be read (${code}).`,
        next: 'Give the file read permission.',
      });
    }
    throw error;
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
