import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { makeWhole, writeAtomic } from './atomic-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-whole-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

describe('a file that is written whole', () => {
  it('stands alone, with the mode that was asked for, whoever writes it at the same time', async () => {
    const path = join(folder, 'new', 'file');
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000));
    await Promise.all(texts.map((text) => writeAtomic(path, text, { unlocked: true, mode: 0o606 })));
    expect(texts).toContain(await readFile(path, 'utf8'));
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o606);
    expect(await readdir(join(folder, 'new'))).toEqual(['file']);
  });

  it.each(['a file', 'a folder'])(
    '%s that cannot be made leaves the old one, and nothing beside it',
    async (kind) => {
      const path = join(folder, 'made');
      await writeFile(path, 'old');
      const failing = makeWhole(path, async (making) => {
        if (kind === 'a folder') await mkdir(making);
        await writeFile(kind === 'a folder' ? join(making, 'half') : making, 'half');
        throw new Error('no more room');
      });
      await expect(failing).rejects.toThrow('no more room');
      expect(await readFile(path, 'utf8')).toBe('old');
      expect(await readdir(folder)).toEqual(['made']);
    },
  );
});
