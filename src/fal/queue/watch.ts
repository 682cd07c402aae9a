import { canonicalJson } from '../../util/canonical-json.ts';
import { states } from './states.ts';
import type { QueueHandle, QueueStatus, WatchOptions } from '../types.ts';
import type { Wire } from '../wire.ts';

/**
 * Follows a request until COMPLETED, by fal's stream and by polling. Yields only what changed, also a fall back from
 * IN_PROGRESS to IN_QUEUE, and of the logs only new lines. An abort ends the watching, never the request.
 */
export async function* watch(
  wire: Wire,
  handle: QueueHandle,
  options: WatchOptions = {},
): AsyncGenerator<QueueStatus, void, undefined> {
  options.signal?.throwIfAborted();
  const toldLines = new Set<string>();
  let last = '';
  for await (const now of states(wire, handle, options)) {
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
