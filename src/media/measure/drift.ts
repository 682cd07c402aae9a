import type { Size } from '../../util/size.ts';
import type { Observation } from './observe.ts';
import { slope } from './statistics.ts';

/** Where the camera's move has carried the picture since the first frame of its stretch. */
export interface CameraPosition {
  /** Fraction of the width, to the right; of the height, downwards. */
  x: number;
  y: number;
  /** 1 as at the start. */
  zoom: number;
  /** Degrees, clockwise. */
  turn: number;
}

export function cameraPositions(frames: readonly Observation[], { width, height }: Size): CameraPosition[] {
  let turn = 0;
  return frames.map(({ camera: { transform, stretch } }, index) => {
    const { a, b, u, v } = transform;
    const angle = (Math.atan2(b, a) * 180) / Math.PI;
    // The nearest to the last one, beyond half a turn too.
    const begins = frames[index - 1]?.camera.stretch !== stretch;
    turn = begins ? angle : angle + 360 * Math.round((turn - angle) / 360);
    return {
      x: (a * width - b * height + 2 * u) / 2 / width - 0.5,
      y: (b * width + a * height + 2 * v) / 2 / height - 0.5,
      zoom: Math.hypot(a, b),
      turn,
    };
  });
}

/** The longest run of frames without a break, as indices: a camera's rates are read from it. */
export function longestStretch(
  frames: readonly Observation[],
  cuts: readonly number[],
): { from: number; to: number } {
  let longest = { from: 0, to: 0 };
  let from = 0;
  for (let frame = 0; frame <= frames.length; frame++) {
    const goesOn =
      frame > 0 &&
      frame < frames.length &&
      !cuts.includes(frame) &&
      frames[frame - 1]?.camera.stretch === frames[frame]?.camera.stretch;
    if (goesOn) continue;
    if (frame - from > longest.to - longest.from) longest = { from, to: frame };
    from = frame;
  }
  return longest;
}

/** Rates per second of the straight lines through the places. */
export function camera(
  path: readonly CameraPosition[],
  times: readonly number[],
): { shift: number; zoom: number; turn: number } {
  const rate = (name: keyof CameraPosition) =>
    slope(
      times,
      path.map((place) => place[name]),
    );
  return { shift: Math.hypot(rate('x'), rate('y')), zoom: rate('zoom'), turn: rate('turn') };
}

/** How much larger the subject is at the end, and how far it has gone, on the straight lines through all frames. */
export function subjectDrift(frames: readonly Observation[]): { scale: number; position: number } | null {
  const seen = frames.flatMap(({ seconds, subject }) => (subject === null ? [] : [{ seconds, ...subject }]));
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined || seen.length < 2) return null;
  const times = seen.map(({ seconds }) => seconds);
  const lasted = last.seconds - first.seconds;
  const gone = (values: number[]) => slope(times, values) * lasted;
  const sizes = seen.map(({ area }) => Math.sqrt(area));
  const start = sizes.reduce((sum, size) => sum + size, 0) / sizes.length - gone(sizes) / 2;
  return {
    scale: start > 0 ? gone(sizes) / start : 0,
    position: Math.hypot(gone(seen.map(({ x }) => x)), gone(seen.map(({ y }) => y))),
  };
}
