import { likeness } from './compare.ts';
import type { Observation } from './observe.ts';
import { median } from './statistics.ts';

/** A frame so unlike the one before shows something else. */
const UNLIKE = 0.3;
/** And it stands out from its neighbourhood by this factor: fast movement is unlike everywhere. */
const STANDS_OUT = 4;
const AROUND = 8;

/** The frames with which another shot begins. A single odd frame (a flash) is none. */
export function findCuts(frames: readonly Observation[]): number[] {
  const unlike = frames.map(({ thumb }, index) => {
    const before = frames[index - 1];
    return before === undefined ? 0 : 1 - likeness(before.thumb, thumb);
  });
  return unlike.flatMap((here, index) => {
    if (here < UNLIKE) return [];
    const near = unlike
      .slice(Math.max(1, index - AROUND), index + AROUND + 1)
      .filter((_, at) => at !== Math.min(AROUND, index - 1));
    return here >= STANDS_OUT * median(near) && !isFlash(frames, index) ? [index] : [];
  });
}

function isFlash(frames: readonly Observation[], index: number): boolean {
  const around = [
    [frames[index - 1], frames[index + 1]],
    [frames[index - 2], frames[index]],
  ];
  return around.some(([one, other]) => {
    return one !== undefined && other !== undefined && 1 - likeness(one.thumb, other.thumb) < UNLIKE / 2;
  });
}
