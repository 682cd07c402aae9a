import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noCharge } from '../../budget/bill.ts';
import { toErrorRecord, unknownOutcome } from '../../errors.ts';
import { type Journal, openJournal } from '../../ledger/journal.ts';
import { systemClock } from '../../util/clock.ts';
import { type StoreEvent, type JobStore, openJobStore } from './job-store.ts';
import type { FoundBy, Job, JobEvent, JobPlan } from './job.ts';

let folder: string;
let journal: Journal<StoreEvent>;
let store: JobStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-store-'));
  journal = openJournal<StoreEvent>({
    path: join(folder, 'journal.jsonl'),
    lockPath: join(folder, 'lock'),
    clock: systemClock,
  });
  store = openJobStore(journal);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const plan = { estimate: { expected: 1 }, batch: 'x', endpoint_id: 'a/b' } as JobPlan;
const lost = toErrorRecord(unknownOutcome({ code: 'SUBMIT_UNKNOWN', message: 'lost' }));
const PLANNED: JobEvent = { type: 'planned', plan, reserved_micros: 5, simulated: true };
const SENT: JobEvent[] = [PLANNED, { type: 'submitting', arguments: { seed: 0 }, skew_ms: 12 }];
const LOST: JobEvent[] = [...SENT, { type: 'unknown', error: lost }];

const submitted = (request_id: string, found_by: FoundBy): JobEvent => ({
  type: 'submitted',
  handle: { endpoint_id: 'a/b', request_id, status_url: '', response_url: '', cancel_url: '' },
  queue_position: 2,
  answer: null,
  found_by,
});
const headers = {
  request_id: null,
  billable_units: null,
  served_from: null,
  error_type: null,
  retryable: null,
};
const answer = { http_status: 200, headers };
const DONE: JobEvent[] = [
  { type: 'completed', inference_seconds: 3 },
  { type: 'collected', outputs: [], bill: noCharge('not-accepted'), answer },
  { type: 'filed' },
];

/** As an earlier version, which looked at nothing, may have written it. */
const write = (job: string, ...events: JobEvent[]) =>
  journal.transact(({ append }) =>
    append(
      events.map((event) => ({ job, event })),
      { durable: false },
    ),
  );

const standing = ({ state, handle, bill, finalized }: Job) => ({
  state,
  request: handle?.request_id ?? null,
  billed: bill !== null,
  finalized,
});
const held = (request: string) => ({ state: 'queued', request, billed: false, finalized: false });
const open = { state: 'unknown', request: null, billed: false, finalized: false };

describe('a request id in the store', () => {
  it.each<[FoundBy, FoundBy, 'first' | 'second']>([
    ['answer', 'answer', 'first'],
    ['answer', 'history', 'first'],
    ['answer', 'user', 'first'],
    ['history', 'history', 'first'],
    ['history', 'user', 'first'],
    ['user', 'history', 'first'],
    ['history', 'answer', 'second'],
    ['user', 'answer', 'second'],
  ])('that came by the %s, and to a second job by the %s, is the %s one’s', async (first, second, owner) => {
    await write('job_1', ...LOST);
    await write('job_2', ...LOST);
    const [one, two] = [await store.get('job_1'), await store.get('job_2')];
    expect((await store.record(one, submitted('r', first))).applied).toBe(true);
    expect((await store.record(two, submitted('r', second))).applied).toBe(owner === 'second');
    const after = [standing(await store.get('job_1')), standing(await store.get('job_2'))];
    expect(after).toEqual(owner === 'first' ? [held('r'), open] : [open, held('r')]);
  });

  it('cannot be taken by a decision that did not look either', async () => {
    await write('job_1', ...SENT, submitted('r', 'answer'));
    await write('job_2', ...LOST);
    await expect(
      store.decide((_, append) => append('job_2', submitted('r', 'history'))),
    ).rejects.toBeInstanceOf(RangeError);
  });

  it('takes with it all that was learned of it, when it goes to another job', async () => {
    await write('job_1', ...LOST, submitted('r', 'history'), ...DONE);
    expect(standing(await store.get('job_1'))).toMatchObject({
      state: 'collected',
      billed: true,
      finalized: true,
    });
    await write('job_2', ...SENT);
    await store.record(await store.get('job_2'), submitted('r', 'answer'));
    const job = await store.get('job_1');
    expect(standing(job)).toEqual(open);
    expect(job).toMatchObject({ sent_arguments: { seed: 0 }, skew_ms: 12, reserved_micros: 5 });
    expect(Object.keys(job.times)).toEqual(['planned', 'submitting', 'unknown']);
    expect(job.error?.message).toContain("Request r, which had been found for this job in fal's history");
    // It may be found again, by another request.
    await store.record(job, submitted('s', 'history'));
    expect(standing(await store.get('job_1'))).toEqual(held('s'));
  });

  it('is one job’s in a journal in which two have it', async () => {
    await write('job_1', ...LOST, submitted('r', 'history'));
    await write('job_2', ...SENT, submitted('r', 'answer'));
    await write('job_1', ...DONE);
    await write('job_2', ...DONE);
    await write('job_3', ...LOST, submitted('r', 'user'), ...DONE);
    const states = (await openJobStore(journal).all()).map(standing);
    expect(states).toMatchObject([
      { state: 'unknown', request: null, billed: false },
      { state: 'collected', request: 'r', billed: true },
      { state: 'unknown', request: null, billed: false },
    ]);
  });

  it('keeps what was learned of it from a job that has another one by now', async () => {
    await write('job_1', ...LOST, submitted('r', 'history'));
    const before = await store.get('job_1');
    await write('job_2', ...SENT, submitted('r', 'answer'));
    await write('job_1', submitted('s', 'history'));
    const { applied } = await store.record(before, { type: 'completed', inference_seconds: 1 });
    expect(applied).toBe(false);
    expect(standing(await store.get('job_1'))).toEqual(held('s'));
  });
});
