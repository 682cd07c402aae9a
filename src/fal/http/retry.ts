/** What is called: a submit costs money each time, a read and a put (upload, cancel) do not. */
export type CallKind = 'submit' | 'read' | 'put';

/** How a try ended, as far as trying again is concerned. */
export type Tried =
  /** No answer, or only a part of one. */
  | { kind: 'failure' }
  /** An answer that will not change by asking again. */
  | { kind: 'final' }
  | { kind: 'answer'; status: number; readable: boolean; retryAfter: string | null };

export type RetryDecision = { retry: false } | { retry: true; delayMs: number };

const MOST_TRIES = { submit: 1, read: 5, put: 3 } as const;
/** Answers that may be another a moment later: timeouts, too early, too many, and the gateways' own. */
const PASSING_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);
const FIRST_DELAY_MS = 500;
const MOST_DELAY_MS = 8_000;
/** A longer Retry-After is the caller's to wait for, not ours to sit through. */
const MOST_RETRY_AFTER_MS = 30_000;

/**
 * The whole retry policy. `attempt` counts from 1; `jitter` is 0 to 1. The delay doubles with each try and
 * is shortened by up to half, so that many callers do not come back in step.
 */
export function retryDecision(
  call: CallKind,
  attempt: number,
  tried: Tried,
  now: Date,
  jitter: number,
): RetryDecision {
  if (attempt >= MOST_TRIES[call] || !mayChange(tried)) return { retry: false };
  const backOffMs = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), MOST_DELAY_MS);
  const ownMs = Math.round(backOffMs * (1 - jitter / 2));
  const wantedMs = tried.kind === 'answer' ? retryAfterMs(tried.retryAfter, now) : null;
  if (wantedMs === null) return { retry: true, delayMs: ownMs };
  return wantedMs > MOST_RETRY_AFTER_MS
    ? { retry: false }
    : { retry: true, delayMs: Math.max(ownMs, wantedMs) };
}

function mayChange(tried: Tried): boolean {
  if (tried.kind === 'final') return false;
  if (tried.kind === 'failure') return true;
  // A good status with half a JSON or a login page in it is an accident on the way.
  return PASSING_STATUSES.has(tried.status) || (tried.status < 300 && !tried.readable);
}

/** `Retry-After` in seconds or as a date; `null` where absent or neither. */
function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}
