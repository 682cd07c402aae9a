import { describe, expect, it } from 'vitest';
import type { ErrorRecord, Fault } from '../errors.ts';
import { FailureBreaker } from './failure-breaker.ts';

const now = () => new Date('2026-11-21T12:00:00Z');
const error = (fault: Fault): ErrorRecord => ({ fault, code: 'X', message: 'It failed.', retry_safe: true });
const failed = (fault: Fault = 'model') => ({ state: 'failed' as const, error: error(fault) });
const collected = { state: 'collected' as const, error: null };

describe('a run goes on', () => {
  it('while failures do not come in a row', () => {
    const breaker = new FailureBreaker(3, now);
    for (const end of [failed(), failed(), collected, failed(), failed()]) breaker.judge(end);
    expect(breaker.reason).toBeNull();
    breaker.judge(failed());
    expect(breaker.reason).toMatchObject({ code: 'FAILURES_IN_A_ROW', at: '2026-11-21T12:00:00.000Z' });
  });

  it('after a cancel, which is nobody’s failure', () => {
    const breaker = new FailureBreaker(1, now);
    breaker.judge({ state: 'cancelled', error: null });
    expect(breaker.reason).toBeNull();
  });

  it.each(['account', 'configuration', 'budget', 'record'] as const)(
    'not after one failure of the %s',
    (fault) => {
      const breaker = new FailureBreaker(5, now);
      breaker.judge(failed(fault));
      expect(breaker.reason).toMatchObject({ code: 'X', message: 'It failed.' });
    },
  );

  it('not after what stood in the way of a job that is still open', () => {
    const breaker = new FailureBreaker(5, now);
    breaker.judge({ state: 'queued', error: null }, error('account'));
    expect(breaker.reason?.code).toBe('X');
  });

  it('no more for the first reason, whatever comes after it', () => {
    const breaker = new FailureBreaker(1, now);
    breaker.judge(failed('account'));
    breaker.stop('LEFT', 'left', 'again');
    expect(breaker.reason?.code).toBe('X');
  });
});
