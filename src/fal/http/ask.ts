import { configurationError, type FalVideoError, serviceError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { type ReadAnswer, readAnswer } from './answer.ts';
import { falError } from './fal-error.ts';
import { isApiUrl } from '../hosts.ts';
import { authorization } from '../key.ts';
import { networkFailure } from './network-error.ts';
import { send } from './request.ts';
import type { FalAnswer } from '../types.ts';
import { withRetry } from './with-retry.ts';
import type { Wire } from '../wire.ts';

export interface Call {
  kind: 'read' | 'put';
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  body?: unknown;
  /** In words, for errors: "the status of request …". */
  what: string;
  signal?: AbortSignal | undefined;
  /** Answers that are not worth another try although their status is. */
  isFinal?: (answer: FalAnswer) => boolean;
}

/**
 * A call of fal that may be repeated, with the key. It answers with whatever fal said last, good or bad;
 * it throws when fal was not reached after the last try, and when the URL is none that may see the key.
 */
export async function ask(wire: Wire, call: Call): Promise<ReadAnswer> {
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
  const result = await withRetry<ReadAnswer | FalVideoError>(wire, call.kind, signal, async () => {
    const outcome = await send(wire.route, request, wire.limits.answer);
    if (outcome.kind === 'failure') {
      // What is too large will be too large again.
      const tried = { kind: outcome.reason === 'too-large' ? 'final' : 'failure' } as const;
      return { tried, value: networkFailure(outcome, call.what) };
    }
    const value = readAnswer(outcome, wire.key);
    if (call.isFinal?.(value.answer) === true) return { tried: { kind: 'final' }, value };
    const { status, headers } = outcome;
    const retryAfter = headers['retry-after'] ?? null;
    return { tried: { kind: 'answer', status, readable: value.unreadable === null, retryAfter }, value };
  });
  if (result instanceof Error) throw result;
  return result;
}

/** The body of a good answer; anything else becomes the error that it means. */
export function bodyOf({ answer, unreadable }: ReadAnswer, what: string): unknown {
  if (answer.http_status < 200 || answer.http_status >= 300) throw falError(answer, { what });
  if (unreadable !== null) throw unreadableAnswer(answer, what, unreadable);
  return answer.body;
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
    message: `The key is not sent to ${safeText(url, 120)}: it is none of the hosts that this program talks to.`,
    next: 'A simulated job can only be asked about with `--simulate`, a real one only without it.',
  });
