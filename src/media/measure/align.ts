import { type Field, sampleAt } from './pyramid.ts';
import { compose, enlarged, invert, type Similarity } from './similarity.ts';
import { solve } from './solve.ts';
import { ROW, type Template } from './template.ts';

export interface Alignment {
  /** Where the template's points are now. */
  transform: Similarity;
  /** Correlation of the points with what was found: 1 the same picture, around 0 another one. */
  likeness: number;
  /** Part of the points that is still in the frame. */
  inside: number;
}

/**
 * Finds a template in another picture, from a first guess: least squares from coarse to fine (inverse compositional,
 * Baker & Matthews 2004), blind to brightness and contrast. Points that do not follow the others (Tukey's weights)
 * have no say: a limb, a mark in a corner.
 */
export function align(
  templates: readonly Template[],
  levels: readonly Field[],
  guess: Similarity,
): Alignment {
  let transform = guess;
  for (let level = templates.length - 1; level >= 0; level--) {
    const [template, field] = [templates[level], levels[level]];
    if (template === undefined || field === undefined) continue;
    const scale = 2 ** level;
    transform = enlarged(alignAt(template, field, enlarged(transform, 1 / scale)), scale);
  }
  const [template, field] = [templates[0], levels[0]];
  if (template === undefined || field === undefined) return { transform, likeness: 0, inside: 0 };
  const found = matchAt(template, field, transform);
  return {
    transform,
    likeness: found.likeness,
    inside: template.count === 0 ? 0 : found.inside / template.count,
  };
}

/** The shift, up to a quarter of the frame, at which the coarsest template looks most like the picture. */
export function searchNear(
  templates: readonly Template[],
  levels: readonly Field[],
  around: Similarity,
): Similarity {
  const [template, field] = [templates.at(-1), levels.at(-1)];
  if (template === undefined || field === undefined) return around;
  const scale = 2 ** (levels.length - 1);
  const start = enlarged(around, 1 / scale);
  const [reachX, reachY] = [Math.round(field.width / 4), Math.round(field.height / 4)];
  let [best, likeness] = [start, -1];
  for (let y = -reachY; y <= reachY; y++) {
    for (let x = -reachX; x <= reachX; x++) {
      const moved = { ...start, u: start.u + x, v: start.v + y };
      const found = matchAt(template, field, moved);
      if (found.inside * 2 > template.count && found.likeness > likeness) {
        [best, likeness] = [moved, found.likeness];
      }
    }
  }
  return enlarged(best, scale);
}

const ROUNDS = 12;
/** Pixels: less than can be measured. */
const ENOUGH = 0.003;
const LEAST_POINTS = 12;

function alignAt(template: Template, field: Field, guess: Similarity): Similarity {
  let transform = guess;
  for (let round = 0; round < ROUNDS; round++) {
    const found = matchAt(template, field, transform);
    if (found.inside < LEAST_POINTS) return guess;
    const step = stepFor(template, found);
    if (step === null) return guess;
    const [zoom = 0, turn = 0, x = 0, y = 0] = step;
    transform = compose(transform, invert(aboutCentre(template, zoom, turn, x, y)));
    if (Math.max(Math.abs(zoom), Math.abs(turn), Math.abs(x), Math.abs(y)) < ENOUGH) break;
  }
  return transform;
}

function aboutCentre(
  { radius, centreX, centreY }: Template,
  zoom: number,
  turn: number,
  x: number,
  y: number,
) {
  const [a, b] = [1 + zoom / radius, turn / radius];
  return { a, b, u: centreX - a * centreX + b * centreY + x, v: centreY - b * centreX - a * centreY + y };
}

/** What lies where the template's points should be (`NaN` outside), and the straight line from their values to it. */
interface Found {
  values: Float64Array;
  inside: number;
  likeness: number;
  contrast: number;
  offset: number;
}

function matchAt({ data, count }: Template, field: Field, { a, b, u, v }: Similarity): Found {
  const values = new Float64Array(count);
  let [inside, sumT, sumI, sumTT, sumII, sumTI] = [0, 0, 0, 0, 0, 0];
  for (let point = 0, at = 0; point < count; point++, at += ROW) {
    const [x, y, wanted] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    const value = sampleAt(field, a * x - b * y + u, b * x + a * y + v);
    values[point] = value;
    if (Number.isNaN(value)) continue;
    inside += 1;
    sumT += wanted;
    sumI += value;
    sumTT += wanted * wanted;
    sumII += value * value;
    sumTI += wanted * value;
  }
  const [spreadT, spreadI] = [inside * sumTT - sumT ** 2, inside * sumII - sumI ** 2];
  const together = inside * sumTI - sumT * sumI;
  const likeness = spreadT > 0 && spreadI > 0 ? together / Math.sqrt(spreadT * spreadI) : 0;
  const contrast = spreadT > 0 && together > 0 ? together / spreadT : 1;
  return { values, inside, likeness, contrast, offset: inside === 0 ? 0 : (sumI - contrast * sumT) / inside };
}

/** The unknowns: zoom, turn, x, y, contrast and offset. */
const UNKNOWNS = 6;
/** Keeps what the points cannot tell (the turn of a disc) where it is. */
const INERTIA = 1e-3;
/** Steps of 255 from pixel to pixel: fainter edges have less say, steeper ones no more, so that a large faint background outvotes a small bright subject. */
const FAINT = 2;
/** Pixels by which a point may be off and still have a say, however well the others fit. */
const LEAST_LIMIT = 0.3;

function stepFor({ data, count }: Template, { values, contrast, offset }: Found): Float64Array | null {
  const rest = new Float64Array(count);
  const steepness = new Float64Array(count);
  for (let point = 0, at = 0; point < count; point++, at += ROW) {
    const steep = Math.hypot(FAINT, data[at + 5] ?? 0, data[at + 6] ?? 0);
    steepness[point] = steep;
    rest[point] = ((values[point] ?? 0) - contrast * (data[at + 2] ?? 0) - offset) / steep;
  }
  const limit = Math.max(LEAST_LIMIT, 7 * middleSize(rest));
  const matrix = new Float64Array(UNKNOWNS * UNKNOWNS);
  const right = new Float64Array(UNKNOWNS);
  const row = new Float64Array(UNKNOWNS);
  for (let point = 0, at = 0; point < count; point++, at += ROW) {
    const off = rest[point] ?? 0;
    // A comparison with NaN is false: points outside have no say.
    if (!(Math.abs(off) < limit)) continue;
    const weight = (1 - (off / limit) ** 2) ** 2;
    const steep = steepness[point] ?? 1;
    for (let one = 0; one < 4; one++) row[one] = (contrast * (data[at + 3 + one] ?? 0)) / steep;
    row[4] = (data[at + 2] ?? 0) / steep;
    row[5] = 1 / steep;
    for (let one = 0; one < UNKNOWNS; one++) {
      const weighted = weight * (row[one] ?? 0);
      right[one] = (right[one] ?? 0) + weighted * off;
      for (let other = 0; other < UNKNOWNS; other++) {
        const cell = one * UNKNOWNS + other;
        matrix[cell] = (matrix[cell] ?? 0) + weighted * (row[other] ?? 0);
      }
    }
  }
  const inertia = INERTIA * ((matrix[14] ?? 0) + (matrix[21] ?? 0));
  for (let one = 0; one < 4; one++) {
    const cell = one * (UNKNOWNS + 1);
    matrix[cell] = (matrix[cell] ?? 0) + inertia;
  }
  return solve(matrix, right);
}

/** The middle of the absolute values, to a hundredth; `NaN` is passed over. */
function middleSize(values: Float64Array): number {
  const bins = new Uint32Array(1024);
  let counted = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const bin = Math.min(1023, Math.floor(Math.abs(value) * 100));
    bins[bin] = (bins[bin] ?? 0) + 1;
    counted += 1;
  }
  let passed = 0;
  for (const [bin, count] of bins.entries()) {
    passed += count;
    if (passed * 2 >= counted) return (bin + 0.5) / 100;
  }
  return 0;
}
