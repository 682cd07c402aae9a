import { FalVideoError } from '../../errors.ts';
import { systemClock } from '../../util/clock.ts';
import { pause } from '../http/pause.ts';
import { Ahead } from './ahead.ts';
import { status } from './status.ts';
import { statusStream } from './status-stream.ts';
import type { QueueHandle, QueueState, QueueStatus, WatchOptions } from '../types.ts';
import type { Wire } from '../wire.ts';

/**
 * The states of a request, as often as they are told: by fal's stream; by polls beside it while it is silent, since a
 * proxy may hold back what it sends; and by polls alone after its end. Whichever tells first counts. Where many requests
 * are followed already, by polls alone.
 */
export async function* states(
  wire: Wire,
  handle: QueueHandle,
  options: WatchOptions,
): AsyncGenerator<QueueStatus, void, undefined> {
  const { streams } = wire;
  if (streams.open >= wire.limits.streams) return yield* polls(wire, handle, options);
  streams.open++;
  const stream = new Ahead(options.signal, (signal) => statusStream(wire, handle, { ...options, signal }));
  const pollsAfter = (ms: number) =>
    new Ahead(options.signal, (signal) => polls(wire, handle, { ...options, signal }, ms));
  const { streamFirst, streamIdle } = wire.timeouts;
  let beside = pollsAfter(streamFirst);
  const doubtAfter = (ms: number) => {
    beside.end();
    beside = pollsAfter(ms);
  };
  /** What the stream told last, in time; and what polls told since that it did not. */
  let streamed: QueueStatus | null = null;
  let polled: QueueStatus | null = null;
  let quiet = streamIdle;
  try {
    for (;;) {
      const first = await Promise.race([stream.next.then(() => stream), beside.next.then(() => beside)]);
      const { value: now } = await first.take();
      if (now === undefined) break;
      if (first === beside) {
        const isOnlyQuiet = now.state === streamed?.state;
        polled = isOnlyQuiet ? null : now;
        if (isOnlyQuiet) doubtAfter((quiet = Math.min(quiet * 2, streamIdle * 4)));
        yield now;
      } else if (polled === null || RANK[now.state] > RANK[polled.state]) {
        [streamed, polled] = [now, null];
        doubtAfter((quiet = streamIdle));
        yield now;
      }
      // Else it was held back on the way and tells what has passed: the polls go on.
    }
  } finally {
    streams.open--;
    stream.end();
    beside.end();
  }
  yield* polls(wire, handle, options);
}

const RANK: Record<QueueState, number> = { IN_QUEUE: 0, IN_PROGRESS: 1, COMPLETED: 2 };

/** Polls in a row that may go wrong in a passing way before the watching is given up; the job goes on. */
const MOST_BAD_POLLS = 5;

/** Endless: polls with pauses that grow, the first one after so many milliseconds. */
async function* polls(wire: Wire, handle: QueueHandle, options: WatchOptions, afterMs = 0) {
  if (afterMs > 0) await pause(systemClock, afterMs, options.signal);
  const { first, most } = wire.pollMs;
  let bad = 0;
  for (let delay = first; ; delay = Math.min(delay * 1.5, most)) {
    try {
      yield await status(wire, handle, options);
      bad = 0;
    } catch (error) {
      options.signal?.throwIfAborted();
      bad++;
      if (!(error instanceof FalVideoError) || !error.temporary || bad >= MOST_BAD_POLLS) throw error;
    }
    await pause(wire.clock, delay, options.signal);
  }
}
