import type { Clock } from './clock.ts';

/**
 * What the work gives, or `null` when it takes longer, or the signal comes first; it then goes on unseen, and its
 * end is nobody's concern.
 */
export async function within<Result>(
  clock: Clock,
  ms: number,
  work: Promise<Result>,
  signal?: AbortSignal,
): Promise<Result | null> {
  const over = new AbortController();
  const stop = () => over.abort();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  const limit = clock.sleep(ms, over.signal).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.race([work, limit]);
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
    work.catch(() => undefined);
  }
}
