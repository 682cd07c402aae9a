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

export interface Follower {
  signal: AbortSignal;
  abort(reason: Error): void;
  /** Lets the other signal go. */
  clear(): void;
}

/**
 * A signal that fires with another one, or when it is told to. By hand rather than by `AbortSignal.any`, which in
 * Node 20 lets its parts be collected as garbage.
 */
export function followSignal(outer: AbortSignal | undefined): Follower {
  const controller = new AbortController();
  const follow = () => controller.abort(outer?.reason);
  if (outer?.aborted === true) follow();
  outer?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    clear: () => outer?.removeEventListener('abort', follow),
  };
}
