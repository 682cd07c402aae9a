import { fillBox, type Label, stampLabel } from '../draw/bitmap-label.ts';
import type { FittedPicture } from './fit-picture.ts';
import { rgbToYuv420 } from '../read/frame-scaler.ts';
import { makeMark, MARK_BOX, MARK_INK, markBox } from '../draw/mark.ts';
import { brightnessAt, inverse, movingSeconds, transformAt } from './motion.ts';
import type { Size } from '../../util/size.ts';
import { makePlane, type Plane, samplePlane } from './plane.ts';
import type { ClipSpec, Motion } from '../types.ts';

/** In video range: black on the luma channel, and no colour on the other two. */
const [BLACK, NO_COLOUR] = [16, 128];
/** From black to white on the luma channel. */
const WHITE_STEPS = 219;
/** So many steps around the edge's brightness are the background. */
const NEAR_EDGE = 4;

/** One of Y, U and V: its bytes in a frame, and the planes it is drawn from. */
interface Channel extends Size {
  output: Buffer;
  /** How many pixels of the frame one of its samples spans: 1 or 2. */
  step: number;
  bright: Plane;
  dim: Plane;
}

/**
 * Draws the frames of a moving picture as yuv420p. The picture is converted once and moved channel by channel:
 * half the work of moving it in RGB, and nothing is rounded in between.
 */
export class FrameArtist {
  readonly #size: Size;
  readonly #motion: Motion;
  readonly #mark: Label | undefined;
  readonly #words: string;
  readonly #channels: Channel[];
  readonly #canvas: Buffer;

  constructor(picture: FittedPicture, { width, height, motion, mark }: ClipSpec) {
    this.#size = { width, height };
    this.#motion = motion;
    this.#words = mark;
    this.#mark = mark === '' ? undefined : makeMark(mark, { width, height });
    this.#canvas = Buffer.alloc((width * height * 3) / 2);
    this.#channels = splitChannels(picture, this.#canvas, brightnessAt(motion, 1));
  }

  /** The frame with this number, at this second. The next call overwrites its bytes. */
  draw(frame: number, seconds: number): Buffer {
    const toSource = inverse(transformAt(this.#motion, seconds, this.#size));
    for (const { output, step, bright, dim } of this.#channels) {
      const plane = brightnessAt(this.#motion, frame) === 1 ? bright : dim;
      if (toSource === null) output.fill(plane.around);
      else samplePlane(plane, { ...toSource, x0: toSource.x0 / step, y0: toSource.y0 / step }, output);
      if (step === 1) this.#brighten(output, plane.around, seconds);
    }
    if (this.#mark !== undefined) this.#stamp(this.#mark);
    return this.#canvas;
  }

  /** Samples near the edge's brightness take part in the background's change, the nearest wholly. */
  #brighten(samples: Buffer, edge: number, seconds: number): void {
    const change = WHITE_STEPS * (this.#motion.background ?? 0) * movingSeconds(this.#motion, seconds);
    if (change === 0) return;
    const table = Uint8Array.from({ length: 256 }, (_, value) => {
      const part = Math.min(1, Math.max(0, 2 - Math.abs(value - edge) / NEAR_EDGE));
      return Math.max(BLACK, Math.min(BLACK + WHITE_STEPS, Math.round(value + part * change)));
    });
    for (let at = 0; at < samples.length; at++) samples[at] = table[samples[at] ?? 0] ?? 0;
  }

  #stamp(mark: Label): void {
    const { left, top } = markBox(this.#size, this.#words);
    for (const { output, width, height, step } of this.#channels) {
      const raster = { data: output, width, height, channels: 1 };
      if (step === 1) stampLabel(raster, mark, left, top, MARK_BOX, MARK_INK);
      else
        fillBox(raster, left / 2, top / 2, Math.ceil(mark.width / 2), Math.ceil(mark.height / 2), NO_COLOUR);
    }
  }
}

function splitChannels(
  { rgb, edge, width, height }: FittedPicture,
  canvas: Buffer,
  dimmed: number,
): Channel[] {
  const samples = rgbToYuv420(rgb, { width, height });
  const around = edgeSamples(edge);
  const half = { width: width / 2, height: height / 2 };
  const layout = [
    { size: { width, height }, step: 1, zero: BLACK },
    { size: half, step: 2, zero: NO_COLOUR },
    { size: half, step: 2, zero: NO_COLOUR },
  ];
  let start = 0;
  return layout.map(({ size, step, zero }, index) => {
    const end = start + size.width * size.height;
    const [source, output] = [samples.subarray(start, end), canvas.subarray(start, end)];
    start = end;
    const bright = makePlane(source, size, around[index] ?? zero);
    // RGB times a factor is, in YUV, the distance from black times this factor.
    const dim = makePlane(source, size, around[index] ?? zero, (value) => zero + (value - zero) * dimmed);
    return { ...size, output, step, bright, dim };
  });
}

/** Y, U and V of one colour, converted as the picture is. */
function edgeSamples(edge: FittedPicture['edge']): number[] {
  const size = { width: 16, height: 16 };
  const flat = rgbToYuv420(Buffer.alloc(16 * 16 * 3, Buffer.from(edge)), size);
  return [flat[0] ?? BLACK, flat[256] ?? NO_COLOUR, flat[320] ?? NO_COLOUR];
}
