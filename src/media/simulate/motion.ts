import type { Size } from '../../util/size.ts';
import type { Motion } from '../types.ts';

/** A point (x, y) goes to (xx·x + xy·y + x0, yx·x + yy·y + y0). Pixels; the middle of the first pixel is (0.5, 0.5). */
export interface Affine {
  xx: number;
  xy: number;
  x0: number;
  yx: number;
  yy: number;
  y0: number;
}

/**
 * Where the motion has carried the input picture after `clock` seconds: turned and zoomed about the centre of the frame,
 * then shifted. At 0 nothing has moved. Inside a cycle the picture rises by `bob` (of the height) and
 * comes back once, and sways `sway` (of the width) to the right, then to the left.
 */
export function transformAt(motion: Motion, clock: number, { width, height }: Size): Affine {
  const seconds = movingSeconds(motion, clock);
  const scale = Math.max(0, 1 + (motion.zoom ?? 0) * seconds);
  const upsideDown = motion.cut !== undefined && clock >= motion.cut - A_HAIR;
  const angle = (((motion.turn ?? 0) * seconds + (upsideDown ? 180 : 0)) * Math.PI) / 180;
  const cosine = scale * Math.cos(angle);
  const sine = scale * Math.sin(angle);
  const cycle = cycleAt(motion, seconds);
  const x = ((motion.shift_x ?? 0) * seconds + cycle.x) * width;
  const y = ((motion.shift_y ?? 0) * seconds + cycle.y) * height;
  const [centreX, centreY] = [width / 2, height / 2];
  // y runs downwards, so these signs turn clockwise.
  return {
    xx: cosine,
    xy: -sine,
    x0: centreX - cosine * centreX + sine * centreY + x,
    yx: sine,
    yy: cosine,
    y0: centreY - sine * centreX - cosine * centreY + y,
  };
}

/** How long the picture has moved after `clock` seconds: a freeze stops it. */
export function movingSeconds({ freeze }: Motion, clock: number): number {
  return freeze === undefined ? clock : clock - Math.min(freeze.seconds, Math.max(0, clock - freeze.from));
}

/** Frame times are fractions such as 7 / 24. */
const A_HAIR = 1e-6;

/** Brightness of one frame, 1 as in the picture: flicker darkens every second frame. */
export function brightnessAt(motion: Motion, frame: number): number {
  return frame % 2 === 0 ? 1 : 1 - (motion.flicker ?? 0);
}

/** The transform that leads back. A zoom down to nothing has none: `null`. */
export function inverse({ xx, xy, x0, yx, yy, y0 }: Affine): Affine | null {
  const determinant = xx * yy - xy * yx;
  if (Math.abs(determinant) < 1e-9) return null;
  return {
    xx: yy / determinant,
    xy: -xy / determinant,
    x0: (xy * y0 - yy * x0) / determinant,
    yx: -yx / determinant,
    yy: xx / determinant,
    y0: (yx * x0 - xx * y0) / determinant,
  };
}

function cycleAt({ cycle }: Motion, seconds: number): { x: number; y: number } {
  if (cycle === undefined) return { x: 0, y: 0 };
  const turns = seconds / cycle.seconds;
  // Rounded, so that each round repeats the first one to the last bit.
  const phase = Math.round((turns - Math.floor(turns)) * 1e9) / 1e9;
  return {
    x: cycle.sway * Math.sin(2 * Math.PI * (phase % 1)),
    y: (-cycle.bob * (1 - Math.cos(2 * Math.PI * (phase % 1)))) / 2,
  };
}
