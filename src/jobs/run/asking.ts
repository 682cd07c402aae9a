import type { Clock } from '../../util/clock.ts';

/** That somebody asks how a job is: its runner then makes one try at once, be it over or not yet due. */
export interface Asking {
  ask(): void;
  /** Whether somebody has asked since this was last called. */
  heard(): boolean;
  /** Sleeps until the time is over or somebody asks, and has heard it then; rejects when the signal aborts. */
  sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void>;
}

export function createAsking(): Asking {
  let asked = false;
  let wake: (() => void) | null = null;
  const heard = () => {
    const was = asked;
    asked = false;
    return was;
  };
  return {
    ask() {
      asked = true;
      wake?.();
    },
    heard,
    async sleep(clock, ms, signal) {
      if (heard()) return;
      const woken = new AbortController();
      wake = () => woken.abort();
      try {
        await clock.sleep(ms, AbortSignal.any([signal, woken.signal]));
      } catch (thrown) {
        signal.throwIfAborted();
        if (!woken.signal.aborted) throw thrown;
      } finally {
        wake = null;
        heard();
      }
    },
  };
}
