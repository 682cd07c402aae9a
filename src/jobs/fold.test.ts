import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noCharge } from '../budget/bill.ts';
import { toErrorRecord, unknownOutcome } from '../errors.ts';
import type { JournalEntry } from '../ledger/journal-line.ts';
import { applies, fold, hasEnded, nextStep } from './fold.ts';
import type { Job, JobEvent, JobPlan } from './types.ts';

const error = toErrorRecord(unknownOutcome({ code: 'X', message: 'x' }));
const bill = noCharge('not-accepted');
const headers = {
  request_id: null,
  billable_units: null,
  served_from: null,
  error_type: null,
  retryable: null,
};
const handle = { endpoint_id: 'a/b', request_id: 'r1', status_url: '', response_url: '', cancel_url: '' };
const plan = { estimate: { expected: 1 }, batch: 'x', endpoint_id: 'a/b' } as JobPlan;

const EVENTS: { [Type in JobEvent['type']]: Extract<JobEvent, { type: Type }> } = {
  planned: { type: 'planned', plan, reserved_micros: 5, simulated: true },
  submitting: { type: 'submitting', arguments: { seed: 0 } },
  submitted: { type: 'submitted', handle, queue_position: 2, answer: null, found_by: 'answer' },
  'not-sent': { type: 'not-sent', error },
  unknown: { type: 'unknown', error },
  queued: { type: 'queued', queue_position: 1 },
  running: { type: 'running' },
  completed: { type: 'completed', inference_seconds: 3 },
  'cancel-asked': { type: 'cancel-asked', answer: 'requested' },
  collected: { type: 'collected', outputs: [], bill, answer: { http_status: 200, headers } },
  failed: { type: 'failed', error, bill, answer: null },
  cancelled: { type: 'cancelled', bill, note: '' },
  expired: { type: 'expired', error, bill },
  billed: { type: 'billed', bill },
  verified: { type: 'verified', micros: 7, source: 'cost_total' },
  filed: { type: 'filed' },
};

const entry = (event: JobEvent, index = 0): JournalEntry<JobEvent> => ({
  v: 1,
  at: new Date(1_000_000 + index).toISOString(),
  job: 'job_1',
  event,
});
const life = (...types: JobEvent['type'][]): Job | undefined =>
  types.reduce<Job | undefined>((job, type, index) => fold(job, entry(EVENTS[type], index)), undefined);

describe('the life of a job', () => {
  it.each([
    [['planned'], 'planned', 'send'],
    [['planned', 'submitting'], 'submitting', 'await-sender'],
    [['planned', 'submitting', 'submitted'], 'queued', 'watch'],
    [['planned', 'submitting', 'submitted', 'running'], 'running', 'watch'],
    [['planned', 'submitting', 'submitted', 'running', 'queued'], 'queued', 'watch'],
    [['planned', 'submitting', 'submitted', 'completed'], 'completed', 'collect'],
    [['planned', 'submitting', 'submitted', 'completed', 'collected'], 'collected', 'none'],
    [['planned', 'submitting', 'unknown'], 'unknown', 'look-up'],
    [['planned', 'submitting', 'unknown', 'submitted'], 'queued', 'watch'],
    [['planned', 'submitting', 'failed'], 'failed', 'none'],
    [['planned', 'not-sent'], 'not-sent', 'none'],
    [['planned', 'submitting', 'submitted', 'running', 'cancelled'], 'cancelled', 'none'],
    [['planned', 'submitting', 'submitted', 'completed', 'expired'], 'expired', 'none'],
  ] as const)('%j leads to %s, and next is to %s', (types, state, step) => {
    const job = life(...types);
    expect(job?.state).toBe(state);
    expect(job === undefined ? null : nextStep(job)).toBe(step);
  });

  it('sends once: the intent cannot follow anything but the plan', () => {
    for (const before of Object.keys(EVENTS) as JobEvent['type'][]) {
      const job = life('planned', before);
      if (job === undefined || job.state === 'planned') continue;
      expect(applies(job, EVENTS.submitting)).toBe(false);
    }
  });

  it('is collected once', () => {
    const collected = life('planned', 'submitting', 'submitted', 'completed', 'collected');
    expect(applies(collected, EVENTS.collected)).toBe(false);
    expect(applies(collected, EVENTS.failed)).toBe(false);
  });

  it('keeps the first time of each state and drops the error of an unknown that was found', () => {
    const job = life('planned', 'submitting', 'unknown', 'submitted', 'running', 'queued', 'running');
    expect(job?.error).toBeNull();
    expect(job?.times.queued).toBe(new Date(1_000_003).toISOString());
    expect(job?.times.running).toBe(new Date(1_000_004).toISOString());
  });

  it.each(['billed', 'verified'] as const)('must be filed again when it is %s', (event) => {
    const filed = life('planned', 'submitting', 'submitted', 'completed', 'collected', 'filed');
    expect(filed?.filed).toBe(true);
    expect(filed === undefined ? null : fold(filed, entry(EVENTS[event]))?.filed).toBe(false);
  });

  it('is verified once for the same cost, and only when it is over', () => {
    const running = life('planned', 'submitting', 'submitted', 'running');
    expect(applies(running, EVENTS.verified)).toBe(false);
    const verified = life('planned', 'submitting', 'submitted', 'completed', 'collected', 'verified');
    expect(verified?.verified).toEqual({ micros: 7, source: 'cost_total' });
    expect(applies(verified, EVENTS.verified)).toBe(false);
    expect(applies(verified, { ...EVENTS.verified, micros: 8 })).toBe(true);
  });

  it('that counted as expired is collected when fal has its result after all, and has no error then', () => {
    const rescued = life('planned', 'submitting', 'submitted', 'completed', 'expired', 'collected');
    expect(rescued).toMatchObject({ state: 'collected', error: null });
  });

  it('after any events at all is in one known state, and an end stays an end', () => {
    const types = fc.constantFrom(...(Object.keys(EVENTS) as JobEvent['type'][]));
    fc.assert(
      fc.property(fc.array(types, { maxLength: 30 }), (order) => {
        let job: Job | undefined;
        let end: string | undefined;
        let intents = 0;
        for (const [index, type] of order.entries()) {
          if (applies(job, EVENTS[type]) && type === 'submitting') intents++;
          job = fold(job, entry(EVENTS[type], index));
          // Only a result that seemed gone may still come.
          if (end !== undefined && end !== 'expired') expect(job?.state).toBe(end);
          if (end === 'expired') expect(job?.state).toMatch(/^(expired|collected)$/);
          if (job !== undefined && hasEnded(job)) end = job.state;
        }
        expect(intents).toBeLessThanOrEqual(1);
        expect(job === undefined).toBe(!order.includes('planned'));
      }),
      { numRuns: 500 },
    );
  });
});
