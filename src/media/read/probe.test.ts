import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { media } from '../../../test/support/media.ts';

let folder = '';
/** A whole clip of 12 frames with sound. */
let clip = Buffer.alloc(0);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-probe-'));
  const picture = join(folder, 'picture.png');
  await sharp({
    create: {
      width: 96,
      height: 64,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  }).toFile(picture);
  const size = { width: 96, height: 64, fps: 24, seconds: 0.5 };
  const output = join(folder, 'clip.mp4');
  await media.renderClip({ picture, output, ...size, motion: { turn: 20 }, mark: '', audio: true });
  clip = await readFile(output);
});
afterAll(() => rm(folder, { recursive: true }));

async function probe(name: string, data: Uint8Array | string) {
  const path = join(folder, name);
  await writeFile(path, data);
  return media.probe(path);
}

/** The clip with the content of one box changed. */
function changed(box: string, change: (content: Buffer) => void): Buffer {
  const copy = Buffer.from(clip);
  const at = copy.indexOf(box, 0, 'latin1');
  change(copy.subarray(at + 4, at - 4 + copy.readUInt32BE(at - 4)));
  return copy;
}

/** The clip with one box under a name that readers pass over. */
function renamed(box: string): Buffer {
  const copy = Buffer.from(clip);
  copy.write('junk', copy.indexOf(box, 0, 'latin1'), 'latin1');
  return copy;
}

const rejected = (found: string) => ({
  fault: 'input',
  code: 'NOT_A_VIDEO',
  message: expect.stringContaining(found),
});

describe('probe', () => {
  it('counts the frames and measures the length of a clip', async () => {
    expect(await probe('whole.mp4', clip)).toEqual({
      kind: 'video',
      container: 'mp4',
      codec: 'h264',
      width: 96,
      height: 64,
      fps: 24,
      frames: 12,
      seconds: 0.5,
      has_audio: true,
    });
  });

  it('gives the size as shown where the file asks to be turned', async () => {
    const quarterTurn = [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000];
    const turned = changed('tkhd', (content) => {
      for (const [index, value] of quarterTurn.entries()) content.writeInt32BE(value, 40 + index * 4);
    });
    expect(await probe('turned.mp4', turned)).toMatchObject({ width: 64, height: 96 });
  });

  it('goes by what is in the file, not by its name', async () => {
    expect(await probe('clip.txt', clip)).toMatchObject({ container: 'mp4', frames: 12 });
  });

  it.each([0.7, 0.9, 0.999])('says how much is left of a file that was cut short at %d', async (part) => {
    const left = Math.floor(clip.length * part);
    const found = rejected(`it is cut short: ${left} of ${clip.length} bytes are there`);
    await expect(probe('cut.mp4', clip.subarray(0, left))).rejects.toMatchObject(found);
  });

  it('does not mind a few bytes too many', async () => {
    expect(await probe('longer.mp4', Buffer.concat([clip, Buffer.from('end\n')]))).toMatchObject({
      frames: 12,
    });
  });

  it('counts the frames that are shown where an edit list hides some', async () => {
    // The only edit of the first track: half as long, from 0.25 s on, in units of 1 / 12288 s.
    const trimmed = changed('elst', (content) => {
      content.writeUInt32BE(content.readUInt32BE(8) / 2, 8);
      content.writeUInt32BE(content.readUInt32BE(12) + 12288 / 4, 12);
    });
    expect(await probe('trimmed.mp4', trimmed)).toMatchObject({ frames: 6, fps: 24 });
  });

  it('refuses a file whose index is missing', async () => {
    const damaged = rejected('it starts like an MP4 video, but it is cut short or damaged');
    await expect(probe('no-index.mp4', renamed('moov'))).rejects.toMatchObject(damaged);
  });

  it('refuses a file whose frames are all zeros', async () => {
    const hollow = changed('mdat', (content) => content.fill(0));
    await expect(probe('hollow.mp4', hollow)).rejects.toMatchObject(
      rejected('none of its 12 frames can be decoded'),
    );
  });

  it('refuses a file with sound only', async () => {
    // The first track is the video.
    await expect(probe('sound.mp4', renamed('trak'))).rejects.toMatchObject(rejected('it holds sound only'));
  });

  it('refuses a file without frames', async () => {
    const frameless = changed('stsz', (content) => content.fill(0, 8, 12));
    await expect(probe('frameless.mp4', frameless)).rejects.toMatchObject(rejected('it has no frames'));
  });

  it.each([
    ['empty.mp4', '', 'it is empty (0 bytes)'],
    ['page.mp4', '<!DOCTYPE html><html><body>404</body></html>', 'it starts like an HTML page'],
    ['error.mp4', '{"detail":"Not found"}', 'it starts like JSON'],
    ['picture.mp4', '\x89PNG\r\n\x1a\n', 'it starts like a PNG picture'],
    ['zeros.mp4', '\0'.repeat(5000), 'it starts with zero bytes only'],
    ['noise.mp4', '\x91\xb6\x45\x9f'.repeat(2000), 'it starts with the bytes 91b6459f'],
  ])('refuses %s and says what it found', async (name, content, found) => {
    await expect(probe(name, Buffer.from(content, 'latin1'))).rejects.toMatchObject(rejected(found));
  });

  it('never follows a list to other files', async () => {
    const listed = join(folder, 'whole.mp4');
    await expect(probe('hls.mp4', `#EXTM3U\n#EXTINF:1,\n${listed}\n`)).rejects.toMatchObject(
      rejected('a playlist'),
    );
    await expect(probe('concat.mp4', `ffconcat version 1.0\nfile ${listed}\n`)).rejects.toMatchObject(
      rejected('plain text'),
    );
  });

  it('takes a path for a path, whatever it looks like', async () => {
    await writeFile(join(folder, 'concat:a|b %d.mp4'), clip);
    expect(await media.probe(join(folder, 'concat:a|b %d.mp4'))).toMatchObject({ frames: 12 });
  });

  it('refuses what is missing, and what is no file', async () => {
    await expect(media.probe(join(folder, 'nothing.mp4'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(media.probe(folder)).rejects.toMatchObject({ code: 'NOT_A_FILE' });
  });
});
