import { describe, expect, it } from 'vitest';
import type { ErrorRecord, Fault } from '../../errors.ts';
import { Luck } from './luck.ts';

const now = () => new Date('2026-11-21T12:00:00Z');
const error = (fault: Fault): ErrorRecord => ({ fault, code: 'X', message: 'It failed.', retry_safe: true });
const failed = (fault: Fault = 'model') => ({ state: 'failed' as const, error: error(fault) });
const collected = { state: 'collected' as const, error: null };

describe('a run goes on', () => {
  it('while failures do not come in a row', () => {
    const luck = new Luck(3, now);
    for (const end of [failed(), failed(), collected, failed(), failed()]) luck.judge(end);
    expect(luck.reason).toBeNull();
    luck.judge(failed());
    expect(luck.reason).toMatchObject({ code: 'FAILURES_IN_A_ROW', at: '2026-11-21T12:00:00.000Z' });
  });

  it('after a cancel, which is nobody’s failure', () => {
    const luck = new Luck(1, now);
    luck.judge({ state: 'cancelled', error: null });
    expect(luck.reason).toBeNull();
  });

  it.each(['account', 'configuration', 'budget', 'record'] as const)(
    'not after one failure of the %s',
    (fault) => {
      const luck = new Luck(5, now);
      luck.judge(failed(fault));
      expect(luck.reason).toMatchObject({ code: 'X', message: 'It failed.' });
    },
  );

  it('not after what stood in the way of a job that is still open', () => {
    const luck = new Luck(5, now);
    luck.judge({ state: 'queued', error: null }, error('account'));
    expect(luck.reason?.code).toBe('X');
  });

  it('no more for the first reason, whatever comes after it', () => {
    const luck = new Luck(1, now);
    luck.judge(failed('account'));
    luck.stop('LEFT', 'left', 'again');
    expect(luck.reason?.code).toBe('X');
  });
});
