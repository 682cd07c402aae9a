import { FalVideoError } from '../../errors.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import { pause } from '../http/pause.ts';
import { status } from './status.ts';
import { statusStream } from './status-stream.ts';
import type { QueueHandle, QueueStatus, WatchOptions } from '../types.ts';
import type { Wire } from '../wire.ts';

/** Polls in a row that may go wrong in a passing way before the watching is given up; the job goes on. */
const MOST_BAD_POLLS = 5;

/**
 * Follows a request until COMPLETED: by fal's stream, and by polling from where that ends. Yields only what
 * changed, also a fall back from IN_PROGRESS to IN_QUEUE, and of the logs only new lines. An abort ends the
 * watching, never the request.
 */
export async function* watch(
  wire: Wire,
  handle: QueueHandle,
  options: WatchOptions = {},
): AsyncGenerator<QueueStatus, void, undefined> {
  options.signal?.throwIfAborted();
  const toldLines = new Set<string>();
  let last = '';
  for await (const now of allStates(wire, handle, options)) {
    // A poll brings all lines again, a stream perhaps only the new ones (fal-js queue.ts).
    const logs = now.logs.filter((line) => isNew(toldLines, canonicalJson(line)));
    const seen = canonicalJson({ ...now, logs: [], answer: undefined });
    if (seen !== last || logs.length > 0) yield { ...now, logs };
    last = seen;
    if (now.state === 'COMPLETED') return;
  }
}

function isNew(known: Set<string>, text: string): boolean {
  const before = known.size;
  return known.add(text).size > before;
}

async function* allStates(wire: Wire, handle: QueueHandle, options: WatchOptions) {
  yield* statusStream(wire, handle, options);
  yield* polledStates(wire, handle, options);
}

async function* polledStates(wire: Wire, handle: QueueHandle, options: WatchOptions) {
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
