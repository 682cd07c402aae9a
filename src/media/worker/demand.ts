import type { OperationName, RequestOf } from '../operations.ts';

/** What an operation asks of the machine, before it is begun. */
export interface Demand {
  /** Pixels that are gone through, at most: how long it may take. */
  pixels: number;
  /** Bytes of pictures that are held at once, beside the process itself. */
  bytes: number;
}

/** What a demand is read from, counted by a probe. */
export interface Frames {
  width: number;
  height: number;
  frames: number;
}

type Demands = { [K in OperationName]?: (request: RequestOf<K>, clip: Frames) => Demand };

/** The same of an operation that goes through a clip; the others are short, whatever they are given. */
export function demandOf<K extends OperationName>(
  operation: K,
  request: RequestOf<K>,
  clip: Frames,
): Demand | null {
  return DEMANDS[operation]?.(request, clip) ?? null;
}

/** Whether a demand depends on the clip at this path; `null` where it does not. */
export function clipOf<K extends OperationName>(operation: K, request: RequestOf<K>): string | null {
  return operation in DEMANDS && 'video' in request ? request.video : null;
}

/** Pictures of two threads of FFmpeg and those that others refer to: up to 16, in 4:2:0. */
const DECODER_BYTES = 16 * 1.5;
/** A whole frame as it is taken out: as colours, turned, and as the file that is made of it. */
const WHOLE_BYTES = 24;
/** A small frame that is kept, and once more in what is made of all. */
const KEPT_BYTES = 6;
/** What is kept of a frame that is measured, and of how many (measure/observe.ts). */
const MEASURED = { bytes: 20_000, frames: 900 };
/** The most frames of an animation, and the largest side of a character that is cut out (look/). */
const [ANIMATED, CHARACTER_SIDE] = [300, 1920];

const DEMANDS: Demands = {
  contactSheet: ({ options = {} }, clip) => {
    const { columns = 4, rows = 3, cell = 320 } = options;
    return through(clip, columns * rows * scaled(clip, cell) * KEPT_BYTES);
  },
  firstFrame: (_, clip) => through({ ...clip, frames: 1 }, area(clip) * WHOLE_BYTES),
  frames: (_, clip) => through(clip, area(clip) * WHOLE_BYTES),
  firstLast: (_, clip) => through(clip, area(clip) * WHOLE_BYTES),
  animate: ({ indices, side = 480 }, clip) =>
    through(clip, Math.min(indices?.length ?? clip.frames, ANIMATED) * shrunk(clip, side) * KEPT_BYTES),
  spriteSheet: ({ indices, cell, side = 512 }, clip) => {
    const each = cell === 'character' ? shrunk(clip, CHARACTER_SIDE) * 8 : shrunk(clip, side) * KEPT_BYTES;
    return through(clip, indices.length * each);
  },
  measureClip: (_, clip) => through(clip, Math.min(clip.frames, MEASURED.frames) * MEASURED.bytes),
  renderClip: ({ width, height, fps, seconds }) =>
    through({ width, height, frames: fps * seconds }, width * height * WHOLE_BYTES),
};

const area = ({ width, height }: Frames) => width * height;

function through(clip: Frames, bytes: number): Demand {
  return { pixels: area(clip) * clip.frames, bytes: area(clip) * DECODER_BYTES + bytes };
}

/** Pixels of a frame whose longest side is `side`. */
const scaled = (clip: Frames, side: number) => area(clip) * (side / Math.max(clip.width, clip.height)) ** 2;
const shrunk = (clip: Frames, side: number) => Math.min(area(clip), scaled(clip, side));
