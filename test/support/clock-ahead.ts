import { type Clock, systemClock } from '../../src/util/clock.ts';

/** A clock that is so many minutes ahead of the machine's. */
export const clockAhead = (minutes: number, clock: Clock = systemClock): Clock => ({
  now: () => new Date(clock.now().getTime() + minutes * 60_000),
  sleep: (ms, signal) => clock.sleep(ms, signal),
});
