import type { Clock } from '../../util/clock.ts';

/** What the work gives, or `null` when it takes longer; it then goes on unseen, and its end is nobody's concern. */
export async function within<Result>(
  clock: Clock,
  ms: number,
  work: Promise<Result>,
): Promise<Result | null> {
  const over = new AbortController();
  const limit = clock.sleep(ms, over.signal).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.race([work, limit]);
  } finally {
    over.abort();
    work.catch(() => undefined);
  }
}
