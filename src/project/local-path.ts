import { fileURLToPath } from 'node:url';
import { inputError } from '../errors.ts';

/** `file:///home/me/hero.png`, as our own links name a file; `file:hero.png` is only an odd name. */
export const isFileUri = (given: string) => /^file:\//i.test(given);

/** The path that a `file://` URI of this machine names; any other text as it is. Whether it may be read is for others. */
export function localPath(given: string): string {
  if (!isFileUri(given)) return given;
  try {
    const url = new URL(given);
    if (url.host !== '') throw new Error('it names another machine');
    if (url.search !== '' || url.hash !== '') throw new Error('in a file name ? is %3F, and # is %23');
    return fileURLToPath(url);
  } catch (cause) {
    throw inputError({
      code: 'BAD_FILE_URI',
      message: `The file URI cannot be read: ${given.slice(0, 200)}. ${reasonOf(cause)}.`,
      next: 'Give the path itself, or the link as it stood in the answer.',
      cause,
    });
  }
}

/** Node's words for what is no URI of a file begin with a capital; `%` alone is a URIError without any. */
function reasonOf(cause: unknown): string {
  const words = cause instanceof Error ? cause.message : String(cause);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
