import type { Clock } from '../../util/clock.ts';

/** Sleeps, and rejects with the signal's own reason when it is aborted; Node's timers wrap it. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
