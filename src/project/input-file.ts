import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { inputError } from '../errors.ts';
import { sha256OfFile } from '../util/hash.ts';
import { localPath } from './local-path.ts';
import { contains, didYouMean } from './meant-file.ts';

export interface InputFile {
  /** Real path, links followed. */
  path: string;
  bytes: number;
  sha256: string;
}

/**
 * A local input, by its path or `file://` URI, checked before anything reads or uploads it: below the project or an
 * allowed root, also after following links, so that a prompt can not talk an agent into uploading a private file
 * as a "picture".
 */
export async function inputFile(
  given: string,
  root: string,
  inputRoots: readonly string[],
): Promise<InputFile> {
  const named = localPath(given);
  if (named.includes('\0')) throw refused('BAD_PATH', 'The path holds a NUL character', given);
  const roots = [root, ...(await Promise.all(inputRoots.map((folder) => realRoot(resolve(root, folder)))))];
  const wanted = resolve(root, named);
  const path = await realpath(wanted).catch(() => null);
  if (path === null) {
    const meant = await didYouMean(wanted, roots, root);
    throw refused('NO_SUCH_FILE', 'There is no such file', given, meant);
  }
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

/** An allowed root that does not exist allows nothing. */
async function realRoot(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

function refused(code: string, what: string, given: string, meant = '') {
  return inputError({
    code,
    message: `${what}: ${given.replaceAll('\0', '\\0')}${meant === '' ? '' : `.${meant}`}`,
    next: 'Name a file inside the project, or let the user add its folder to input_roots in fal-video.config.json.',
  });
}
