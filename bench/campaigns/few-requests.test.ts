import diagnostics from 'node:diagnostics_channel';
import { afterEach, expect, it } from 'vitest';
import type { FaultRule } from '../../src/simulator/index.ts';
import { systemClock } from '../../src/util/clock.ts';
import { runToEnd } from '../../test/support/run-to-end.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

/** A job in true time, and what was asked about it: submit, stream, status, result. */
async function followed(timeouts: object, ...rules: FaultRule[]) {
  sandbox = await makeSandbox({ simulator: { pace: { queueMs: 600, workMs: 2_400 }, faults: { rules } } });
  const video = await sandbox.open({ clock: systemClock, timeouts });
  const asked: string[] = [];
  const listen = (message: unknown) => {
    const { method, path, origin } = (message as { request: Record<'method' | 'path' | 'origin', string> })
      .request;
    if (origin === sandbox.simulator.url && path.startsWith('/fal-ai/')) asked.push(`${method} ${path}`);
  };
  diagnostics.subscribe('undici:request:create', listen);
  const job = await runToEnd(video);
  diagnostics.unsubscribe('undici:request:create', listen);
  return { job, polls: asked.filter((one) => /\/status\?/.test(one)), asked };
}

it('a job with a healthy stream asks fal at most five times', async () => {
  const { job, asked } = await followed({ streamFirst: 20_000 });
  expect(job.state).toBe('collected');
  expect(asked.length).toBeGreaterThanOrEqual(3);
  expect(asked.length).toBeLessThanOrEqual(5);
});

it.each(['stream-silent', 'stream-buffered'] as const)(
  'behind a proxy that holds the stream back (%s) the first status comes by a poll, two seconds later',
  async (kind) => {
    // By the times of the program itself; that the stream was given up for its silence would come too late.
    const { job, polls } = await followed({ streamIdle: 3_600_000 }, { call: 'stream', kind });
    expect(job.state).toBe('collected');
    expect(polls.length).toBeGreaterThanOrEqual(1);
  },
);
