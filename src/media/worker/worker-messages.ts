import { diskError, type ErrorRecord, FalVideoError, isDiskTrouble, toErrorRecord } from '../../errors.ts';
import type { OperationName } from '../operations.ts';

/** What comes back from the media worker: one answer to each request. */
export type WorkerAnswer<Result> = { result: Result } | { error: ErrorRecord };

export function errorAnswer(operation: OperationName, thrown: unknown): WorkerAnswer<never> {
  if (thrown instanceof FalVideoError) return { error: toErrorRecord(thrown) };
  if (isDiskTrouble(thrown)) return { error: toErrorRecord(diskError(thrown)) };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { error: toErrorRecord(mediaError('MEDIA_FAILED', `${operation} failed: ${message}`)) };
}

export function fromRecord({ fault, code, message, next, retry_safe, detail }: ErrorRecord): FalVideoError {
  const advice = next === undefined ? {} : { next };
  return new FalVideoError(fault, { code, message, retrySafe: retry_safe, detail, ...advice });
}

/** Trouble on our side of a media file. Nothing is paid for here, so trying again is always safe. */
export function mediaError(code: string, message: string, next?: string): FalVideoError {
  return new FalVideoError('internal', { code, message, ...(next === undefined ? {} : { next }) });
}
