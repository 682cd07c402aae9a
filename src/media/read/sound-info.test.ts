import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { media } from '../../../test/support/media.ts';

let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-sound-'));
  await sharp({ create: { width: 96, height: 64, channels: 3, background: '#c05020' } }).toFile(
    at('picture.png'),
  );
  const size = { width: 96, height: 64, fps: 24, seconds: 1 };
  const clip = { picture: at('picture.png'), ...size, motion: { shift_x: 0.5 }, mark: '' };
  await media.renderClip({ ...clip, output: at('loud.mp4'), audio: true });
  await media.renderClip({ ...clip, output: at('silent.mp4'), audio: false });
});
afterAll(() => rm(folder, { recursive: true }));

/** A WAV file of silence: 8000 samples a second, 16 bits, one channel. */
function wav(seconds: number): Buffer {
  const data = Buffer.alloc(Math.round(seconds * 8000) * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  for (const [value, place] of [
    [16, 16],
    [8000, 24],
    [16_000, 28],
    [data.length, 40],
  ] as const)
    head.writeUInt32LE(value, place);
  for (const [value, place] of [
    [1, 20],
    [1, 22],
    [2, 32],
    [16, 34],
  ] as const)
    head.writeUInt16LE(value, place);
  head.write('data', 36);
  return Buffer.concat([head, data]);
}

async function look(name: string, bytes: Uint8Array | string) {
  await writeFile(at(name), bytes);
  return media.soundInfo(at(name));
}

const rejected = (found: string) => ({
  fault: 'input',
  code: 'NOT_A_SOUND',
  message: expect.stringContaining(found),
});

describe('soundInfo', () => {
  it('measures a sound', async () => {
    expect(await look('a.wav', wav(2.5))).toEqual({
      kind: 'sound',
      container: 'wav',
      codec: 'pcm_s16le',
      seconds: 2.5,
    });
  });

  it('takes the sound of a video', async () => {
    const { container, codec, seconds } = await media.soundInfo(at('loud.mp4'));
    expect([container, codec]).toEqual(['mp4', 'aac']);
    expect(seconds).toBeCloseTo(1, 1);
  });

  it('refuses what has no sound, in words', async () => {
    await expect(media.soundInfo(at('silent.mp4'))).rejects.toMatchObject(rejected('it holds no sound'));
    await expect(media.soundInfo(at('picture.png'))).rejects.toMatchObject(rejected('a PNG picture'));
    await expect(look('words.wav', 'la la la, said the fox')).rejects.toMatchObject(rejected('plain text'));
    await expect(look('empty.wav', '')).rejects.toMatchObject(rejected('it is empty'));
    await expect(look('none.wav', wav(0))).rejects.toMatchObject({ code: 'NOT_A_SOUND' });
  });

  it('refuses a file that was cut short', async () => {
    await expect(look('cut.wav', wav(2).subarray(0, 9000))).rejects.toMatchObject(
      rejected('9000 of 32044 bytes'),
    );
    const clip = await readFile(at('loud.mp4'));
    await expect(look('cut.mp4', clip.subarray(0, clip.length - 500))).rejects.toMatchObject(
      rejected('it is cut short'),
    );
  });

  it('follows no playlist to other files', async () => {
    const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://${at('loud.mp4')}\n#EXT-X-ENDLIST\n`;
    await expect(look('list.mp3', playlist)).rejects.toMatchObject({ code: 'NOT_A_SOUND' });
  });
});

describe('firstFrame', () => {
  it('gives the first frame in full size, and what the video is', async () => {
    expect(await media.firstFrame(at('silent.mp4'), at('first.png'))).toMatchObject({
      seconds: 1,
      width: 96,
      height: 64,
    });
    expect(await media.pictureInfo(at('first.png'))).toMatchObject({ format: 'png', width: 96, height: 64 });
    const [red = 0, green = 0, blue = 0] = await sharp(at('first.png')).raw().toBuffer();
    expect([red - 0xc0, green - 0x50, blue - 0x20].every((off) => Math.abs(off) < 8)).toBe(true);
  });

  it('refuses what is no video', async () => {
    await expect(media.firstFrame(at('picture.png'), at('no.png'))).rejects.toMatchObject({
      code: 'NOT_A_VIDEO',
    });
  });
});
