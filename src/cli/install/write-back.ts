import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { naming } from '../../util/naming.ts';
import { ownFolder } from '../../util/own-folder.ts';

/** Writes a file of somebody else: at once, with the mode it had, and through the link that it may be. */
export async function writeBack(path: string, text: string): Promise<void> {
  await ownFolder(dirname(path));
  const target = await realpath(path).catch(() => path);
  const mode = await stat(target).then(
    (there) => there.mode & 0o777,
    () => 0o644,
  );
  const temporary = `${target}.fal-video-${process.pid}`;
  const file = await open(temporary, 'wx', mode);
  try {
    await file.writeFile(text).catch(naming(target));
    await file.chmod(mode);
    await file.sync().catch(naming(target));
    await rename(temporary, target);
  } finally {
    await file.close();
    await rm(temporary, { force: true });
  }
}
