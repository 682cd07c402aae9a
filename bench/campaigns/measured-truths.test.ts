import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { media } from '../../test/support/media.ts';
import type { ClipMeasures, MeasureName } from '../../src/media/measure-types.ts';
import type { ClipSpec, Motion } from '../../src/media/types.ts';
import { MODEL_TABLE } from '../../src/simulator/models/model-table.ts';
import { VIDEO_MODELS } from '../../src/simulator/models/video-models.ts';

// Made clips have a known motion: it has to come back from the measures, through H.264 and past the mark in the corner.

let folder = '';
let character = '';
let landscape = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-truths-'));
  character = join(folder, 'character.png');
  landscape = join(folder, 'landscape.png');
  await media.drawAnchor({ output: character, width: 640, height: 360 });
  const words = 'a river';
  await media.renderPicture({ output: landscape, width: 640, height: 360, format: 'png', words, mark: '' });
});
afterAll(() => rm(folder, { recursive: true }));

async function measured(
  picture: string,
  motion: Motion,
  change: Partial<ClipSpec> = {},
): Promise<ClipMeasures> {
  const output = join(folder, 'clip.mp4');
  const usual = { width: 640, height: 360, fps: 24, seconds: 2, mark: 'SIMULATED', audio: false };
  await media.renderClip({ picture, output, motion, ...usual, ...change });
  return media.measureClip(output, { picture });
}

const valueOf = ({ measures }: ClipMeasures, name: MeasureName) => measures[name].value ?? Number.NaN;

/** Within two parts of a hundred; of nothing, next to nothing. */
function expectTruth(value: number, truth: number, nothing: number) {
  expect(Math.abs(value - truth)).toBeLessThanOrEqual(truth === 0 ? nothing : Math.abs(truth) * 0.02);
}

function expectCamera(clip: ClipMeasures, { shift_x = 0, shift_y = 0, zoom = 0, turn = 0 }: Motion) {
  expectTruth(valueOf(clip, 'camera_shift'), Math.hypot(shift_x, shift_y), 0.0005);
  expectTruth(valueOf(clip, 'camera_zoom'), zoom, 0.0005);
  expectTruth(valueOf(clip, 'camera_turn'), turn, 0.02);
}

/** Each motion of the simulator, with the first model that has it. */
const simulated = [...MODEL_TABLE, ...VIDEO_MODELS]
  .map(({ endpoint_id, motion }) => [endpoint_id, motion] as const)
  .filter(([, motion]) => Object.keys(motion).length > 0)
  .filter(([, motion], at, all) => all.findIndex(([, other]) => isDeepStrictEqual(other, motion)) === at);

describe('the known motions of the simulator', () => {
  it.each(simulated.filter(([, { cycle }]) => cycle === undefined))(
    'come back within 2 %% as shift, zoom and turn: %s',
    async (_, motion) => {
      expectCamera(await measured(character, motion), motion);
    },
  );

  it.each(simulated.filter(([, { cycle }]) => cycle !== undefined))(
    'come back as the exact length of a cycle: %s',
    async (_, motion) => {
      const seconds = motion.cycle?.seconds ?? 0;
      const { loop } = await measured(character, motion, { seconds: 2 * seconds + 1 });
      expect(loop).toMatchObject({ first: 0, repeat: 24 * seconds, seconds });
    },
  );
});

describe('the camera of a landscape', () => {
  const motions: Motion[] = [
    { shift_x: 0.04 },
    { shift_x: -0.01, shift_y: 0.02 },
    { zoom: 0.05 },
    { zoom: -0.1, turn: -2 },
    { shift_x: 0.02, zoom: 0.03, turn: 1, flicker: 0.05 },
    { shift_x: 0.25 },
    { turn: 20 },
    {},
  ];
  it.each(motions.map((motion) => [JSON.stringify(motion), motion] as const))(
    'is read: %s',
    async (_, motion) => {
      expectCamera(await measured(landscape, motion), motion);
    },
  );

  it('is read on both sides of a cut, from the longer one', async () => {
    const clip = await measured(landscape, { zoom: 0.06, cut: 1.5 });
    expect(clip.measures.cuts).toEqual({ value: 1 });
    expectTruth(valueOf(clip, 'camera_zoom'), 0.06, 0);
    expect(clip.measures.camera_zoom.note).toContain('frames 0 to 35');
  });
});

describe('the loop finder', () => {
  it.each([
    [12, 24],
    [18, 24],
    [24, 24],
    [30, 24],
    [25, 30],
    [16, 16],
  ])('finds a cycle of %i frames at %i frames per second to the frame', async (frames, fps) => {
    const cycle = { seconds: frames / fps, bob: 0.04, sway: 0.03 };
    const { loop } = await measured(character, { cycle }, { fps, seconds: 3 });
    expect(loop).toMatchObject({ first: 0, repeat: frames });
    expect(loop?.seam).toBeLessThan(0.05 * (loop?.motion ?? 0));
  });

  it('finds the seam within one frame where a cycle is no whole number of frames', async () => {
    const cycle = { seconds: 17.4 / 24, bob: 0.04, sway: 0.03 };
    const { loop } = await measured(character, { cycle }, { seconds: 3 });
    expect(Math.abs((loop?.repeat ?? 0) - (loop?.first ?? 0) - 17.4)).toBeLessThan(1);
  });

  it.each<[string, Motion]>([
    ['a slow zoom', { zoom: 0.02 }],
    ['flicker', { flicker: 0.05 }],
    ['twos', { hold: 2 }],
    ['a wandering picture', { shift_x: 0.01 }],
  ])('is not led astray by %s', async (_, more) => {
    const motion = { cycle: { seconds: 0.75, bob: 0.05, sway: 0.04 }, ...more };
    const { loop } = await measured(character, motion, { seconds: 3 });
    expect((loop?.repeat ?? 0) - (loop?.first ?? 0)).toBe(18);
  });

  it('chooses 8 to 12 frames, evenly spaced, the neutral pose first', async () => {
    const { loop } = await measured(
      character,
      { cycle: { seconds: 1, bob: 0.04, sway: 0.03 } },
      { seconds: 3 },
    );
    expect(loop?.frames).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]);
  });

  it.each<[string, Motion]>([
    ['stands still', {}],
    ['only flickers', { flicker: 0.1 }],
    ['only zooms', { zoom: 0.1 }],
    ['only moves on', { shift_x: 0.2 }],
  ])('finds nothing where the picture %s', async (_, motion) => {
    expect((await measured(character, motion)).loop).toBeNull();
  });
});

describe('background change and flicker', () => {
  it('are ranked in the right order, whatever else happens', async () => {
    const others: Motion[] = [
      {},
      { cycle: { seconds: 0.75, bob: 0.04, sway: 0.03 } },
      { zoom: 0.05 },
      { shift_x: 0.03 },
    ];
    // Twelve of each, in orders that have nothing to do with each other.
    const truths = Array.from({ length: 12 }, (_, index) => ({
      background: 0.006 * ((index * 5) % 12),
      flicker: 0.012 * ((index * 7 + 3) % 12),
      ...others[index % 4],
    }));
    const clips: ClipMeasures[] = [];
    for (const motion of truths) clips.push(await measured(character, motion, { width: 320, height: 180 }));
    const order = (values: number[]) =>
      values
        .map((value, index) => ({ value, index }))
        .toSorted((a, b) => a.value - b.value)
        .map(({ index }) => index);
    for (const [truth, name] of [
      ['background', 'background_change'],
      ['flicker', 'flicker'],
    ] as const) {
      expect(order(clips.map((clip) => valueOf(clip, name)))).toEqual(
        order(truths.map((motion) => motion[truth])),
      );
    }
  });
});

describe('what else is known of a made clip', () => {
  it('is told: the subject grows and wanders as the picture does', async () => {
    const grown = await measured(character, { zoom: 0.05 });
    expect(valueOf(grown, 'subject_scale_drift')).toBeCloseTo(0.05 * (47 / 24), 2);
    const gone = await measured(character, { shift_x: 0.05 });
    expect(valueOf(gone, 'subject_position_drift')).toBeCloseTo(0.05 * (47 / 24), 2);
    expect(valueOf(gone, 'subject_scale_drift')).toBeCloseTo(0, 2);
  });

  it('is told: a freeze, and frames shown twice', async () => {
    const cycle = { seconds: 0.75, bob: 0.05, sway: 0.05 };
    const frozen = await measured(character, { cycle, freeze: { from: 0.5, seconds: 0.5 } });
    expect(valueOf(frozen, 'frozen_frames')).toBeCloseTo(12 / 47, 2);
    expect(valueOf(frozen, 'duplicated_frames')).toBe(0);
    const twos = await measured(character, { cycle, hold: 2 });
    expect(valueOf(twos, 'duplicated_frames')).toBeCloseTo(24 / 47, 2);
    expect(valueOf(twos, 'frozen_frames')).toBe(0);
    expect(valueOf(await measured(character, {}), 'frozen_frames')).toBe(1);
  });

  it('is told: the input picture is the first frame, and the same figure all along', async () => {
    const clip = await measured(character, { cycle: { seconds: 1, bob: 0.03, sway: 0.02 } });
    expect(valueOf(clip, 'first_frame_error')).toBeLessThan(0.015);
    expect(valueOf(clip, 'identity_change')).toBeLessThan(0.1);
    expect(valueOf(clip, 'loop_seam')).toBeLessThan(0.03);
    const output = join(folder, 'clip.mp4');
    const other = await media.measureClip(output, { picture: landscape });
    expect(valueOf(other, 'first_frame_error')).toBeGreaterThan(0.1);
  });

  it('is told: the model has cropped a square picture', async () => {
    const square = join(folder, 'square.png');
    await media.renderPicture({
      output: square,
      width: 360,
      height: 360,
      format: 'png',
      words: 'hills',
      mark: '',
    });
    const cropped = join(folder, 'cropped.png');
    await sharp(square).resize({ width: 640, height: 360, fit: 'cover' }).toFile(cropped);
    const output = join(folder, 'clip.mp4');
    await measured(cropped, { zoom: 0.02 });
    const { measures } = await media.measureClip(output, { picture: square });
    expect(measures.first_frame_error.value).toBeLessThan(0.02);
    expect(measures.first_frame_error.note).toContain('cropped');
  });

  it('is the same twice', async () => {
    const motion = { zoom: 0.03, cycle: { seconds: 0.5, bob: 0.03, sway: 0 } };
    expect(await measured(character, motion, { seconds: 1 })).toEqual(
      await measured(character, motion, { seconds: 1 }),
    );
  });
});
