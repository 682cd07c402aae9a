import type { HistoryEntry } from '../../fal/platform/types.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import type { Job } from '../types.ts';
import type { Workbench } from '../workbench.ts';

/** Our clock and fal's may differ; the request may also have waited in a proxy. */
const BEFORE_MS = 2 * 60 * 1000;
const AFTER_MS = 30 * 60 * 1000;

/**
 * Looks for an unknown job in fal's request history: same endpoint, same input, sent about then, and not
 * already another job's. Found, it goes on as if the answer had arrived. Not found proves nothing: the
 * history lags, and may not show requests that still wait (fal-platform facts 1.9).
 */
export async function lookUp(bench: Workbench, job: Job): Promise<Job> {
  const sentAt = Date.parse(job.times.submitting ?? job.updated_at);
  const rows = await bench.fal.history(job.plan.endpoint_id, {
    start: new Date(sentAt - BEFORE_MS).toISOString(),
    end: new Date(sentAt + AFTER_MS).toISOString(),
  });
  return await bench.book.decide(async (jobs, append) => {
    const now = jobs.get(job.job_id) ?? job;
    if (now.state !== 'unknown') return now;
    const taken = new Set([...jobs.values()].map(({ handle }) => handle?.request_id));
    const found = nearestMatch(rows, now, taken, sentAt);
    if (found === undefined) return now;
    return await append(job.job_id, {
      type: 'submitted',
      handle: bench.fal.handleFor(job.plan.endpoint_id, found.request_id),
      queue_position: null,
      answer: null,
      found_by: 'history',
    });
  });
}

function nearestMatch(
  rows: readonly HistoryEntry[],
  job: Job,
  taken: ReadonlySet<string | undefined>,
  sentAt: number,
): HistoryEntry | undefined {
  const distance = (row: HistoryEntry) => Math.abs(Date.parse(row.sent_at) - sentAt);
  return rows
    .filter((row) => !taken.has(row.request_id) && sameInput(row.json_input, job.sent_arguments ?? {}))
    .toSorted((a, b) => distance(a) - distance(b))[0];
}

/** Everything that we sent stands there; fal may have added its own defaults beside it. */
function sameInput(seen: unknown, sent: Record<string, unknown>): boolean {
  if (seen === null || typeof seen !== 'object') return false;
  return Object.entries(sent).every(
    ([name, value]) => canonicalJson((seen as Record<string, unknown>)[name]) === canonicalJson(value),
  );
}
