import { describe, expect, it } from 'vitest';
import { type Affine, brightnessAt, inverse, transformAt } from './motion.ts';
import type { Motion } from '../types.ts';

const frame = { width: 200, height: 100 };

/** Where a point has gone, to a billionth of a pixel. */
function move(motion: Motion, seconds: number, x: number, y: number): [number, number] {
  return apply(transformAt(motion, seconds, frame), x, y);
}

function apply({ xx, xy, x0, yx, yy, y0 }: Affine, x: number, y: number): [number, number] {
  const rounded = (value: number) => Math.round(value * 1e9) / 1e9;
  return [rounded(xx * x + xy * y + x0), rounded(yx * x + yy * y + y0)];
}

describe('transformAt', () => {
  it('leaves every point where it is at second 0, whatever the motion', () => {
    const motion: Motion = { shift_x: 0.3, zoom: 0.5, turn: 40, cycle: { seconds: 2, bob: 0.1, sway: 0.1 } };
    expect(move(motion, 0, 12, 34)).toEqual([12, 34]);
  });

  it('shifts by fractions of the frame per second, to the right and downwards', () => {
    expect(move({ shift_x: 0.1, shift_y: -0.2 }, 0.5, 50, 50)).toEqual([60, 40]);
  });

  it('zooms about the centre, linearly in time', () => {
    expect(move({ zoom: 0.05 }, 2, 100, 50)).toEqual([100, 50]);
    expect(move({ zoom: 0.05 }, 2, 200, 50)).toEqual([210, 50]);
  });

  it('turns clockwise about the centre: right goes down, in pixels and not in fractions', () => {
    expect(move({ turn: 45 }, 2, 130, 50)).toEqual([100, 80]);
  });

  it('rises by bob in the middle of a cycle and sways right, then left', () => {
    const motion: Motion = { cycle: { seconds: 4, bob: 0.1, sway: 0.05 } };
    expect(move(motion, 1, 100, 50)).toEqual([110, 45]);
    expect(move(motion, 2, 100, 50)).toEqual([100, 40]);
    expect(move(motion, 3, 100, 50)).toEqual([90, 45]);
  });

  it('repeats a cycle to the last bit, even where the times are rounded', () => {
    const motion: Motion = { cycle: { seconds: 0.7, bob: 0.03, sway: 0.02 } };
    for (let step = 0; step < 21; step++) {
      const seconds = step / 30;
      expect(transformAt(motion, seconds + 0.7 * 9, frame)).toEqual(transformAt(motion, seconds, frame));
    }
  });

  it('stands still during a freeze and goes on from there', () => {
    const motion: Motion = { shift_x: 0.1, freeze: { from: 1, seconds: 0.5 } };
    const at = (seconds: number) => move(motion, seconds, 0, 50)[0];
    expect([0.5, 1, 1.25, 1.5, 2].map(at)).toEqual([10, 20, 20, 20, 30]);
  });

  it('stands upside down from a cut on', () => {
    expect(move({ cut: 1 }, 0.9, 30, 20)).toEqual([30, 20]);
    expect(move({ cut: 1 }, 1, 30, 20)).toEqual([170, 80]);
  });

  it('zooms down to nothing and not through it', () => {
    expect(inverse(transformAt({ zoom: -0.5 }, 3, frame))).toBeNull();
  });
});

describe('inverse', () => {
  it('leads every point back', () => {
    const forward = transformAt({ shift_x: 0.1, zoom: 0.2, turn: 30 }, 1.5, frame);
    const back = inverse(forward);
    if (back === null) throw new Error('this transform has an inverse');
    expect(apply(back, ...apply(forward, 17, 80))).toEqual([17, 80]);
  });
});

describe('brightnessAt', () => {
  it('darkens every second frame by the flicker', () => {
    expect([0, 1, 2, 3].map((index) => brightnessAt({ flicker: 0.25 }, index))).toEqual([1, 0.75, 1, 0.75]);
  });

  it('is 1 without a flicker', () => {
    expect(brightnessAt({}, 1)).toBe(1);
  });
});
