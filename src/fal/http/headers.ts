import type { HttpHeaders } from './request.ts';
import type { FalHeaders, SubmitOptions } from '../types.ts';

/**
 * What a job says to the queue beside its arguments (fal docs, common parameters). The fallback header is
 * the one of fal's current page; an older page spells it `x-fal-disable-fallbacks`.
 */
export function submitHeaders(options: SubmitOptions): HttpHeaders {
  const { start_timeout_seconds, media_expires_seconds, priority } = options;
  return {
    // Off is "0": a missing header means that fal stores.
    'x-fal-store-io': options.store_io === false ? '0' : '1',
    ...(options.allow_fallback === true ? {} : { 'x-app-fal-disable-fallback': 'true' }),
    ...(start_timeout_seconds === undefined
      ? {}
      : { 'x-fal-request-timeout': String(start_timeout_seconds) }),
    ...(options.no_retry === true ? { 'x-fal-no-retry': '1' } : {}),
    ...(media_expires_seconds === undefined
      ? {}
      : {
          'x-fal-object-lifecycle-preference': JSON.stringify({
            expiration_duration_seconds: media_expires_seconds,
          }),
        }),
    ...(priority === undefined ? {} : { 'x-fal-queue-priority': priority }),
  };
}

/** The response headers that are worth keeping, as fal sent them. */
export function falHeaders(headers: HttpHeaders): FalHeaders {
  return {
    request_id: headers['x-fal-request-id'] ?? null,
    billable_units: headers['x-fal-billable-units'] ?? null,
    served_from: headers['x-fal-served-from'] ?? null,
    error_type: headers['x-fal-error-type'] ?? null,
    // fal's older errors page names the first, its newer one the second.
    retryable: headers['x-fal-retryable'] ?? headers['x-fal-needs-retry'] ?? null,
  };
}

/** `true`/`1`/`yes` and `false`/`0`/`no` as booleans; `null` where fal says neither. */
export function saysRetryable(headers: FalHeaders): boolean | null {
  const word = headers.retryable?.trim().toLowerCase() ?? '';
  if (['1', 'true', 'yes'].includes(word)) return true;
  return ['0', 'false', 'no'].includes(word) ? false : null;
}
