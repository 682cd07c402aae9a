/** A frame that differs from the one before it by less than this part of the usual step is a near-duplicate. */
const NEAR_DUPLICATE = 0.2;
const [LEAST, MOST] = [8, 12];

/**
 * 8 to 12 frames of the cycle from `first` up to, not with, `repeat`, evenly spaced in time and `first` first; of a
 * shorter cycle all. A number that divides the cycle is preferred. Near-duplicates of their neighbour are left out.
 */
export function loopFrames(
  first: number,
  repeat: number,
  times: readonly number[],
  apart: (one: number, other: number) => number,
): number[] {
  const length = repeat - first;
  const counts = Array.from({ length: MOST - LEAST + 1 }, (_, index) => MOST - index);
  const tried = (length <= LEAST ? [length] : counts.filter((count) => count <= length)).map((count) => {
    const frames = withoutNearDuplicates(spaced(first, repeat, times, count), repeat, apart);
    return {
      frames,
      faults: [Number(frames.length < LEAST), count - frames.length, Number(length % count > 0)],
    };
  });
  return lowest(tried).frames;
}

interface Choice {
  frames: number[];
  /** From the worst kind to the least: too few frames, near-duplicates, uneven steps. */
  faults: number[];
}

function lowest(choices: readonly Choice[]): Choice {
  return choices.reduce((best, choice) => {
    const kind = choice.faults.findIndex((fault, index) => fault !== best.faults[index]);
    return kind >= 0 && (choice.faults[kind] ?? 0) < (best.faults[kind] ?? 0) ? choice : best;
  });
}

function spaced(first: number, repeat: number, times: readonly number[], count: number): number[] {
  const [start = 0, end = 0] = [times[first], times[repeat]];
  const chosen = new Set<number>();
  let frame = first;
  for (let step = 0; step < count; step++) {
    const wanted = start + ((end - start) * step) / count;
    while (
      frame + 1 < repeat &&
      Math.abs((times[frame + 1] ?? end) - wanted) <= Math.abs((times[frame] ?? 0) - wanted)
    ) {
      frame += 1;
    }
    chosen.add(frame);
  }
  return [...chosen];
}

function withoutNearDuplicates(
  frames: readonly number[],
  repeat: number,
  apart: (one: number, other: number) => number,
): number[] {
  const steps = frames.map((frame, index) => apart(frame, frames[index + 1] ?? repeat));
  const usual = steps.reduce((sum, step) => sum + step, 0) / Math.max(1, steps.length);
  const kept: number[] = [];
  for (const frame of frames) {
    const last = kept.at(-1);
    if (last === undefined || apart(last, frame) >= NEAR_DUPLICATE * usual) kept.push(frame);
  }
  const [opening] = kept;
  const closing = kept.at(-1);
  // The end of a cycle is a neighbour of its beginning.
  if (kept.length > 1 && opening !== undefined && closing !== undefined) {
    if (apart(closing, opening) < NEAR_DUPLICATE * usual) kept.pop();
  }
  return kept;
}
