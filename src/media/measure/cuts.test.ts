import { describe, expect, it } from 'vitest';
import { findCuts } from './cuts.ts';
import type { Observation } from './observe.ts';

/** A frame of one of several scenes, a little on in its movement. */
function frame(scene: number, step: number): Observation {
  const rgb = Uint8Array.from({ length: 32 * 18 * 3 }, (_, at) => {
    const [x, y] = [Math.floor(at / 3) % 32, Math.floor(at / 96)];
    return (
      128 + 100 * Math.sin((x + step * 0.1) * (0.2 + 0.17 * scene) + y * (0.4 - 0.13 * scene) + scene * 2)
    );
  });
  const camera = { transform: { a: 1, b: 0, u: 0, v: 0 }, stretch: 0 };
  return { seconds: step / 24, thumb: { width: 32, height: 18, rgb }, subject: null, change: 0, camera };
}

const cutsIn = (scenes: string) => findCuts(Array.from(scenes, (scene, step) => frame(Number(scene), step)));

describe('findCuts', () => {
  it('finds where another shot begins, and back again', () => {
    expect(cutsIn('000000000111111111')).toEqual([9]);
    expect(cutsIn('00000111110000022222')).toEqual([5, 10, 15]);
  });

  it('finds none in one shot, and none in a flash', () => {
    expect(cutsIn('0000000000')).toEqual([]);
    expect(cutsIn('0000010000')).toEqual([]);
  });

  it('takes a picture that changes all the time for wild, not for cut', () => {
    expect(cutsIn('0123210321032123')).toEqual([]);
  });
});
