import { access, rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { newId } from './ids.ts';

/** Writes the file at the path that it is given. */
export type Make = (making: string) => Promise<unknown>;

/** Makes a file that stays as it is, unless it is there; whole or not at all, also where several processes make it. */
export async function makeOnce(path: string, make: Make): Promise<void> {
  if (!(await exists(path))) await makeAnew(path, make);
}

/** Under a name of its own, then renamed: whoever looks sees the old file or the new one. */
export async function makeAnew(path: string, make: Make): Promise<void> {
  const ending = extname(path);
  const making = `${path.slice(0, path.length - ending.length)}.${newId('part')}${ending}`;
  try {
    await make(making);
    await rename(making, path);
  } finally {
    await rm(making, { force: true });
  }
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
