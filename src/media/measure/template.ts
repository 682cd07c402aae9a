import type { Field } from './pyramid.ts';

/** The points by which a picture is found again at one size. Row i of `data` holds `ROW` numbers. */
export interface Template {
  /** x, y, value, and how the value changes with a zoom, a turn, a step to the right and a step down. */
  data: Float64Array;
  count: number;
  /** Half the shorter side. Zoom and turn are counted in pixels at this distance from the centre. */
  radius: number;
  centreX: number;
  centreY: number;
}

export const ROW = 7;

/** A point is on an edge: its value changes by so much from pixel to pixel, of 255. */
const LEAST_EDGE = 1.5;
/** Of each square of so many pixels the best point is taken, from the full size down: all of the picture has a say. */
const SQUARES = [4, 3, 2, 1];

/** Templates for each size of a pyramid. `excluded` is 1 where no points are taken, in the full size. */
export function makeTemplates(levels: readonly Field[], excluded: Uint8Array): Template[] {
  const fullWidth = levels[0]?.width ?? 0;
  return levels.map((field, level) => {
    const square = SQUARES[level] ?? 1;
    const rows: number[] = [];
    for (let top = 1; top < field.height - 1; top += square) {
      for (let left = 1; left < field.width - 1; left += square) {
        const best = bestOf(field, left, top, square, (x, y) => {
          return excluded[(y << level) * fullWidth + (x << level)] !== 1;
        });
        if (best >= 0) rows.push(...pointAt(field, best));
      }
    }
    return { data: Float64Array.from(rows), count: rows.length / ROW, ...middleOf(field) };
  });
}

function bestOf(
  { values, width, height }: Field,
  left: number,
  top: number,
  square: number,
  allowed: (x: number, y: number) => boolean,
): number {
  let [best, edge] = [-1, LEAST_EDGE];
  for (let y = top; y < Math.min(top + square, height - 1); y++) {
    for (let x = left; x < Math.min(left + square, width - 1); x++) {
      const at = y * width + x;
      const here = Math.abs(across(values, at)) + Math.abs(down(values, at, width));
      if (here > edge && allowed(x, y)) [best, edge] = [at, here];
    }
  }
  return best;
}

function pointAt(field: Field, at: number): number[] {
  const { values, width } = field;
  const { radius, centreX, centreY } = middleOf(field);
  const [x, y] = [(at % width) + 0.5, Math.floor(at / width) + 0.5];
  const [right, under] = [across(values, at), down(values, at, width)];
  const zoom = (right * (x - centreX) + under * (y - centreY)) / radius;
  const turn = (under * (x - centreX) - right * (y - centreY)) / radius;
  return [x, y, values[at] ?? 0, zoom, turn, right, under];
}

const middleOf = ({ width, height }: Field) => ({
  radius: Math.min(width, height) / 2,
  centreX: width / 2,
  centreY: height / 2,
});

const across = (values: Float32Array, at: number) => ((values[at + 1] ?? 0) - (values[at - 1] ?? 0)) / 2;
const down = (values: Float32Array, at: number, width: number) =>
  ((values[at + width] ?? 0) - (values[at - width] ?? 0)) / 2;
