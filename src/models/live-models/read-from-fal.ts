import type { Clock } from '../../util/clock.ts';
import { safeText } from '../../util/safe-text.ts';
import type { CachedEntry } from '../live/live-cache.ts';
import type { LiveModelStore } from './live-model-store.ts';
import { differences } from '../live/merge-live.ts';
import { type FetchedModel, readFetched } from '../live/read-fetched.ts';

/** What of the wire is needed here. */
export interface FalCatalog {
  modelMetadata(endpointIds: readonly string[], signal?: AbortSignal): Promise<FetchedModel[]>;
  modelListing(listing: { category: string }): Promise<string[]>;
}

export interface ReadReport {
  read: { endpoint_id: string; changes: string[] }[];
  /** fal answered, but without a schema to use. */
  failed: { endpoint_id: string; problem: string }[];
  /** fal does not know these. */
  missing: string[];
}

/** Asks fal about endpoints, puts what it said into the store, and tells what is new. */
export async function readFromFal(
  ids: readonly string[],
  { fal, store, clock }: { fal: FalCatalog | null; store: LiveModelStore; clock: Clock },
  signal?: AbortSignal,
): Promise<ReadReport> {
  const now = clock.now().toISOString();
  const rows = (await fal?.modelMetadata(ids, signal)) ?? [];
  const report: ReadReport = {
    read: [],
    failed: [],
    missing: ids.filter((id) => !rows.some(({ endpoint_id }) => endpoint_id === id)),
  };
  const fresh: CachedEntry[] = [];
  for (const row of rows) {
    const { endpoint_id } = row;
    const found = readFetched(row, now.slice(0, 10));
    const problem = 'problem' in found ? found.problem : found.entry.problem;
    if ('entry' in found) fresh.push({ read_at: now, entry: found.entry });
    if ('entry' in found && problem === undefined) {
      const before = store.before(endpoint_id);
      const changes = before === undefined ? ['it is new here'] : differences(before, found.entry);
      report.read.push({ endpoint_id, changes });
    } else report.failed.push({ endpoint_id, problem: safeText(problem ?? '', 300) });
  }
  if (fresh.length > 0) await store.keep(fresh);
  return report;
}
