import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { media } from '../../../test/support/media.ts';
import { packageRoot } from '../../util/package-root.ts';
import { MEASURES, type ClipMeasures, type MeasureName } from '../measure-types.ts';
import type { ClipSpec } from '../types.ts';

let folder = '';
let picture = '';
/** A whole clip of 12 frames with sound, moving to the right. */
let clip = Buffer.alloc(0);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-measure-'));
  picture = join(folder, 'character.png');
  await media.drawAnchor({ output: picture, width: 320, height: 180 });
  clip = await readFile(await rendered({ audio: true }));
});
afterAll(() => rm(folder, { recursive: true }));

async function rendered(change: Partial<ClipSpec>): Promise<string> {
  const output = join(folder, 'rendered.mp4');
  const usual = { width: 320, height: 180, fps: 24, seconds: 0.5, mark: 'SIMULATED', audio: false };
  await media.renderClip({ picture, output, motion: { shift_x: 0.1 }, ...usual, ...change });
  return output;
}

async function measure(name: string, data: Uint8Array | string): Promise<ClipMeasures> {
  const path = join(folder, name);
  await writeFile(path, data);
  return media.measureClip(path, { picture });
}

/** A GIF of the character on its plate, a little further to the right in each frame, shown for so many milliseconds each. */
async function gif(width: number, height: number, delays: number[], plate = '#808080'): Promise<Buffer> {
  const figure = await sharp(picture)
    .extract({ left: 110, top: 15, width: 100, height: 150 })
    .png()
    .toBuffer();
  const frames = delays.map((_, index) =>
    sharp({ create: { width, height, channels: 4, background: plate } })
      .composite([{ input: figure, left: 10 + index * 3, top: 9 }])
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .gif({ delay: delays })
    .toBuffer();
}

const fixture = (name: string) => join(packageRoot, 'test', 'data', 'media', name);
const valueOf = ({ measures }: ClipMeasures, name: MeasureName) => measures[name].value ?? Number.NaN;
const refused = (found: string) => ({ code: 'NOT_A_VIDEO', message: expect.stringContaining(found) });

describe('measureClip refuses', () => {
  it.each([
    ['an empty file', '', 'it is empty (0 bytes)'],
    ['a page', '<!DOCTYPE html><html><body>404</body></html>', 'it starts like an HTML page'],
    ['a picture', '\x89PNG\r\n\x1a\n', 'it starts like a PNG picture'],
  ])('%s', async (_, content, found) => {
    await expect(measure('bad.mp4', Buffer.from(content, 'latin1'))).rejects.toMatchObject(refused(found));
  });

  it('a file that was cut short', async () => {
    const half = clip.subarray(0, clip.length >> 1);
    await expect(measure('cut.mp4', half)).rejects.toMatchObject(refused('it is cut short'));
  });

  it('a file with sound only, without frames, and with frames that are none', async () => {
    const soundOnly = Buffer.from(clip);
    soundOnly.write('junk', soundOnly.indexOf('trak', 0, 'latin1'), 'latin1');
    await expect(measure('sound.mp4', soundOnly)).rejects.toMatchObject(refused('it holds sound only'));
    const frameless = Buffer.from(clip);
    frameless.fill(0, frameless.indexOf('stsz') + 12, frameless.indexOf('stsz') + 16);
    await expect(measure('frameless.mp4', frameless)).rejects.toMatchObject(refused('it has no frames'));
    const hollow = Buffer.from(clip);
    hollow.fill(0, hollow.indexOf('mdat') + 4);
    await expect(measure('hollow.mp4', hollow)).rejects.toMatchObject(refused('can be decoded'));
  });

  it('an input picture that is none, and one that is not there', async () => {
    const video = await rendered({});
    await expect(media.measureClip(video, { picture: video })).rejects.toMatchObject({
      code: 'NOT_A_PICTURE',
    });
    const missing = join(folder, 'missing.png');
    await expect(media.measureClip(video, { picture: missing })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });
});

describe('measureClip answers', () => {
  it('of one frame what one frame can tell', async () => {
    const still = await sharp(await gif(120, 170, [100, 100]), { pages: 1 })
      .gif()
      .toBuffer();
    const { frames, measures, loop, series } = await measure('one.gif', still);
    expect({ frames, loop, times: series.times }).toEqual({ frames: 1, loop: null, times: [0] });
    expect(measures.sharpness.value).toBeGreaterThan(0);
    expect(measures.first_frame_error.value).toBeGreaterThan(0);
    const unknown = MEASURES.filter((name) => measures[name].value === null);
    expect(unknown).toHaveLength(12);
    for (const name of unknown) expect(measures[name].note).toBe('The clip has one frame only.');
  });

  it('of a variable frame rate by the clock: slow frames are no slow movement', async () => {
    const even = await measure('even.gif', await gif(320, 168, [100, 100, 100, 100, 100, 100, 100, 100]));
    const uneven = await measure('uneven.gif', await gif(320, 168, [50, 50, 50, 50, 200, 200, 200, 200]));
    expect(even.series.times).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    expect(uneven.series.times).toEqual([0, 0.05, 0.1, 0.15, 0.2, 0.4, 0.6, 0.8]);
    // Three pixels each tenth of a second.
    expect(valueOf(even, 'camera_shift')).toBeCloseTo(30 / 320, 3);
    expect(uneven.series.shift_x.map((x) => Math.round(x * 320))).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
  });

  it('of a file that asks to be turned as it is shown', async () => {
    const turned = Buffer.from(clip);
    const matrix = turned.indexOf('tkhd') + 44;
    for (const [index, value] of [0, 0x10000, 0, -0x10000, 0].entries())
      turned.writeInt32BE(value, matrix + index * 4);
    const [lying, standing] = [await measure('lying.mp4', clip), await measure('standing.mp4', turned)];
    expect(lying.series.shift_x.at(-1)).toBeCloseTo(0.1 * (11 / 24), 3);
    expect(lying.series.shift_y.at(-1)).toBeCloseTo(0, 3);
    // To the right becomes downwards, and a part of the width a part of the height.
    expect(standing.series.shift_x.at(-1)).toBeCloseTo(0, 3);
    expect(standing.series.shift_y.at(-1)).toBeCloseTo(0.1 * (11 / 24), 3);
  });

  it('of odd sizes', async () => {
    const odd = await measure('odd.gif', await gif(321, 171, [100, 100, 100, 100, 100, 100]));
    expect(valueOf(odd, 'camera_shift')).toBeCloseTo(30 / 321, 3);
    const narrow = await measure('narrow.gif', await gif(131, 299, [100, 100, 100, 100, 100, 100]));
    expect(valueOf(narrow, 'camera_shift')).toBeCloseTo(30 / 131, 2);
  });

  it('of a GIF that is clear around its subject', async () => {
    const clear = await measure('clear.gif', await gif(320, 168, [100, 100, 100, 100], '#00000000'));
    expect(valueOf(clear, 'background_change')).toBe(0);
    expect(valueOf(clear, 'subject_position_drift')).toBeCloseTo(9 / 320, 2);
  });

  it('of a WebM with alpha by its colours', async () => {
    const seen = await media.measureClip(fixture('alpha.webm'));
    expect(valueOf(seen, 'subject_position_drift')).toBeCloseTo(20 / 96, 2);
    expect(valueOf(seen, 'camera_shift')).toBeCloseTo(4 / 96 / (1 / 12), 2);
  });

  it('of ten bits and high dynamic range', async () => {
    const seen = await media.measureClip(fixture('hdr-10-bit.mp4'));
    expect(seen.frames).toBe(6);
    expect(valueOf(seen, 'subject_position_drift')).toBeCloseTo(20 / 96, 2);
    expect(valueOf(seen, 'camera_shift')).toBeCloseTo(4 / 96 / (1 / 12), 2);
  });
});
