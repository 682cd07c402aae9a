import { serviceError } from '../../errors.ts';
import { member, numberMember, textMember } from '../http/answer.ts';
import { parseEndpointId } from '../../util/endpoint-id.ts';
import { pages } from './pages.ts';
import { REQUESTS_A_PAGE, REQUESTS_PATH } from './requests.ts';
import type { HistoryEntry } from '../platform-types.ts';
import type { Wire } from '../wire.ts';

/**
 * The requests of one endpoint that were sent in the window, newest first, with their inputs where fal kept
 * them. It lags, and may not show requests that still wait: what it does not show may exist all the same.
 */
export async function history(
  wire: Wire,
  endpointId: string,
  window: { start: string; end: string },
): Promise<HistoryEntry[]> {
  const { id } = parseEndpointId(endpointId);
  const what = `the request history of ${id}`;
  const query = { endpoint_id: id, ...window, limit: REQUESTS_A_PAGE, expand: 'payloads' };
  const entries = new Map<string, HistoryEntry>();
  for await (const body of pages(wire, { path: REQUESTS_PATH, query, what })) {
    for (const entry of rowsOf(body, id, what)) entries.set(entry.request_id, entry);
  }
  return [...entries.values()].toSorted((a, b) => Date.parse(b.sent_at) - Date.parse(a.sent_at));
}

function rowsOf(body: unknown, endpointId: string, what: string): HistoryEntry[] {
  const items = member(body, 'items');
  if (!Array.isArray(items)) throw noItems(what);
  return items.flatMap((item: unknown): HistoryEntry[] => {
    const request_id = textMember(item, 'request_id');
    // A row without its times cannot be matched to a job of ours.
    const sent_at =
      textMember(item, 'sent_at') ?? textMember(item, 'started_at') ?? textMember(item, 'ended_at');
    if (request_id === null || sent_at === null) return [];
    return [
      {
        request_id,
        endpoint_id: textMember(item, 'endpoint_id') ?? endpointId,
        sent_at,
        ended_at: textMember(item, 'ended_at'),
        status_code: numberMember(item, 'status_code'),
        json_input: jsonInput(member(item, 'json_input')),
      },
    ];
  });
}

/** An object, or the same as a text of JSON; `null` where fal kept none. */
function jsonInput(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const noItems = (what: string) =>
  serviceError({
    code: 'BAD_ANSWER',
    message: `fal's answer to ${what} holds no list of requests.`,
    next: 'Try again in a moment, or look at fal.ai/dashboard/requests.',
  });
