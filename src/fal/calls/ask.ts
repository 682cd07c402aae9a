import { configurationError, diskError, FalVideoError, isDiskTrouble, serviceError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { type ReadAnswer, readAnswer, headOf } from '../http/answer.ts';
import { falError } from '../http/fal-error.ts';
import { isApiUrl } from '../hosts.ts';
import { authorization } from '../key.ts';
import { networkFailure } from '../http/network-error.ts';
import { BodyNotKept, type HttpFailure, send, type Through } from '../http/request.ts';
import type { FalAnswer, OnTrouble } from '../types.ts';
import { UnreadAnswer } from '../unread-answer.ts';
import type { Tried } from '../http/retry.ts';
import { withRetry } from './with-retry.ts';
import type { Wire } from '../wire.ts';

export interface FalCall {
  kind: 'read' | 'put';
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  body?: unknown;
  /** In words, for errors: "the status of request …". */
  what: string;
  signal?: AbortSignal | undefined;
  onTrouble?: OnTrouble | undefined;
  /** Answers that are not worth another try although their status is. */
  isFinal?: (answer: FalAnswer) => boolean;
  /** What the body goes through before it is kept and measured. */
  through?: Through;
}

/**
 * A call of fal that may be repeated, with the key. It answers with whatever fal said last, good or bad;
 * it throws when fal was not reached after the last try, and when the URL is none that may see the key.
 */
export async function ask(wire: Wire, call: FalCall): Promise<ReadAnswer> {
  const { method, url, signal } = call;
  if (!isApiUrl(url, wire.hosts)) throw wrongHost(url);
  const request = {
    method,
    url,
    headers: {
      ...authorization(wire.key),
      accept: 'application/json',
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    timeoutMs: wire.timeouts.call,
    signal,
  };
  const attempt = async (): Promise<{ tried: Tried; value: ReadAnswer | FalVideoError }> => {
    const sent = send(wire.route, request, wire.limits.answer, call.through);
    const outcome = await sent.catch(notKept);
    if (outcome.kind === 'failure') {
      // What is too large will be too large again, and what a proxy refuses is refused again.
      const isFinal = outcome.reason === 'too-large' || outcome.reason === 'refused-way';
      const tried = { kind: isFinal ? 'final' : 'failure' } as const;
      return { tried, value: failed(outcome, call) };
    }
    wire.skew.note(outcome.headers);
    const value = readAnswer(outcome);
    if (call.isFinal?.(value.answer) === true) return { tried: { kind: 'final' }, value };
    const { status, headers } = outcome;
    const retryAfter = headers['retry-after'] ?? null;
    return { tried: { kind: 'answer', status, readable: value.unreadable === null, retryAfter }, value };
  };
  const result = await withRetry(wire, call.kind, signal, attempt, (value) =>
    call.onTrouble?.(value instanceof Error ? value : errorOf(value, call.what)),
  );
  if (result instanceof Error) throw result;
  if (result.answer.http_status < 500) call.onTrouble?.(null);
  return result;
}

/** The disk refused what stood in the body; its head counts all the same. */
function notKept(thrown: unknown): never {
  if (!(thrown instanceof BodyNotKept)) throw thrown;
  const { cause, head } = thrown;
  const error = isDiskTrouble(cause) ? diskError(cause) : cause;
  throw error instanceof FalVideoError ? new UnreadAnswer(error, headOf(head)) : error;
}

function failed(outcome: HttpFailure, { what }: FalCall): FalVideoError {
  const error = networkFailure(outcome, what);
  return outcome.partial === null ? error : new UnreadAnswer(error, headOf(outcome.partial));
}

/** The body of a good answer; anything else becomes the error that it means. */
export function bodyOf({ answer, unreadable }: ReadAnswer, what: string): unknown {
  const isGood = answer.http_status >= 200 && answer.http_status < 300 && unreadable === null;
  if (!isGood) throw errorOf({ answer, unreadable }, what);
  return answer.body;
}

function errorOf({ answer, unreadable }: ReadAnswer, what: string): FalVideoError {
  const isRefusal = answer.http_status < 200 || answer.http_status >= 300;
  return isRefusal || unreadable === null
    ? falError(answer, { what })
    : unreadableAnswer(answer, what, unreadable);
}

export const unreadableAnswer = (answer: FalAnswer, what: string, why: string) =>
  serviceError({
    code: 'BAD_ANSWER',
    message: `fal's answer to ${what} cannot be read: ${why}.`,
    next: 'Try again in a moment.',
    status: answer.http_status,
    ...(answer.headers.request_id === null ? {} : { requestId: safeText(answer.headers.request_id, 100) }),
  });

const wrongHost = (url: string) =>
  configurationError({
    code: 'WRONG_HOST',
    message: `The key is not sent to ${safeText(url, 120)}: it is not one of the hosts that this program talks to.`,
    next: 'A simulated job can only be asked about with `--simulate`, a real one only without it.',
  });
