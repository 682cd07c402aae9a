import { endpointIds } from './endpoint-ids.ts';
import { readList } from './pages.ts';
import type { PlatformList, UsageQuery } from '../platform-types.ts';
import type { Wire } from '../wire.ts';

/**
 * What the account used, by endpoint and unit: `summary` over the whole span, `time_series` in buckets
 * (platform API, GET /models/usage). Only a key with admin rights may read it.
 */
export async function usage(wire: Wire, { limit, endpoint_id, ...query }: UsageQuery): Promise<PlatformList> {
  return await readList(wire, {
    path: '/v1/models/usage',
    query: { ...query, endpoint_id: endpointIds(endpoint_id) },
    what: 'the usage of the account (it takes an admin key)',
    lists: ['summary', 'time_series'],
    limit,
    pageSize: 100,
  });
}
