import type { Job } from '../../store/job.ts';

/** A request may wait in a proxy before it reaches fal; and neither clock is read to the second. */
const BEFORE_MS = 2 * 60_000;
const AFTER_MS = 30 * 60_000;
/** With a clock further off than this no certificate of fal's would be good for long: it is not believed. */
const MOST_SKEW_MS = 7 * 86_400_000;

/** When a job was sent by fal's clock, and the span of its history in which it can stand. Milliseconds. */
export interface HistoryWindow {
  start: number;
  end: number;
  /** One time, or two where our clock was set between the sending and now. */
  sentAt: readonly number[];
}

/** `skewNow`: by how much fal's clock is ahead of ours now; the job knows how it was when it was sent. */
export function windowOf(job: Job, skewNow: number | null): HistoryWindow {
  const ours = Date.parse(job.times.submitting ?? job.updated_at);
  const skews = [job.skew_ms, skewNow].filter(isBelieved);
  const sentAt = (skews.length === 0 ? [0] : skews).map((skew) => ours + skew);
  return { start: Math.min(...sentAt) - BEFORE_MS, end: Math.max(...sentAt) + AFTER_MS, sentAt };
}

/** Why a job that is not found may stand outside the window all the same; `null` where nothing speaks for it. */
export function whyTooNarrow(job: Job, skewNow: number | null): string | null {
  if (isBelieved(job.skew_ms) || isBelieved(skewNow)) return null;
  const { start, end } = windowOf(job, skewNow);
  const searched = `fal's history was searched from ${minute(start)} to ${minute(end)} UTC only, and may show it outside of that.`;
  if (skewNow === null) {
    return `No answer of fal's bore a time, so that this machine's clock could not be held against it: ${searched}`;
  }
  const days = Math.round(Math.abs(skewNow) / 86_400_000);
  return `This machine's clock is ${days} days ${skewNow > 0 ? 'behind' : 'ahead of'} fal's: ${searched} Set the clock.`;
}

const isBelieved = (skew: number | null): skew is number => skew !== null && Math.abs(skew) <= MOST_SKEW_MS;

const minute = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
