import { mkdir, open, realpath, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file of somebody else: at once, with the mode it had, and through the link that it may be. */
export async function writeBack(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const target = await realpath(path).catch(() => path);
  const mode = await stat(target).then(
    (there) => there.mode & 0o777,
    () => 0o644,
  );
  const temporary = `${target}.fal-video-${process.pid}`;
  const file = await open(temporary, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, target);
}
