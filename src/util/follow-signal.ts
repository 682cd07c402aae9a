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
