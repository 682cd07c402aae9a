import { describe, expect, it } from 'vitest';
import { type CallKind, retryDecision, type RetryDecision, type Tried } from './retry.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const failure: Tried = { kind: 'failure' };
const http = (status: number, more: Partial<Extract<Tried, { kind: 'answer' }>> = {}): Tried => ({
  kind: 'answer',
  status,
  readable: true,
  retryAfter: null,
  ...more,
});
const NO: RetryDecision = { retry: false };
const after = (delayMs: number): RetryDecision => ({ retry: true, delayMs });

describe('the retry policy', () => {
  it.each<[string, CallKind, number, Tried, RetryDecision]>([
    ['a submit is never repeated: no answer', 'submit', 1, failure, NO],
    ['a submit is never repeated: 429', 'submit', 1, http(429, { retryAfter: '1' }), NO],
    ['a submit is never repeated: 503', 'submit', 1, http(503), NO],
    ['a good answer is enough', 'read', 1, http(200), NO],
    ['a good status with half a JSON is not', 'read', 1, http(200, { readable: false }), after(500)],
    ['an accepted status is enough', 'read', 1, http(202), NO],
    ['a lost connection', 'read', 1, failure, after(500)],
    ['the pause doubles', 'read', 2, failure, after(1000)],
    ['and again', 'read', 4, failure, after(4000)],
    ['a read has five tries', 'read', 5, failure, NO],
    ['a put has three', 'put', 2, failure, after(1000)],
    ['and no more', 'put', 3, failure, NO],
    ['408', 'read', 1, http(408), after(500)],
    ['425', 'read', 1, http(425), after(500)],
    ['429', 'read', 1, http(429), after(500)],
    ['500', 'read', 1, http(500), after(500)],
    ['502', 'read', 1, http(502), after(500)],
    ['503', 'put', 1, http(503), after(500)],
    ['504', 'read', 1, http(504), after(500)],
    ['501 will stay', 'read', 1, http(501), NO],
    ['400', 'read', 1, http(400), NO],
    ['401', 'read', 1, http(401), NO],
    ['403', 'read', 1, http(403), NO],
    ['404', 'read', 1, http(404), NO],
    ['422', 'read', 1, http(422), NO],
    ['422 as a web page', 'read', 1, http(422, { readable: false }), NO],
    ['302', 'read', 1, http(302), NO],
    ['what is final, whatever it is', 'read', 1, { kind: 'final' }, NO],
    ['Retry-After in seconds', 'read', 1, http(429, { retryAfter: '7' }), after(7000)],
    [
      'Retry-After as a date',
      'read',
      1,
      http(503, { retryAfter: 'Fri, 20 Nov 2026 12:00:09 GMT' }),
      after(9000),
    ],
    ['Retry-After never shortens the pause', 'read', 3, http(429, { retryAfter: '0' }), after(2000)],
    [
      'a Retry-After in the past',
      'read',
      1,
      http(429, { retryAfter: 'Fri, 20 Nov 2020 12:00:00 GMT' }),
      after(500),
    ],
    ['a Retry-After that is too long to sit through', 'read', 1, http(429, { retryAfter: '3600' }), NO],
    ['a Retry-After that is neither', 'read', 1, http(429, { retryAfter: 'soon' }), after(500)],
  ])('%s', (_, call, attempt, tried, decision) => {
    expect(retryDecision(call, attempt, tried, NOW, 0)).toEqual(decision);
  });

  it('shortens the pause by up to half, so that many do not come back in step', () => {
    expect(retryDecision('read', 2, failure, NOW, 1)).toEqual(after(500));
    expect(retryDecision('read', 2, failure, NOW, 0.5)).toEqual(after(750));
  });
});
