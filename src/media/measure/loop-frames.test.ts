import { describe, expect, it } from 'vitest';
import { loopFrames } from './loop-frames.ts';

const times = Array.from({ length: 200 }, (_, frame) => frame / 24);
const evenly = (one: number, other: number) => Math.abs(one - other);

describe('loopFrames', () => {
  it.each([
    [24, 12],
    [20, 10],
    [18, 9],
    [16, 8],
    [33, 11],
    [12, 12],
    [10, 10],
    [9, 9],
  ])('takes of a cycle of %i frames as many as divide it: %i', (length, count) => {
    const step = length / count;
    expect(loopFrames(5, 5 + length, times, evenly)).toEqual(
      Array.from({ length: count }, (_, index) => 5 + index * step),
    );
  });

  it('spaces twelve as evenly as it can where nothing divides the cycle', () => {
    const frames = loopFrames(0, 29, times, evenly);
    expect(frames).toHaveLength(12);
    const steps = frames.map((frame, index) => (frames[index + 1] ?? 29) - frame);
    expect(new Set(steps)).toEqual(new Set([2, 3]));
  });

  it('takes all frames of a short cycle', () => {
    expect(loopFrames(2, 7, times, evenly)).toEqual([2, 3, 4, 5, 6]);
  });

  it('goes by the clock where the frames have no even rate', () => {
    const uneven = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20].map((tenth) => tenth / 10);
    const seconds = loopFrames(0, 15, uneven, evenly).map((frame) => uneven[frame] ?? 0);
    const steps = seconds.map((second, index) => (seconds[index + 1] ?? 2) - second);
    expect(Math.max(...steps)).toBeLessThan(0.201);
    expect(seconds.length).toBeGreaterThanOrEqual(8);
  });

  it('leaves out what is nearly the same as its neighbour', () => {
    // The figure rests in frames 4 to 9.
    const place = (frame: number) => (frame < 4 ? frame : frame < 10 ? 4 : frame - 5);
    const frames = loopFrames(0, 24, times, (one, other) => Math.abs(place(one) - place(other)));
    for (const [index, frame] of frames.entries()) {
      expect(place(frame)).not.toBe(place(frames[index + 1] ?? 24));
    }
    expect(frames.length).toBeGreaterThanOrEqual(8);
  });

  it('leaves out a last frame that is already the first again', () => {
    const turn = (frame: number) => Math.min(frame % 24, 20) % 20;
    const frames = loopFrames(0, 24, times, (one, other) => Math.abs(turn(one) - turn(other)));
    expect(frames.at(-1)).toBeLessThan(20);
  });
});
