import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { inputError } from '../errors.ts';

export interface InputFile {
  /** Real path, links followed. */
  path: string;
  bytes: number;
  sha256: string;
}

/**
 * A local input, checked before anything reads or uploads it: below the project or an allowed root, also
 * after following links, so that a prompt can not talk an agent into uploading a private file as a "picture".
 */
export async function inputFile(
  given: string,
  root: string,
  inputRoots: readonly string[],
): Promise<InputFile> {
  if (given.includes('\0')) throw refused('BAD_PATH', 'The path holds a NUL character', given);
  const path = await realPath(resolve(root, given), given);
  const roots = [root, ...(await Promise.all(inputRoots.map((folder) => realRoot(resolve(root, folder)))))];
  if (!roots.some((folder) => contains(folder, path))) {
    throw refused('PATH_OUTSIDE', 'The file is outside the project and the allowed input folders', given);
  }
  const info = await stat(path);
  if (!info.isFile()) throw refused('NOT_A_FILE', 'The path is not a file', given);
  if (info.size === 0) throw refused('EMPTY_FILE', 'The file is empty', given);
  if (info.size > MAX_INPUT_BYTES) {
    throw refused(
      'FILE_TOO_LARGE',
      `The file has ${info.size} bytes; at most ${MAX_INPUT_BYTES} are taken`,
      given,
    );
  }
  return { path, bytes: info.size, sha256: await sha256OfFile(path) };
}

/** More than any documented limit of a model's input (fal: 50 MB pictures; videos are larger). */
const MAX_INPUT_BYTES = 500_000_000;

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

async function realPath(path: string, given: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    throw refused('NO_SUCH_FILE', 'There is no such file', given);
  }
}

/** An allowed root that does not exist allows nothing. */
async function realRoot(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

function refused(code: string, what: string, given: string) {
  return inputError({
    code,
    message: `${what}: ${given.replaceAll('\0', '\\0')}`,
    next: 'Name a file inside the project, or let the user add its folder to input_roots in fal-video.config.json.',
  });
}
