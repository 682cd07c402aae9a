import { parseEndpointId } from '../../util/endpoint-id.ts';
import { readList } from './pages.ts';
import type { PlatformList, RequestsQuery } from '../platform-types.ts';
import type { Wire } from '../wire.ts';

/** The most that fal gives at once (platform API, GET /models/requests/by-endpoint). */
export const REQUESTS_A_PAGE = 100;
export const REQUESTS_PATH = '/v1/models/requests/by-endpoint';

/** The requests to one endpoint as fal lists them, newest first; `history` reads the same for matching. */
export async function requests(
  wire: Wire,
  { limit, endpoint_id, ...query }: RequestsQuery,
): Promise<PlatformList> {
  const { id } = parseEndpointId(endpoint_id);
  return await readList(wire, {
    path: REQUESTS_PATH,
    query: { endpoint_id: id, ...query },
    what: `the requests to ${id}`,
    lists: ['items'],
    limit,
    pageSize: REQUESTS_A_PAGE,
  });
}
