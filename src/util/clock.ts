import { setTimeout as delay } from 'node:timers/promises';

/** Time as a part that tests can replace: the only thing they fake. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms`, rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) =>
    signal === undefined
      ? delay(ms)
      : // Node wraps the reason; callers compare it.
        delay(ms, undefined, { signal }).catch(() => {
          throw signal.reason;
        }),
};

/** `2026-11-20-153000`: the stamp that batch folders begin with. UTC. */
export function folderStamp(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
}
