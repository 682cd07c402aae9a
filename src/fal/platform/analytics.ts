import { endpointIds } from './endpoint-ids.ts';
import { readList } from './pages.ts';
import type { AnalyticsQuery, PlatformList } from '../platform-types.ts';
import type { Wire } from '../wire.ts';

/**
 * Counts and durations of the account's requests: `expand` names the metrics, and whether they come in
 * `time_series` or as a `summary` (platform API, GET /models/analytics).
 */
export async function analytics(
  wire: Wire,
  { limit, endpoint_id, ...query }: AnalyticsQuery,
): Promise<PlatformList> {
  return await readList(wire, {
    path: '/v1/models/analytics',
    query: { ...query, endpoint_id: endpointIds(endpoint_id) },
    what: 'the analytics of the requests',
    lists: ['summary', 'time_series'],
    limit,
    pageSize: 100,
  });
}
