import { mkdir, mkdtemp, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openFiles } from '../store/files/open-files.ts';
import { projectPaths } from '../project/project-paths.ts';
import { writeAtomic } from './atomic-file.ts';
import { systemClock } from './clock.ts';
import { acquire } from './lock.ts';
import { keepRoot, ownFolder } from './own-folder.ts';

let base: string;
let root: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'root-')));
  root = join(base, 'project');
  await mkdir(root);
  await keepRoot(root, join(root, 'experiments'));
});

const store = () => openFiles({ paths: projectPaths(root, true), clock: systemClock }).store;
const MOVED = { code: 'PROJECT_MOVED', fault: 'configuration' };

describe('a folder of the project', () => {
  it('is made with those above it, and may be there already', async () => {
    await ownFolder(join(root, 'a', 'b', 'c'));
    await ownFolder(join(root, 'a', 'b', 'c'));
    await ownFolder(root);
    expect((await stat(join(root, 'a', 'b', 'c'))).isDirectory()).toBe(true);
  });

  it('is made anywhere where no project is', async () => {
    await ownFolder(join(base, 'elsewhere', 'deep'));
    expect(await readdir(join(base, 'elsewhere'))).toEqual(['deep']);
  });

  it.skipIf(process.platform !== 'linux')('is given up where none can ever be made', async () => {
    for (const path of ['/proc/1/a', '/proc/1/a/b/c', '/dev/null/a']) {
      await expect(ownFolder(path)).rejects.toMatchObject({ syscall: 'mkdir' });
    }
  });

  it('is not made where a file stands in the way', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(ownFolder(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(ownFolder(join(root, 'file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it.each([
    ['a folder', () => ownFolder(join(root, 'experiments', 'fal'))],
    ['a file', () => writeAtomic(join(root, 'experiments', 'run.json'), '{}')],
    ['a lock', () => acquire(join(root, 'experiments', 'locks', 'one.lock'), 0)],
    ['a line of the journal', () => store().withLock(() => Promise.resolve())],
    ['a read of the journal', () => store().find({})],
  ])('is never made at the old place of a project that is gone: %s', async (_, write) => {
    await rename(root, join(base, 'moved'));
    await expect(write()).rejects.toMatchObject(MOVED);
    expect(await readdir(base)).toEqual(['moved']);
  });

  it('is not made in another folder that took the place of the project', async () => {
    await rename(root, join(base, 'moved'));
    await mkdir(root);
    await expect(ownFolder(join(root, 'experiments'))).rejects.toMatchObject(MOVED);
    expect(await readdir(root)).toEqual([]);
  });

  it('is made where the folder only got another number: its records are there', async () => {
    await ownFolder(join(root, 'experiments'));
    await rename(root, join(base, 'moved'));
    await mkdir(join(root, 'experiments'), { recursive: true });
    await ownFolder(join(root, 'experiments', 'fal'));
    expect(await readdir(join(root, 'experiments'))).toEqual(['fal']);
  });

  it('says which folder is gone, and what to do', async () => {
    await rm(root, { recursive: true });
    await expect(ownFolder(join(root, 'experiments'))).rejects.toMatchObject({
      message: expect.stringContaining(root) as string,
      next: { text: expect.stringContaining('where it is now') as string },
    });
  });
});
