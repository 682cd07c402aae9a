/** A signal that fires after a time, or with another signal: whichever comes first. */
export interface Deadline {
  signal: AbortSignal;
  /** Whether it was the time that ran out. */
  passed(): boolean;
  /** Gives the whole time again. */
  restart(): void;
  /** To be called when the work is over; the timer would keep the process alive. */
  clear(): void;
}

/** By hand rather than by `AbortSignal.any`, which in Node 20 lets its parts be collected as garbage. */
export function startDeadline(ms: number, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    controller.abort(new Error(`no answer within ${ms} ms`));
  }, ms);
  const follow = () => controller.abort(outer?.reason);
  if (outer?.aborted === true) follow();
  outer?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    passed: () => passed,
    restart: () => void timer.refresh(),
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', follow);
    },
  };
}
