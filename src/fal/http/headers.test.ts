import { describe, expect, it } from 'vitest';
import { falHeaders, saysRetryable, submitHeaders } from './headers.ts';

describe('the headers of a submit', () => {
  it('ask for storage and forbid rerouting when nothing else is said', () => {
    expect(submitHeaders({})).toEqual({ 'x-fal-store-io': '1', 'x-app-fal-disable-fallback': 'true' });
  });

  it('switch storage off with a "0", since fal stores without the header', () => {
    expect(submitHeaders({ store_io: false })).toMatchObject({ 'x-fal-store-io': '0' });
  });

  it('leave rerouting to fal where it is allowed', () => {
    expect(submitHeaders({ allow_fallback: true })).not.toHaveProperty('x-app-fal-disable-fallback');
    expect(submitHeaders({ allow_fallback: false })).toHaveProperty('x-app-fal-disable-fallback', 'true');
  });

  it('carry each further wish', () => {
    expect(
      submitHeaders({
        start_timeout_seconds: 90,
        no_retry: true,
        media_expires_seconds: 3600,
        priority: 'low',
      }),
    ).toEqual({
      'x-fal-store-io': '1',
      'x-app-fal-disable-fallback': 'true',
      'x-fal-request-timeout': '90',
      'x-fal-no-retry': '1',
      'x-fal-object-lifecycle-preference': '{"expiration_duration_seconds":3600}',
      'x-fal-queue-priority': 'low',
    });
    expect(submitHeaders({ no_retry: false })).not.toHaveProperty('x-fal-no-retry');
  });
});

describe('the headers of an answer', () => {
  it('are kept as fal sent them, null where absent', () => {
    expect(falHeaders({ 'x-fal-billable-units': '3.008', 'x-fal-request-id': 'r1', date: 'now' })).toEqual({
      request_id: 'r1',
      billable_units: '3.008',
      served_from: null,
      error_type: null,
      retryable: null,
    });
  });

  it.each([
    [{ 'x-fal-retryable': 'true' }, true],
    [{ 'x-fal-retryable': 'False' }, false],
    [{ 'x-fal-needs-retry': '1' }, true],
    [{ 'x-fal-needs-retry': '0' }, false],
    [{ 'x-fal-retryable': 'maybe' }, null],
    [{}, null],
  ])('%j say whether another try may help: %s', (headers, retryable) => {
    expect(saysRetryable(falHeaders(headers as Record<string, string>))).toBe(retryable);
  });
});
