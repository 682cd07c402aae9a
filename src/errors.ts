/**
 * Every error of fal-video. One class; `fault` says who can mend it, `code` says what happened,
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
  /** The call or setting that mends it. */
  next?: string;
  /** Whether the same call again is free of the danger of paying twice. Default true: nothing was sent. */
  retrySafe?: boolean;
  /** Whether the same call again may succeed without a change (a busy service, a lost connection). */
  temporary?: boolean;
  jobId?: string;
  requestId?: string;
  /** HTTP status of fal's answer, where there was one. */
  status?: number;
  /** fal's own reason, inputs dropped and cut to a safe length. */
  detail?: unknown;
  cause?: unknown;
}

export class FalVideoError extends Error {
  readonly fault: Fault;
  readonly code: string;
  readonly next: string | undefined;
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
    this.next = details.next;
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
  throw configurationError({
    code: 'CANNOT_WRITE',
    message: `The project folder cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    next: 'Make the folder writable, free disk space, or name another project with --root.',
    cause,
  });
}

/** The error as plain data: what journals, manifests and `--json` hold. No stack, no cause. */
export interface ErrorRecord {
  fault: Fault;
  code: string;
  message: string;
  retry_safe: boolean;
  next?: string | undefined;
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
    next: error.next,
    request_id: error.requestId,
    http_status: error.status,
    detail: error.detail,
  };
}

/** Any thrown thing as one of ours; what is not ours is a defect and says so. */
export function asFalVideoError(thrown: unknown): FalVideoError {
  if (thrown instanceof FalVideoError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new FalVideoError('internal', {
    code: 'INTERNAL',
    message: `Unexpected failure: ${message}`,
    next: 'Please report it with the journal lines of the job; look at `fal-video jobs` before trying again.',
    retrySafe: false,
    cause: thrown,
  });
}
