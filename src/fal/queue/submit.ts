import { inputError, networkError, unknownOutcome } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { member, numberMember, type ReadAnswer, readAnswer, textMember } from '../http/answer.ts';
import { parseEndpointId } from '../../util/endpoint-id.ts';
import { falError } from '../http/fal-error.ts';
import { FIX_PROXY } from '../http/network-error.ts';
import { handleFor, isRequestId } from './handle-for.ts';
import { submitHeaders } from '../http/headers.ts';
import { isQueueUrl } from '../hosts.ts';
import { requiredKey } from '../key.ts';
import type { HttpAnswer, HttpFailure } from '../http/request.ts';
import type { FalAnswer, QueueHandle, SubmitOptions, SubmitOutcome, WireHosts } from '../types.ts';
import type { Wire } from '../wire.ts';

/**
 * Sends a job to the queue: one POST of the bare arguments, never repeated here. Throws only before anything
 * has left (no key, not an endpoint id, arguments that are no JSON); every end of the POST is an outcome.
 */
export async function submit(
  wire: Wire,
  endpointId: string,
  args: Record<string, unknown>,
  options: SubmitOptions,
): Promise<SubmitOutcome> {
  const { id } = parseEndpointId(endpointId);
  const key = requiredKey(wire.key);
  assertJson(args);
  const outcome = await wire.post({
    endpointId: id,
    url: `${wire.hosts.queue}/${id}`,
    headers: submitHeaders(options),
    args,
    key,
    timeoutMs: wire.timeouts.submit,
    connectMs: wire.timeouts.connect,
    proxyFor: wire.route.proxyFor,
    maxBytes: wire.limits.answer,
  });
  wire.skew.note((outcome.kind === 'answer' ? outcome : outcome.partial)?.headers ?? {});
  return outcome.kind === 'answer' ? outcomeOfAnswer(outcome, id, wire) : outcomeOfFailure(outcome, id);
}

/** Refusals of these kinds may stand for a request that was taken in all the same: a proxy's, a race's. */
const UNSURE_REFUSALS = new Set([408, 409, 425, 499]);

function outcomeOfAnswer(http: HttpAnswer, id: string, { hosts }: Wire): SubmitOutcome {
  const read = readAnswer(http);
  const { answer } = read;
  const { http_status: status } = answer;
  if (status >= 400 && status < 500 && !UNSURE_REFUSALS.has(status)) {
    return { kind: 'refused', error: falError(answer, { what: `the submit of ${id}` }), answer };
  }
  const requestId = member(answer.body, 'request_id');
  if (status >= 200 && status < 300 && isRequestId(requestId)) {
    const { handle, note } = handleOf(answer, id, requestId, hosts);
    const queue_position = numberMember(answer.body, 'queue_position');
    return { kind: 'accepted', handle, queue_position, answer, ...(note === null ? {} : { note }) };
  }
  return { kind: 'unknown', error: unknown(id, strangeEnd(read), answer), answer };
}

function outcomeOfFailure(failure: HttpFailure, id: string): SubmitOutcome {
  const happened = safeText(failure.message, 200);
  if (!failure.maybeSent) return { kind: 'not-sent', error: notSent(id, happened, failure.reason) };
  if (failure.partial === null) return { kind: 'unknown', error: unknown(id, happened, null), answer: null };
  const { status, headers } = failure.partial;
  const head = readAnswer({ status, headers, bytes: Buffer.alloc(0) }).answer;
  // The status line alone is fal's word, whatever became of the body.
  if (status >= 400 && status < 500 && !UNSURE_REFUSALS.has(status)) {
    return { kind: 'refused', error: falError(head, { what: `the submit of ${id}` }), answer: head };
  }
  return { kind: 'unknown', error: unknown(id, `HTTP ${status}, then ${happened}`, head), answer: head };
}

/** fal's own URLs where they belong to the queue we talk to; else the same request on that queue. */
function handleOf(
  answer: FalAnswer,
  id: string,
  requestId: string,
  hosts: WireHosts,
): { handle: QueueHandle; note: string | null } {
  const rebuilt = handleFor(hosts, id, requestId);
  const named = {
    status_url: textMember(answer.body, 'status_url'),
    response_url: textMember(answer.body, 'response_url'),
    cancel_url: textMember(answer.body, 'cancel_url'),
  };
  const { status_url, response_url, cancel_url } = named;
  if (status_url === null || response_url === null || cancel_url === null)
    return { handle: rebuilt, note: null };
  const foreign = [status_url, response_url, cancel_url].find((url) => !isQueueUrl(url, hosts));
  if (foreign !== undefined) {
    const note = `fal's answer named ${safeText(foreign, 120)}, which is not its queue: its URLs were not used.`;
    return { handle: rebuilt, note };
  }
  return { handle: { ...rebuilt, status_url, response_url, cancel_url }, note: null };
}

function strangeEnd({ answer, unreadable }: ReadAnswer): string {
  if (answer.http_status >= 300) return `the answer was HTTP ${answer.http_status}`;
  const fault = unreadable ?? 'it names no request id';
  return `the answer was HTTP ${answer.http_status}, but ${fault}`;
}

function assertJson(args: Record<string, unknown>): void {
  try {
    JSON.stringify(args);
  } catch (cause) {
    throw inputError({
      code: 'BAD_ARGUMENTS',
      message: `The arguments cannot be written as JSON: ${safeText((cause as Error).message, 200)}.`,
      next: 'Give plain values: texts, numbers, booleans, lists and objects.',
    });
  }
}

const notSent = (id: string, happened: string, reason: HttpFailure['reason']) =>
  networkError({
    code: 'NOT_SENT',
    message: `${id} was not submitted: no connection to fal could be made (${happened}). Nothing is billed.`,
    next: reason === 'refused-way' ? FIX_PROXY : 'Check the network, then submit it again.',
  });

const unknown = (id: string, happened: string, answer: FalAnswer | null) =>
  unknownOutcome({
    code: 'SUBMIT_UNKNOWN',
    message: `Whether fal took in the submit of ${id} is not known: ${happened}. It may be running and billed.`,
    next: 'Do not send it again: look for it in the request history of fal.',
    ...(answer === null ? {} : { status: answer.http_status }),
    ...(answer === null || answer.headers.request_id === null
      ? {}
      : { requestId: safeText(answer.headers.request_id, 100) }),
  });
