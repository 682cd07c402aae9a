import type { Timeouts } from '../../src/fal/wire.ts';
import { type Clock, systemClock } from '../../src/util/clock.ts';

const HURRY = 200;

/** Waits pass two hundred times as fast; the time of day is true. */
export const HURRIED: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => systemClock.sleep(ms / HURRY, signal),
};

/** What hangs at a simulator is let go soon. */
export const TIMEOUTS: Partial<Timeouts> = {
  call: 500,
  submit: 500,
  streamIdle: 300,
  transferIdle: 300,
  transfer: 2_000,
};
