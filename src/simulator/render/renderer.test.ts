import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { media } from '../../../test/support/media.ts';
import { mediaRenderer } from './renderer.ts';

const renderer = mediaRenderer(media);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-simulator-renderer-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('the renderer of the product paints a picture, films it, and reads back what it made', async () => {
  const [picture, clip, frame] = ['a.png', 'a.mp4', 'frame.png'].map((name) => join(folder, name));
  const size = { width: 160, height: 90 };
  await renderer.paint({ ...size, output: picture ?? '', format: 'png', words: 'a fox', mark: 'SIMULATED' });
  await renderer.render({
    ...size,
    picture: picture ?? '',
    output: clip ?? '',
    fps: 12,
    seconds: 1.5,
    motion: { zoom: 0.05 },
    mark: 'SIMULATED',
    audio: false,
  });
  expect(await renderer.readVideo(clip ?? '', frame ?? '')).toMatchObject({ seconds: 1.5 });
  expect(await renderer.readPicture(frame ?? '')).toMatchObject(size);
});
