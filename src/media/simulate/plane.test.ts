import { describe, expect, it } from 'vitest';
import { type Affine, inverse, transformAt } from './motion.ts';
import { makePlane, samplePlane } from './plane.ts';

const IDENTITY: Affine = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };

function sampled(samples: number[], width: number, toSource: Affine, around = 9): number[] {
  const size = { width, height: samples.length / width };
  const output = new Uint8Array(samples.length).fill(77);
  samplePlane(makePlane(Uint8Array.from(samples), size, around), toSource, output);
  return [...output];
}

describe('samplePlane', () => {
  const picture = [10, 20, 30, 40, 50, 60, 70, 80, 90];

  it('gives the same bytes for the identity', () => {
    expect(sampled(picture, 3, IDENTITY)).toEqual(picture);
  });

  it('moves whole pixels unchanged and fills with the colour around', () => {
    expect(sampled(picture, 3, { ...IDENTITY, x0: -1 })).toEqual([9, 10, 20, 9, 40, 50, 9, 70, 80]);
    expect(sampled(picture, 3, { ...IDENTITY, y0: 2 })).toEqual([70, 80, 90, 9, 9, 9, 9, 9, 9]);
  });

  it('mixes neighbours between pixels, with the colour around at the edge', () => {
    expect(sampled(picture, 3, { ...IDENTITY, x0: 0.25 })).toEqual([13, 23, 25, 43, 53, 47, 73, 83, 70]);
  });

  it('turns by a quarter without mixing', () => {
    const quarter = inverse(transformAt({ turn: 90 }, 1, { width: 3, height: 3 }));
    expect(quarter).not.toBeNull();
    if (quarter !== null) expect(sampled(picture, 3, quarter)).toEqual([70, 40, 10, 80, 50, 20, 90, 60, 30]);
  });

  it('shows nothing but the colour around when the picture has left', () => {
    expect(sampled(picture, 3, { ...IDENTITY, x0: 100, y0: -100 })).toEqual(picture.map(() => 9));
  });

  it('agrees with a plain, slow reading at every angle', () => {
    const [width, height] = [23, 17];
    const samples = Array.from({ length: width * height }, (_, index) => (index * 37) % 251);
    for (let turn = 0; turn < 360; turn += 23) {
      const motion = { turn, zoom: turn / 400, shift_x: 0.13, shift_y: -0.21 };
      const toSource = inverse(transformAt(motion, 1, { width, height }));
      if (toSource === null) throw new Error('this transform has an inverse');
      expect(sampled(samples, width, toSource)).toEqual(slowly(samples, width, height, toSource, 9));
    }
  });
});

describe('makePlane', () => {
  it('passes the picture and the colour around through a change', () => {
    const plane = makePlane(Uint8Array.from([100]), { width: 1, height: 1 }, 50, (value) => value / 2);
    expect([...plane.data]).toEqual([25, 25, 25, 25, 50, 25, 25, 25, 25]);
    expect(plane.around).toBe(25);
  });
});

function slowly(samples: number[], width: number, height: number, t: Affine, around: number): number[] {
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? around : (samples[y * width + x] ?? around);
  return samples.map((_, index) => {
    const [px, py] = [(index % width) + 0.5, Math.floor(index / width) + 0.5];
    const x = t.xx * px + t.xy * py + t.x0 - 0.5;
    const y = t.yx * px + t.yy * py + t.y0 - 0.5;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [right, down] = [x - left, y - top];
    const upper = at(left, top) * (1 - right) + at(left + 1, top) * right;
    const lower = at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right;
    return Math.floor(upper * (1 - down) + lower * down + 0.5);
  });
}
