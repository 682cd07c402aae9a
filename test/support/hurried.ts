import type { Timeouts } from '../../src/fal/wire.ts';
import { type Clock, systemClock } from '../../src/util/clock.ts';

const HURRY = 200;

/** Waits pass two hundred times as fast; the time of day is true. */
export const HURRIED: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => systemClock.sleep(ms / HURRY, signal),
};

/** What hangs at a simulator is let go soon: for tests of what hangs. A busy machine may hang as long. */
export const IMPATIENT: Partial<Timeouts> = {
  call: 500,
  submit: 500,
  streamFirst: 100,
  streamIdle: 300,
  transferIdle: 300,
  transfer: 2_000,
};

/** Nothing that is on its way is given up, however busy the machine; from a silent stream it goes on by polling. */
export const PATIENT: Partial<Timeouts> = { streamFirst: 100, streamIdle: 300 };
