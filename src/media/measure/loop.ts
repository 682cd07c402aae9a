import type { Loop } from '../measure-types.ts';
import { apart } from './compare.ts';
import { loopFrames } from './loop-frames.ts';
import type { Picture } from './picture.ts';
import { median, quantile } from './statistics.ts';

/** Frames that are searched; each is compared with each. */
const MOST_FRAMES = 480;
/** A cycle takes at least so long. */
const LEAST_SECONDS = 0.2;
const LEAST_FRAMES = 4;
/** A seam is at most this part of the cycle's motion. */
const WORST_SEAM = 0.35;
/** One round is better than two that fit a little better: the clip's whole length costs as much as this part of the motion. */
const COST_OF_LENGTH = 0.3;
/** Less movement than this is noise. */
const LEAST_MOTION = 0.01;
/** Frames to each side that must match too, so that the movement goes on and does not turn back. */
const SIDES = 2;

/** Two frames that could be the ends of a cycle. */
interface Pair {
  first: number;
  repeat: number;
  /** How much they differ, with their neighbours, as a part of the motion between them. */
  seam: number;
}

/**
 * The best cycle of a clip, from its first neutral pose (the one most like the first frame, which a model is given
 * as neutral) to the repeat of it. `area` is the part of the frame that the subject takes: differences are counted for it.
 */
export function findLoop(pictures: readonly Picture[], times: readonly number[], area: number): Loop | null {
  const table = differenceTable(pictures.slice(0, MOST_FRAMES), area);
  if (table.largest < LEAST_MOTION) return null;
  const pairs = pairsIn(table, times);
  const length = commonLength(pairs, table) ?? bestLength(pairs, table);
  const cycle = fromNeutral(
    pairs.filter(({ first, repeat }) => repeat - first === length),
    table,
  );
  if (cycle === undefined) return null;
  const { first, repeat } = cycle;
  return {
    first,
    repeat,
    seconds: (times[repeat] ?? 0) - (times[first] ?? 0),
    seam: table.at(first, repeat),
    motion: Math.max(...Array.from({ length: repeat - first }, (_, step) => table.at(first, first + step))),
    frames: loopFrames(first, repeat, times, table.at),
  };
}

/** All pairs that are long enough and have enough motion between them. */
function pairsIn(table: DifferenceTable, times: readonly number[]): Pair[] {
  const pairs: Pair[] = [];
  for (let first = 0; first < table.size; first++) {
    let motion = 0;
    for (let repeat = first + 1; repeat < table.size; repeat++) {
      motion = Math.max(motion, table.at(first, repeat));
      const seconds = (times[repeat] ?? 0) - (times[first] ?? 0);
      if (repeat - first < LEAST_FRAMES || seconds < LEAST_SECONDS || motion < table.largest / 4) continue;
      pairs.push({ first, repeat, seam: withSides(table, first, repeat) / motion });
    }
  }
  return pairs;
}

/** The mean difference of two frames and of those before and after them. */
function withSides(table: DifferenceTable, first: number, repeat: number): number {
  let [sum, count] = [0, 0];
  for (let side = -SIDES; side <= SIDES; side++) {
    if (first + side < 0 || repeat + side >= table.size) continue;
    sum += table.at(first + side, repeat + side);
    count += 1;
  }
  return sum / count;
}

/** The length at which the clip repeats throughout: a dip in the median seam of all pairs so far apart. */
function commonLength(pairs: readonly Pair[], table: DifferenceTable): number | undefined {
  const seams = Array.from({ length: table.size }, (): number[] => []);
  for (const { first, repeat, seam } of pairs) seams[repeat - first]?.push(seam);
  // NaN, where too few pairs are left, is neither below nor above anything.
  const usual = seams.map((some) => (some.length < LEAST_FRAMES ? Number.NaN : median(some)));
  const dips = usual.flatMap((seam, length) => {
    const isDip = seam < (usual[length - 1] ?? Number.NaN) && seam <= (usual[length + 1] ?? Number.NaN);
    return isDip && seam <= WORST_SEAM ? [{ length, cost: seam + costOf(length, table) }] : [];
  });
  return dips.toSorted((one, other) => one.cost - other.cost)[0]?.length;
}

/** The length of the best single pair, for a clip that repeats only once: one whose neighbours are worse repeats. */
function bestLength(pairs: readonly Pair[], table: DifferenceTable): number | undefined {
  let best: { length: number; cost: number } | undefined;
  for (const [index, { first, repeat, seam }] of pairs.entries()) {
    const cost = seam + costOf(repeat - first, table);
    if (seam > WORST_SEAM || (best !== undefined && cost >= best.cost)) continue;
    const [before, after] = [pairs[index - 1], pairs[index + 1]];
    const isDip =
      before?.first === first && before.seam > seam && (after?.first !== first || after.seam >= seam);
    if (isDip) best = { length: repeat - first, cost };
  }
  return best?.length;
}

const costOf = (length: number, { size }: DifferenceTable) => (COST_OF_LENGTH * length) / size;

/** Of pairs of one length that are nearly as good as the best, the first of those most like the first frame. */
function fromNeutral(pairs: readonly Pair[], table: DifferenceTable): Pair | undefined {
  const best = Math.min(...pairs.map(({ seam }) => seam));
  const alike = pairs.filter(({ seam }) => seam <= Math.min(WORST_SEAM, best + 0.03));
  const nearest = Math.min(...alike.map(({ first }) => table.at(0, first)));
  return alike.find(({ first }) => table.at(0, first) <= nearest + 0.05 * table.largest);
}

/** How much each frame differs from each other one, for the subject's area: 0 the same, 1 black against white. */
interface DifferenceTable {
  size: number;
  at: (one: number, other: number) => number;
  /** What only one pair of twenty exceeds: how much the clip moves at all. */
  largest: number;
}

function differenceTable(pictures: readonly Picture[], area: number): DifferenceTable {
  const size = pictures.length;
  const values = new Float32Array(size * size);
  for (const [index, one] of pictures.entries()) {
    for (const [later, other] of pictures.slice(index + 1).entries()) {
      const value = Math.min(1, apart(one, other) / area);
      values[index * size + index + 1 + later] = value;
      values[(index + 1 + later) * size + index] = value;
    }
  }
  return { size, at: (one, other) => values[one * size + other] ?? 0, largest: quantile(values, 0.95) };
}
