import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { media } from '../../../test/support/media.ts';
import { drawHero } from '../../../test/support/sandbox.ts';
import { openProject } from '../../project/index.ts';
import { folderBlobs } from '../../store/files/folder-blobs.ts';
import { inputReader } from './read-input.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fal-video-inputs-'));
});
afterAll(() => rm(root, { recursive: true }));

/** Reads pictures, and counts how many are read in all and at once. */
async function countingReader() {
  const project = await openProject({ root, env: {}, cwd: root, simulated: true });
  const count = { all: 0, now: 0, most: 0 };
  const counted: typeof media = {
    ...media,
    pictureInfo: async (path) => {
      count.all++;
      count.most = Math.max(count.most, ++count.now);
      return await media.pictureInfo(path).finally(() => count.now--);
    },
  };
  const store = { get: () => Promise.reject(new Error('no job is asked for')) };
  return { read: inputReader({ project, media: counted, store, blobs: folderBlobs }), count };
}

it('reads a picture once for all plans that are made at once, and anew for the next', async () => {
  await drawHero(join(root, 'hero.png'));
  const { read, count } = await countingReader();
  const [first, ...others] = await Promise.all(
    Array.from({ length: 50 }, () => read('first_frame', 'hero.png')),
  );
  expect(others.every((one) => one === first)).toBe(true);
  expect(count.all).toBe(1);
  await drawHero(join(root, 'hero.png'), '#3c6');
  expect((await read('first_frame', 'hero.png')).record.sha256).not.toBe(first?.record.sha256);
});

it('has a few pictures in memory at a time, however many are asked for', async () => {
  const names = Array.from({ length: 20 }, (_, number) => `hero-${number}.png`);
  await Promise.all(names.map((name) => drawHero(join(root, name))));
  await writeFile(join(root, 'none.png'), 'no picture');
  const { read, count } = await countingReader();
  await expect(read('first_frame', 'none.png')).rejects.toMatchObject({ code: 'NOT_A_PICTURE' });
  await Promise.all(names.map((name) => read('first_frame', name)));
  expect(count.all).toBe(21);
  expect(count.most).toBeLessThanOrEqual(4);
});
