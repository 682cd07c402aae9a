import type { Motion } from '../../media/types.ts';
import { sha256 } from '../../util/hash.ts';

/**
 * How the clips of a model move. Most loop: the picture comes back to where it was once a second. Those of these families, and those
 * that change, follow or go on from a video, do not, so that what looks for loops has something to refuse. A model with a row of its own in the tables moves as
 * that says.
 */
const DRIFTS: readonly (readonly [RegExp, Motion])[] = [
  [/veo/, { turn: 3 }],
  [/seedance\/v1\/|seedance-2\.0/, { shift_x: 0.04 }],
  [/\/ltx/, { zoom: 0.03 }],
  [/video-to-video|extend|edit|motion|animate|remix|upscale/, { zoom: 0.02, shift_y: 0.02 }],
];

export function motionOf(endpointId: string): Motion {
  const drift = DRIFTS.find(([ids]) => ids.test(endpointId))?.[1];
  if (drift !== undefined) return drift;
  const [a, b] = [...Buffer.from(sha256(endpointId), 'hex')];
  // Each its own, so that two models can be told apart.
  const part = (byte = 0) => 0.015 + Math.round((byte / 255) * 25) / 1000;
  return { cycle: { seconds: 1, bob: part(a), sway: part(b) } };
}

/** After how many seconds a clip that moves like this begins anew; `null` where it never does. */
export function loopOf({ cycle, ...others }: Motion): number | null {
  return cycle === undefined || Object.keys(others).length > 0 ? null : cycle.seconds;
}
