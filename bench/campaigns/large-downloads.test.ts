import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { falOn } from '../../test/support/fal-on.ts';
import { ScriptedServer } from '../../test/support/scripted-server.ts';

const MEGABYTE = 1024 * 1024;
const PIECE = Buffer.alloc(MEGABYTE, 7);
const HEAD = Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0', 'latin1');

function* clipOf(megabytes: number) {
  yield HEAD;
  for (let sent = 0; sent < megabytes; sent++) yield PIECE;
}

it.each([
  ['one of 500 MB', 1, 500],
  ['a hundred of 5 MB', 100, 5],
])('memory stays flat while there comes a download: %s', async (_, files, megabytes) => {
  const folder = await mkdtemp(join(tmpdir(), 'fal-video-large-'));
  const server = await ScriptedServer.start();
  const fal = falOn(server.origin);
  onTestFinished(async () => {
    await fal.close();
    await server.close();
    await rm(folder, { recursive: true });
  });
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const onProgress = () => (most = Math.max(most, process.memoryUsage().arrayBuffers - before));
  await Promise.all(
    Array.from({ length: files }, async (_file, number) => {
      server.on(`GET /${number}.mp4`, () => ({ pieces: clipOf(megabytes) }));
      const { path } = await fal.download({
        url: `${server.origin}/${number}.mp4`,
        destination: join(folder, String(number)),
        maxBytes: 1_000 * MEGABYTE,
        onProgress,
      });
      expect((await stat(path)).size).toBe(HEAD.length + megabytes * MEGABYTE);
    }),
  );
  expect(most / MEGABYTE).toBeLessThan(100);
});
