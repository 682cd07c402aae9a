import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MEASURES, type ClipMeasures, type MeasureName } from '../../src/media/measure-types.ts';
import type { FrameChoice } from '../../src/media/seeing-types.ts';
import type { ClipSpec } from '../../src/media/types.ts';
import { media } from '../../test/support/media.ts';

let folder = '';
let picture = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-large-'));
  picture = join(folder, 'character.png');
  await media.drawAnchor({ output: picture, width: 320, height: 180 });
});
afterAll(() => rm(folder, { recursive: true }));

async function rendered(change: Partial<ClipSpec>): Promise<string> {
  const output = join(folder, 'rendered.mp4');
  const usual = { width: 320, height: 180, fps: 24, seconds: 0.5, mark: 'SIMULATED', audio: false };
  await media.renderClip({ picture, output, motion: { shift_x: 0.1 }, ...usual, ...change });
  return output;
}

const valueOf = ({ measures }: ClipMeasures, name: MeasureName) => measures[name].value ?? Number.NaN;
const framesOf = async (video: string, choice: FrameChoice) =>
  (await media.frames({ video, folder, ...choice })).frames;

describe('measureClip answers', () => {
  it('of 4K', async () => {
    const video = await rendered({ width: 3840, height: 2160, seconds: 5 / 24, motion: { zoom: 0.2 } });
    expect(valueOf(await media.measureClip(video, { picture }), 'camera_zoom')).toBeCloseTo(0.2, 2);
  });

  it('of ten minutes for as many frames as fit, and says so', async () => {
    const video = await rendered({
      width: 64,
      height: 36,
      fps: 2,
      seconds: 600,
      mark: '',
      motion: { turn: 0.1 },
    });
    const long = await media.measureClip(video);
    expect(long).toMatchObject({ frames: 1200, seconds: 600 });
    expect(long.series.times).toHaveLength(240);
    expect(long.series.times.at(-1)).toBeCloseTo(899 / 2, 2);
    expect(valueOf(long, 'camera_turn')).toBeCloseTo(0.1, 2);
    for (const name of MEASURES) {
      if (name === 'first_frame_error') continue;
      expect(long.measures[name].note).toContain('Only the first 900 of 1200 frames were measured.');
    }
  });
});

describe('frames', () => {
  it('come from a clip in 4K, and from ten minutes, the last frame included', async () => {
    const town = join(folder, 'scene.png');
    const scene = { width: 640, height: 360, format: 'png' as const, words: 'a town', mark: '' };
    await media.renderPicture({ output: town, ...scene });
    const still = { picture: town, motion: { shift_x: 0.001 }, mark: '', audio: false };
    const [large, long] = [join(folder, '4k.mp4'), join(folder, 'long.mp4')];
    await media.renderClip({ ...still, output: large, width: 3840, height: 2160, fps: 10, seconds: 0.2 });
    expect((await framesOf(large, { indices: [1] }))[0]).toMatchObject({ width: 3840, height: 2160 });
    await media.renderClip({ ...still, output: long, width: 32, height: 18, fps: 2, seconds: 600 });
    expect((await framesOf(long, { seconds: [0, 431.4, 600] })).map(({ index }) => index)).toEqual([
      0, 862, 1199,
    ]);
    expect((await media.contactSheet(long, join(folder, 'long.jpg'))).times.at(-1)).toBe(599.5);
  });
});
