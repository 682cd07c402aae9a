import { followSignal } from '../../util/follow-signal.ts';

/** A signal that fires after a time, or with another signal: whichever comes first. */
export interface Deadline {
  signal: AbortSignal;
  /** Whether it was the time that ran out. */
  passed(): boolean;
  /** To be called when the work is over; the timer would keep the process alive. */
  clear(): void;
}

export function startDeadline(ms: number, outer?: AbortSignal): Deadline {
  const follower = followSignal(outer);
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    follower.abort(new Error(`no answer within ${ms} ms`));
  }, ms);
  return {
    signal: follower.signal,
    passed: () => passed,
    clear: () => {
      clearTimeout(timer);
      follower.clear();
    },
  };
}
