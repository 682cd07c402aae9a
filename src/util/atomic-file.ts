import { access, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { newId } from './ids.ts';
import { jsonPieces } from './json-pieces.ts';
import { naming } from './naming.ts';
import { ownFolder } from './own-folder.ts';

interface Writing {
  /** Held to, whatever the umask says. */
  mode?: number;
  /** Several may write it at once, each under a name of its own; what a crash leaves there, nothing takes over. */
  unlocked?: boolean;
}

/**
 * Writes a file so that a reader sees the old text or the new one, never half of it, and so that it is
 * on the disk when this returns. The temporary name is fixed: a crash leaves at most one, which the next
 * write takes over. Writers of the same path must hold a lock against each other.
 */
export async function writeAtomic(
  path: string,
  data: string | Uint8Array | Iterable<string> | AsyncIterable<string>,
  { mode, unlocked = false }: Writing = {},
): Promise<void> {
  await makeUnder(unlocked ? ownNameFor(path) : `${path}.tmp`, path, async (temporary) => {
    const file = await open(temporary, 'w', mode ?? 0o644);
    try {
      // In pieces where it comes in pieces: each goes on where the one before ended.
      const pieces = typeof data === 'string' || data instanceof Uint8Array ? [data] : data;
      for await (const piece of pieces) await file.writeFile(piece).catch(naming(path));
      if (mode !== undefined) await file.chmod(mode);
      await file.sync().catch(naming(path));
    } finally {
      await file.close();
    }
  });
}

/** `jsonPieces` says which lists are never there all at once. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomic(path, jsonPieces(value));
}

/** Writes the file, or the folder, at the path that it is given. */
type Make<Made> = (making: string) => Made | Promise<Made>;

/** What `make` writes, under a name that nobody else has, is there whole or not at all. */
export const makeWhole = <Made>(path: string, make: Make<Made>): Promise<Made> =>
  makeUnder(ownNameFor(path), path, make);

async function makeUnder<Made>(making: string, path: string, make: Make<Made>): Promise<Made> {
  await ownFolder(dirname(path));
  try {
    const made = await make(making);
    await putInPlace(making, path);
    return made;
  } catch (error) {
    await rm(making, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

const ownNameFor = (path: string) => `${path}.${newId('part')}`;

/** Gives a file that is whole its name, and returns when that is on the disk. */
export async function putInPlace(making: string, path: string): Promise<void> {
  await rename(making, path);
  await syncFolder(dirname(path));
}

/** A rename is only durable once its folder is. Windows cannot sync a folder, and does not need to. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The text of a file, or `null` where there is none. */
export async function readIfExists(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
