import type { Clock } from '../../util/clock.ts';
import type { HttpHeaders } from './request.ts';

/** By how much fal's clock is ahead of this machine's, as its latest answer told. */
export interface ClockSkew {
  /** Milliseconds, good to a few seconds; negative where ours is ahead. `null` until an answer bore a time. */
  ms(): number | null;
  note(headers: HttpHeaders): void;
}

export function openClockSkew(clock: Clock): ClockSkew {
  let latest: number | null = null;
  return {
    ms: () => latest,
    note: (headers) => void (latest = skewOf(headers, clock.now()) ?? latest),
  };
}

/** The time at fal, as far as any answer told it. */
export const falsNow = ({ clock, skew }: { clock: Clock; skew: ClockSkew }) =>
  new Date(clock.now().getTime() + (skew.ms() ?? 0));

/** What an answer that has just come tells; `null` where it bears no time, or a cache kept it. */
export function skewOf(headers: HttpHeaders, now: Date): number | null {
  const date = Date.parse(headers['date'] ?? '');
  if (Number.isNaN(date) || Number(headers['age'] ?? 0) > 0) return null;
  // The header is cut off to whole seconds.
  return date + 500 - now.getTime();
}
