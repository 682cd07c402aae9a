import { createFal, type FalOptions } from '../../src/fal/index.ts';
import type { FalWithSubmit, WireHosts } from '../../src/fal/types.ts';
import type { Clock } from '../../src/util/clock.ts';

/** Looks like a fal key; no test may find it anywhere but in an Authorization header. */
export const TEST_KEY = 'c0ffee00-1111-2222-3333-444455556666:5ec2e7aa5ec2e7aa5ec2e7aa';

/** All four parts of the wire on one local server. */
export function hostsOn(origin: string): WireHosts {
  return { queue: origin, rest: origin, api: origin, media: [new URL(origin).host], simulated: true };
}

/** A clock that waits for nothing and remembers what it was asked to wait. */
export function hastyClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date('2026-11-20T12:00:00Z'),
    sleep: (ms, signal) => {
      slept.push(ms);
      // A real turn of the loop, so that an abort and the network get their chance.
      return new Promise((resolve, reject) =>
        setImmediate(() => (signal?.aborted === true ? reject(signal.reason as Error) : resolve())),
      );
    },
  };
}

/** The wire as tests use it: hasty, without jitter, with the test key. */
export function falOn(origin: string, options: Partial<FalOptions> = {}): FalWithSubmit {
  return createFal({
    key: TEST_KEY,
    hosts: hostsOn(origin),
    clock: hastyClock(),
    random: () => 0,
    ...options,
  });
}
