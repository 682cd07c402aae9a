import { parseEndpointId } from '../../util/endpoint-id.ts';
import { inputError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import type { QueueHandle, WireHosts } from '../types.ts';

/**
 * The three URLs of a request, built from owner and app alone: with the model's subpath fal answers 405
 * (fal-ai/fal #439). Only for ids without URLs; those that fal returned come first (fal docs, inference-api).
 */
export function handleFor(hosts: WireHosts, endpointId: string, requestId: string): QueueHandle {
  const { id, app } = parseEndpointId(endpointId);
  if (!isRequestId(requestId)) throw badRequestId(requestId);
  const request = `${hosts.queue}/${app}/requests/${requestId}`;
  return {
    endpoint_id: id,
    request_id: requestId,
    status_url: `${request}/status`,
    response_url: request,
    cancel_url: `${request}/cancel`,
  };
}

/** An id that can stand in a URL: fal's are UUIDs. */
export function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/.test(value);
}

const badRequestId = (text: string) =>
  inputError({
    code: 'BAD_REQUEST_ID',
    message: `"${safeText(text, 80)}" is not a request id of fal.`,
    next: 'Request ids are UUIDs; fal.ai/dashboard/requests shows them.',
  });
