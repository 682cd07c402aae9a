import { hasFlatBackground } from './background.ts';
import { apart } from './compare.ts';
import type { Observation } from './observe.ts';
import { median } from './statistics.ts';

/** Frames so far apart are compared, so that a clip of more frames per second does not seem to move less. */
const SECONDS_APART = 1 / 12;
/** Steps of 255 that are taken for the noise of the coding. */
const NOISE = 1;

/** For each frame: how much the picture has changed within a twelfth of a second, for the subject's area. */
export function motionAmounts(frames: readonly Observation[]): number[] {
  const area = subjectArea(frames);
  const amounts = frames.map((frame, index) => {
    const earlier = frames
      .slice(0, index)
      .findLast(({ seconds }) => frame.seconds - seconds >= SECONDS_APART - 0.005);
    return earlier === undefined ? null : Math.min(1, apart(earlier.thumb, frame.thumb, NOISE) / area);
  });
  const first = amounts.find((amount) => amount !== null) ?? 0;
  return amounts.map((amount) => amount ?? first);
}

/** The part of the frame that the subject takes; all of it where there is no telling. */
export function subjectArea(frames: readonly Observation[]): number {
  if (!hasFlatBackground(frames)) return 1;
  return median(frames.flatMap(({ subject }) => (subject === null ? [] : [subject.area])));
}
