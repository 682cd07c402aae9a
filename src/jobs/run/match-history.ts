import type { HistoryEntry } from '../../fal/platform-types.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import type { Job } from '../../store/job.ts';
import type { HistoryWindow } from './history-window.ts';

export interface Sought {
  job: Job;
  window: HistoryWindow;
}

/**
 * Which row of the history is which lost job's, one to one. Jobs that are alike compete: a row goes to the one
 * that asked for most of what stands in it, and among those to the one that was sent nearest to its time.
 */
export function shareOut(
  sought: readonly Sought[],
  rows: readonly HistoryEntry[],
): Map<string, HistoryEntry> {
  const pairs = sought.flatMap(({ job, window }) =>
    rows.flatMap((row) => {
      const time = Date.parse(row.sent_at);
      const sent = job.sent_arguments ?? {};
      if (time < window.start || time > window.end || !hasAllOf(row.json_input, sent)) return [];
      const distance = Math.min(...window.sentAt.map((at) => Math.abs(time - at)));
      return [{ job, row, told: Object.keys(sent).length, distance }];
    }),
  );
  const shares = new Map<string, HistoryEntry>();
  const taken = new Set<HistoryEntry>();
  for (const { job, row } of pairs.toSorted((a, b) => b.told - a.told || a.distance - b.distance)) {
    if (shares.has(job.job_id) || taken.has(row)) continue;
    shares.set(job.job_id, row);
    taken.add(row);
  }
  return shares;
}

/** Whether a row of this job would look like one of the other: it sent all that the other did, to the same model. */
export const looksLike = (job: Job, other: Job) =>
  job.plan.endpoint_id === other.plan.endpoint_id && hasAllOf(job.sent_arguments, other.sent_arguments ?? {});

/** Everything that was sent stands there; fal may have added its own defaults beside it. */
function hasAllOf(seen: unknown, sent: Record<string, unknown>): boolean {
  if (seen === null || typeof seen !== 'object') return false;
  return Object.entries(sent).every(
    ([name, value]) => canonicalJson((seen as Record<string, unknown>)[name]) === canonicalJson(value),
  );
}
