import { serviceError } from '../../errors.ts';
import { member } from '../http/answer.ts';
import { ask } from '../calls/ask.ts';
import { falError } from '../http/fal-error.ts';
import type { CancelAnswer, FalAnswer, QueueHandle } from '../types.ts';
import type { Wire } from '../wire.ts';

/** Asks fal to stop a request. Only `removed` ends it at once; a running one may still finish and be billed. */
export async function cancel(
  wire: Wire,
  handle: QueueHandle,
): Promise<{ answer: CancelAnswer; raw: FalAnswer }> {
  const what = `the cancel of request ${handle.request_id}`;
  const { answer: raw } = await ask(wire, { kind: 'put', method: 'PUT', url: handle.cancel_url, what });
  const answer = meaningOf(raw);
  if (answer !== null) return { answer, raw };
  if (raw.http_status >= 300) throw falError(raw, { what });
  throw serviceError({
    code: 'BAD_ANSWER',
    message: `fal answered ${what} with HTTP ${raw.http_status}, but not with what came of it.`,
    next: 'Look at the status: the request may be cancelled or not.',
    requestId: handle.request_id,
    status: raw.http_status,
  });
}

/** The words of fal's reference and of its queue guide; the numbers stand for them where they are missing. */
const MEANINGS: Record<string, CancelAnswer> = {
  OK: 'removed',
  CANCELLATION_REQUESTED: 'requested',
  ALREADY_COMPLETED: 'already-completed',
  NOT_FOUND: 'not-found',
};

function meaningOf({ http_status, body }: FalAnswer): CancelAnswer | null {
  const word = member(body, 'status');
  if (typeof word === 'string' && Object.hasOwn(MEANINGS, word)) return MEANINGS[word] ?? null;
  // The per-model OpenAPI knows only {success}, which does not tell a removed request from a running one.
  if (member(body, 'success') === true || http_status === 202) return 'requested';
  return http_status === 404 ? 'not-found' : null;
}
