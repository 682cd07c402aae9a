import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noCharge } from '../budget/bill.ts';
import { toErrorRecord, unknownOutcome } from '../errors.ts';
import type { JournalEntry } from '../ledger/journal-line.ts';
import { applies, fold, hasEnded, mayBeAskedAgain, mustLast, nextStep } from './fold.ts';
import type { Job, JobEvent, JobPlan, OutputFile } from './job.ts';

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

const missing = { name: 'output-01', url: 'https://v3.fal.media/a.mp4', content_type: null, error: null };
const output = { path: 'x/output-01.mp4', url: missing.url } as OutputFile;

const EVENTS: { [Type in JobEvent['type']]: Extract<JobEvent, { type: Type }> } = {
  planned: { type: 'planned', plan, reserved_micros: 5, simulated: true },
  submitting: { type: 'submitting', arguments: { seed: 0 } },
  submitted: { type: 'submitted', handle, queue_position: 2, answer: null, found_by: 'answer' },
  'not-sent': { type: 'not-sent', error },
  unknown: { type: 'unknown', error },
  restored: { type: 'restored', revision: 7, from: ['run.json'] },
  'looked-up': { type: 'looked-up', note: 'too narrow' },
  queued: { type: 'queued', queue_position: 1 },
  running: { type: 'running' },
  completed: { type: 'completed', inference_seconds: 3 },
  'cancel-asked': { type: 'cancel-asked', answer: 'requested' },
  'result-read': { type: 'result-read', bill, answer: { http_status: 200, headers }, missing: [missing] },
  'file-fetched': { type: 'file-fetched', name: 'output-01', output },
  'retry-scheduled': { type: 'retry-scheduled', attempt: 1, error, next_attempt_at: null, missing: [] },
  collected: { type: 'collected', outputs: [], bill, answer: { http_status: 200, headers } },
  failed: { type: 'failed', error, bill, answer: null },
  cancelled: { type: 'cancelled', bill, note: '' },
  expired: { type: 'expired', error, bill },
  billed: { type: 'billed', bill },
  verified: { type: 'verified', micros: 7, source: 'cost_total' },
  'cost-told': { type: 'cost-told', micros: 9 },
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
    [['planned', 'submitting', 'unknown'], 'unknown', 'find-lost'],
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

  it.each(['billed', 'verified', 'cost-told'] as const)('must be filed again when it is %s', (event) => {
    const finalized = life('planned', 'submitting', 'submitted', 'completed', 'collected', 'filed');
    expect(finalized?.finalized).toBe(true);
    expect(finalized === undefined ? null : fold(finalized, entry(EVENTS[event]))?.finalized).toBe(false);
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

  it.each([
    ['expired', ['completed', 'expired'], 'result-read', 'completed'],
    ['failed without a word of fal', ['completed', 'failed'], 'result-read', 'completed'],
    ['expired, and fal says that it was cancelled', ['completed', 'expired'], 'cancelled', 'cancelled'],
  ] as const)('that counted as %s goes on when fal says what became of it', (_, before, event, state) => {
    const job = life('planned', 'submitting', 'submitted', ...before, event);
    expect(job).toMatchObject({ state, error: null });
  });

  it('that fal itself said to have failed, or refused at once, stays so', () => {
    const answered = { ...EVENTS.failed, answer: { http_status: 422, headers } };
    const completed = life('planned', 'submitting', 'submitted', 'completed');
    const told = completed === undefined ? undefined : fold(completed, entry(answered));
    const refused = life('planned', 'submitting', 'failed');
    for (const job of [told, refused])
      for (const later of ['result-read', 'failed', 'cancelled'] as const)
        expect(applies(job, EVENTS[later])).toBe(false);
  });

  it('remembers each file that was fetched, once', () => {
    const job = life('planned', 'submitting', 'submitted', 'completed', 'result-read', 'file-fetched');
    expect(job).toMatchObject({ state: 'completed', outputs: [output], missing: [] });
    expect(applies(job, EVENTS['file-fetched'])).toBe(false);
  });

  it('does not forget a bill that was read before it was cancelled', () => {
    const paid = { ...EVENTS['result-read'], bill: { ...bill, micros: 7 } };
    const read = fold(life('planned', 'submitting', 'submitted', 'completed'), entry(paid));
    const unknown = { ...EVENTS.cancelled, bill: { ...bill, micros: null } };
    expect(read === undefined ? null : fold(read, entry(unknown))).toMatchObject({
      state: 'cancelled',
      bill: { micros: 7 },
    });
  });

  it('is told again by the events that it keeps, and counts those that must last', () => {
    const types = fc.constantFrom(...(Object.keys(EVENTS) as JobEvent['type'][]));
    fc.assert(
      fc.property(fc.array(types, { maxLength: 30 }), (order) => {
        const job = life('planned', 'submitting', 'submitted', ...order);
        if (job === undefined) return;
        const again = job.events.reduce<Job | undefined>(
          (before, { at, event }) => fold(before, { v: 1, at, job: 'job_1', event }),
          undefined,
        );
        expect(again).toMatchObject({
          handle: job.handle,
          bill: job.bill,
          verified: job.verified,
          told_micros: job.told_micros,
          reserved_micros: job.reserved_micros,
          outputs: job.outputs,
        });
        if (hasEnded(job)) expect(again?.state).toBe(job.state);
        expect(job.revision).toBeGreaterThanOrEqual(job.events.filter(({ event }) => mustLast(event)).length);
      }),
    );
  });

  it('is the same where lines of it stand there twice, as in a journal that was merged', () => {
    const told = (micros: number, index: number) => entry({ type: 'cost-told', micros }, index);
    const lines = [
      ...(['planned', 'submitting', 'submitted', 'cancel-asked', 'collected', 'billed'] as const).map(
        (type, at) => entry(EVENTS[type], at),
      ),
      told(100, 6),
      told(1_260, 7),
    ];
    const foldAll = (all: readonly JournalEntry<JobEvent>[]) => all.reduce<Job | undefined>(fold, undefined);
    const job = foldAll(lines);
    expect(job?.told_micros).toBe(1_260);
    expect(foldAll([...lines, ...lines])).toEqual(job);
    expect(foldAll(lines.flatMap((line) => [line, line]))).toEqual(job);
    for (const line of lines) expect(foldAll([...lines, line])).toEqual(job);
  });

  it('after any events at all is in one known state, and an end stays an end', () => {
    const types = fc.constantFrom(...(Object.keys(EVENTS) as JobEvent['type'][]));
    fc.assert(
      fc.property(fc.array(types, { maxLength: 30 }), (order) => {
        let job: Job | undefined;
        let before: Job | undefined;
        let intents = 0;
        for (const [index, type] of order.entries()) {
          if (applies(job, EVENTS[type]) && type === 'submitting') intents++;
          job = fold(job, entry(EVENTS[type], index));
          // Only what fal never spoke of may still come out otherwise.
          const isOther = before !== undefined && hasEnded(before) && job?.state !== before.state;
          if (isOther) expect(mayBeAskedAgain(before as Job)).toBe(true);
          before = job;
        }
        expect(intents).toBeLessThanOrEqual(1);
        expect(job === undefined).toBe(!order.includes('planned'));
      }),
      { numRuns: 500 },
    );
  });
});
