import { quantile } from './statistics.ts';

/** A block that changes by less, of 255, shows nothing new; nor does one that changes by a tenth of what is usual, up to the noise of the coding. */
const STILL = 0.3;
const STILL_PART = 0.1;
const NOISE = 1.2;
/** From so many seconds on, standing still is a freeze; less is a frame shown twice. */
const FREEZE_SECONDS = 0.25;

export interface Stillness {
  /** Part of the frames that stand in a freeze. */
  frozen: number;
  /** Part of the frames that repeat the one before them outside freezes. */
  duplicated: number;
}

/** `changes` holds for each frame how much it differs from the one before, 0 for the first. */
export function stillness(changes: readonly number[], times: readonly number[]): Stillness {
  const steps = changes.length - 1;
  if (steps < 1) return { frozen: 0, duplicated: 0 };
  const usual = quantile(changes.slice(1), 0.75);
  const limit = Math.max(STILL, Math.min(NOISE, STILL_PART * usual));
  let [frozen, duplicated] = [0, 0];
  for (let frame = 1; frame <= steps;) {
    const start = frame;
    while (frame <= steps && (changes[frame] ?? 0) < limit) frame += 1;
    const run = frame - start;
    const lasted = (times[frame - 1] ?? 0) - (times[start - 1] ?? 0);
    if (run === 0) frame += 1;
    else if (run > 1 && lasted >= FREEZE_SECONDS) frozen += run;
    else duplicated += run;
  }
  return { frozen: frozen / steps, duplicated: duplicated / steps };
}
