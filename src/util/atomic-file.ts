import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { naming } from './naming.ts';
import { ownFolder } from './own-folder.ts';

/**
 * Writes a file so that a reader sees the old text or the new one, never half of it, and so that it is
 * on the disk when this returns. The temporary name is fixed: a crash leaves at most one, which the next
 * write takes over. Writers of the same path must hold a lock against each other.
 */
export async function writeAtomic(path: string, data: string | Uint8Array): Promise<void> {
  await ownFolder(dirname(path));
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', 0o644);
  try {
    await file.writeFile(data).catch(naming(path));
    await file.sync().catch(naming(path));
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
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
