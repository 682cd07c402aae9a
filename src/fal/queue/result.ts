import { type FalVideoError, serviceError } from '../../errors.ts';
import { type ReadAnswer, textMember } from '../http/answer.ts';
import { ask, unreadableAnswer } from '../calls/ask.ts';
import { falError } from '../http/fal-error.ts';
import { readReason } from '../http/fal-reason.ts';
import { status } from './status.ts';
import { liftDataUris } from '../http/lift-data-uris.ts';
import type { FalAnswer, QueueHandle, ResultOptions, ResultOutcome } from '../types.ts';
import { UnreadAnswer } from '../unread-answer.ts';
import type { Wire } from '../wire.ts';

/**
 * Reads what became of a request. fal replays the model's own status and body here (fal docs, queue/result).
 * What may pass is tried again and then thrown: a 504 after COMPLETED is a lost reading, not a lost clip.
 */
export async function result(
  wire: Wire,
  handle: QueueHandle,
  { embedded, ...options }: ResultOptions = {},
): Promise<ResultOutcome> {
  const what = `the result of request ${handle.request_id}`;
  const through = (body: AsyncIterable<Buffer>) => liftDataUris(body, embedded);
  const call = { kind: 'read', method: 'GET', url: handle.response_url, what, through, ...options } as const;
  let read = await ask(wire, { ...call, isFinal: (seen) => isModelsWord(seen) || isReasoned5xx(seen) });
  let isFailure = isModelsWord(read.answer);
  if (!isFailure && isReasoned5xx(read.answer)) {
    isFailure = await isHowItEnded(wire, handle, read.answer, options);
    if (!isFailure) read = await ask(wire, { ...call, isFinal: isModelsWord });
  }
  return outcomeOf(read, handle, what, isFailure || isModelsWord(read.answer));
}

function outcomeOf(
  { answer, unreadable }: ReadAnswer,
  handle: QueueHandle,
  what: string,
  isFailure: boolean,
): ResultOutcome {
  const { http_status: code } = answer;
  if (isFailure) return { kind: 'failed', error: falError(answer, { what, ran: true }), answer };
  if (code === 202 || isStillInProgress(answer)) return { kind: 'pending', answer };
  if (code === 404 || code === 410) return { kind: 'expired', error: expired(handle, answer), answer };
  if (code < 200 || code >= 300) throw falError(answer, { what });
  if (unreadable !== null) throw new UnreadAnswer(unreadableAnswer(answer, what, unreadable), answer);
  return { kind: 'ok', answer };
}

/** The sentence that `@ai-sdk/fal` waits for; fal gives it no type. */
function isStillInProgress({ http_status, body }: FalAnswer): boolean {
  return http_status === 400 && /still in progress/i.test(textMember(body, 'detail') ?? '');
}

/** Refusals that speak of the caller or the call, not of what the model made of the input. */
const NOT_THE_MODELS = new Set([401, 402, 403, 404, 405, 407, 408, 409, 410, 425, 429]);

function isModelsWord(answer: FalAnswer): boolean {
  const { http_status: code, body } = answer;
  if (code < 400 || isStillInProgress(answer)) return false;
  const { family } = readReason(body);
  // A list of typed problems is a model's, whatever stands above it.
  return family === 'model' || (code < 500 && family !== 'none' && !NOT_THE_MODELS.has(code));
}

function isReasoned5xx({ http_status, body }: FalAnswer): boolean {
  return http_status >= 500 && readReason(body).family !== 'none';
}

/**
 * A 5xx with a reason may be how the request ended, replayed for ever, or a hiccup of this very reading. The
 * status knows: a COMPLETED that failed carries the same error (fal docs, queue/status).
 */
async function isHowItEnded(
  wire: Wire,
  handle: QueueHandle,
  answer: FalAnswer,
  options: { signal?: AbortSignal },
): Promise<boolean> {
  const now = await status(wire, handle, options).catch(() => null);
  options.signal?.throwIfAborted();
  if (now?.state !== 'COMPLETED') return false;
  const seen = answer.headers.error_type ?? textMember(answer.body, 'error_type');
  return now.error_type === null ? now.error !== null : seen === null || seen === now.error_type;
}

const expired = (handle: QueueHandle, answer: FalAnswer): FalVideoError =>
  serviceError({
    code: 'RESULT_EXPIRED',
    message:
      `fal no longer has the result of request ${handle.request_id} (HTTP ${answer.http_status}): ` +
      'results are kept an hour, large ones six minutes, longer only where fal stores the payloads.',
    next: 'The media may still be found at fal.ai/dashboard/requests; a new job would be billed again.',
    retrySafe: false,
    temporary: false,
    requestId: handle.request_id,
    status: answer.http_status,
  });
