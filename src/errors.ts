import { dirname } from 'node:path';
import { callOf, type NextStep, stepOf } from './next-step.ts';

/**
 * Every error of fal-video. One class; `fault` says who can fix it, `code` says what happened,
 * `retrySafe` says whether doing the same again can cost money twice, `next` says what to do.
 * Inner code throws these; `server/` and `cli/` each have one place that turns them into an answer.
 */

export type Fault =
  | 'input' // the caller fixes it
  | 'configuration' // the user's settings, key or folder
  | 'budget' // a cap would be passed, or the price cannot be computed
  | 'account' // fal refuses the account: key, lock, permission
  | 'model' // fal's model ran, or looked, and said no
  | 'service' // fal is there but temporarily not well
  | 'network' // fal was not reached
  | 'unknown-outcome' // a paid request may or may not have arrived
  | 'record' // a file of ours is damaged
  | 'internal'; // a defect of ours

export interface ErrorDetails {
  /** Stable, upper case, for scripts: `UNKNOWN_MODEL`. */
  code: string;
  /** What was wrong, with the value, and the rule it broke. One or two sentences. */
  message: string;
  /** The call or setting that fixes it; a text is words alone. */
  next?: string | NextStep | undefined;
  /** Whether the same call again is free of the danger of paying twice. Default true: nothing was sent. */
  retrySafe?: boolean;
  /** Whether the same call again may succeed without a change (a busy service, a lost connection). */
  temporary?: boolean;
  jobId?: string | undefined;
  requestId?: string | undefined;
  /** HTTP status of fal's answer, where there was one. */
  status?: number | undefined;
  /** fal's own reason, inputs dropped and cut to a safe length. */
  detail?: unknown;
  cause?: unknown;
}

export class FalVideoError extends Error {
  readonly fault: Fault;
  readonly code: string;
  readonly next: NextStep | undefined;
  readonly retrySafe: boolean;
  readonly temporary: boolean;
  readonly jobId: string | undefined;
  readonly requestId: string | undefined;
  readonly status: number | undefined;
  readonly detail: unknown;

  constructor(fault: Fault, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'FalVideoError';
    this.fault = fault;
    this.code = details.code;
    this.next = details.next === undefined ? undefined : stepOf(details.next);
    this.retrySafe = details.retrySafe ?? true;
    this.temporary = details.temporary ?? false;
    this.jobId = details.jobId;
    this.requestId = details.requestId;
    this.status = details.status;
    this.detail = details.detail;
  }
}

export const inputError = (details: ErrorDetails) => new FalVideoError('input', details);
export const configurationError = (details: ErrorDetails) => new FalVideoError('configuration', details);
export const budgetError = (details: ErrorDetails) => new FalVideoError('budget', details);
export const accountError = (details: ErrorDetails) => new FalVideoError('account', details);
export const modelError = (details: ErrorDetails) => new FalVideoError('model', details);
export const serviceError = (details: ErrorDetails) =>
  new FalVideoError('service', { temporary: true, ...details });
export const networkError = (details: ErrorDetails) =>
  new FalVideoError('network', { temporary: true, ...details });
export const unknownOutcome = (details: ErrorDetails) =>
  new FalVideoError('unknown-outcome', { ...details, retrySafe: false });
export const recordError = (details: ErrorDetails) => new FalVideoError('record', details);

/** For what the disk refuses: `await write().catch(cannotWrite)`. */
export function cannotWrite(cause: unknown): never {
  throw cause instanceof FalVideoError ? cause : diskError(cause);
}

interface DiskDetails {
  /** The call or setting that fixes it, where it is no folder of the project. */
  next?: string;
  /** False where a paid request may be on its way already. */
  retrySafe?: boolean;
  /** What could not be done, where it may have been less than writing. */
  verb?: 'written' | 'opened';
}

/** What the disk refused: which folder, and why. A call on an open file names none: see `naming` in util. */
export function diskError(
  cause: unknown,
  { next, retrySafe, verb = 'written' }: DiskDetails = {},
): FalVideoError {
  const {
    code = '',
    path,
    message,
  } = (cause instanceof Error ? cause : new Error(String(cause))) as NodeJS.ErrnoException;
  const place = path ?? 'The project folder';
  const folder = path === undefined ? 'the project folder' : dirname(path);
  const safety = retrySafe === undefined ? {} : { retrySafe };
  if (FULL.has(code)) {
    return configurationError({
      code: 'DISK_FULL',
      message: `The disk is full, or its quota is used up: nothing more can be written in ${folder} (${code}).`,
      next: 'Free some space there, then call again.',
      cause,
      ...safety,
    });
  }
  return configurationError({
    code: 'CANNOT_WRITE',
    message: `${place} cannot be ${verb}: ${REFUSALS[code] ?? message}${code in REFUSALS ? ` (${code})` : ''}.`,
    next: next ?? 'Make the folder writable, or name another project with --root.',
    cause,
    ...safety,
  });
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);

const REFUSALS: Record<string, string> = {
  EACCES: 'this user may not',
  EPERM: 'the system does not allow it',
  EROFS: 'it is read-only',
  ENOENT: 'it is not there and cannot be made',
  EEXIST: 'something else stands in its way',
  ENOTDIR: 'a file stands where a folder has to be',
  EISDIR: 'a folder stands where a file has to be',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/** Whether the system refused a file or folder; what it says of connections and programs is another matter. */
export function isDiskTrouble(thrown: unknown): boolean {
  const { code = '', syscall = 'none', path } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (FULL.has(code)) return true;
  if (path === undefined || /^(?:none|spawn|connect)/.test(syscall)) return false;
  // That a file is missing is no refusal: somebody should have looked.
  return code === 'ENOENT' ? syscall === 'mkdir' : Object.hasOwn(REFUSALS, code);
}

/** The error as plain data: what journals, manifests and `--json` hold. No stack, no cause. */
export interface ErrorRecord {
  fault: Fault;
  code: string;
  message: string;
  retry_safe: boolean;
  temporary?: boolean | undefined;
  /** Words alone are a text, as in older records always. */
  next?: string | NextStep | undefined;
  request_id?: string | undefined;
  http_status?: number | undefined;
  detail?: unknown;
}

export function toErrorRecord(error: FalVideoError): ErrorRecord {
  return {
    fault: error.fault,
    code: error.code,
    message: error.message,
    retry_safe: error.retrySafe,
    temporary: error.temporary || undefined,
    next: error.next?.tool === undefined ? error.next?.text : error.next,
    request_id: error.requestId,
    http_status: error.status,
    detail: error.detail,
  };
}

/** The error that a record tells of, to be thrown again. */
export function fromErrorRecord(record: ErrorRecord): FalVideoError {
  const { fault, code, message, next, detail, temporary = false } = record;
  return new FalVideoError(fault, {
    code,
    message,
    next,
    detail,
    temporary,
    retrySafe: record.retry_safe,
    requestId: record.request_id,
    status: record.http_status,
  });
}

/** Any thrown thing as one of ours; what is neither ours nor the disk's is a defect and says so. */
export function asFalVideoError(thrown: unknown): FalVideoError {
  if (thrown instanceof FalVideoError) return thrown;
  if (isDiskTrouble(thrown)) return diskError(thrown, { retrySafe: false, verb: 'opened' });
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new FalVideoError('internal', {
    code: 'INTERNAL',
    message: `Unexpected failure: ${message}`,
    next: callOf(
      'list_jobs',
      {},
      'shows what was begun: look at it before trying again, and please report this with the journal lines of the job.',
    ),
    retrySafe: false,
    cause: thrown,
  });
}
