import { inputError, serviceError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { member, numberMember, textMember } from '../http/answer.ts';
import { ask, bodyOf } from '../calls/ask.ts';
import type { FalAnswer, LogLine, QueueHandle, QueueState, QueueStatus, WatchOptions } from '../types.ts';
import type { Wire } from '../wire.ts';

/** Asks once where a request stands. HTTP 202 and 200 are both good; the word in the body counts (fal docs). */
export async function status(
  wire: Wire,
  handle: QueueHandle,
  options: WatchOptions = {},
): Promise<QueueStatus> {
  const what = `the status of request ${handle.request_id}`;
  const url = withLogs(handle.status_url, options.logs === true);
  const read = await ask(wire, {
    kind: 'read',
    method: 'GET',
    url,
    what,
    signal: options.signal,
    onTrouble: options.onTrouble,
  });
  if (read.answer.http_status === 404) throw unknownRequest(handle, read.answer);
  bodyOf(read, what);
  return queueStatus(read.answer, handle);
}

/** Many models write no logs; asked for or not, `null` and absence are borne. */
export function withLogs(url: string, logs: boolean): string {
  const target = new URL(url);
  if (logs) target.searchParams.set('logs', '1');
  return target.href;
}

const STATES: readonly QueueState[] = ['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED'];

/** Reads a status from a poll or from an event of the stream; another word than fal's three is an error. */
export function queueStatus(answer: FalAnswer, handle: QueueHandle): QueueStatus {
  const { body } = answer;
  const state = STATES.find((known) => known === member(body, 'status'));
  if (state === undefined) throw unknownWord(handle, member(body, 'status'));
  return {
    state,
    queue_position: numberMember(body, 'queue_position'),
    logs: logLines(member(body, 'logs')),
    inference_seconds: numberMember(member(body, 'metrics'), 'inference_time'),
    error: reasonOf(member(body, 'error')),
    error_type: textMember(body, 'error_type'),
    answer,
  };
}

function logLines(logs: unknown): LogLine[] {
  if (!Array.isArray(logs)) return [];
  return logs.map((line: unknown) => ({
    message: textMember(line, 'message') ?? (typeof line === 'string' ? line : ''),
    timestamp: textMember(line, 'timestamp'),
    level: textMember(line, 'level'),
  }));
}

function reasonOf(error: unknown): string | null {
  if (error === undefined || error === null || error === '') return null;
  return safeText(typeof error === 'string' ? error : JSON.stringify(error));
}

const unknownRequest = (handle: QueueHandle, answer: FalAnswer) =>
  inputError({
    code: 'REQUEST_NOT_FOUND',
    message: `fal does not know the request ${handle.request_id} of ${handle.endpoint_id} (HTTP 404).`,
    next: 'It was removed from the queue, or belongs to another account: `fal-video jobs` shows what is known.',
    requestId: handle.request_id,
    status: answer.http_status,
  });

const unknownWord = (handle: QueueHandle, word: unknown) =>
  serviceError({
    code: 'UNKNOWN_STATUS',
    message:
      `fal says ${word === undefined ? 'no status' : `"${safeText(JSON.stringify(word), 60)}"`} of request ` +
      `${handle.request_id}, which is not one of ${STATES.join(', ')}.`,
    next: 'Ask again in a moment; the job goes on meanwhile.',
    requestId: handle.request_id,
  });
