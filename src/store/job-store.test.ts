import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendLines, lineOf, planOf, submittedAs } from '../../test/support/journal-lines.ts';
import { noCharge } from '../budget/bill.ts';
import { toErrorRecord, unknownOutcome } from '../errors.ts';
import { type ProjectPaths, projectPaths } from '../project/project-paths.ts';
import { systemClock } from '../util/clock.ts';
import { type JobStore, openJobStore } from './job-store.ts';
import { BARE_ANSWER, type FoundBy, type Job, type JobEvent } from './job.ts';

let folder: string;
let paths: ProjectPaths;
let store: JobStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-store-'));
  paths = projectPaths(folder, false);
  store = openJobStore({ paths, clock: systemClock });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const lost = toErrorRecord(unknownOutcome({ code: 'SUBMIT_UNKNOWN', message: 'lost' }));
const PLANNED: JobEvent = { type: 'planned', plan: planOf(), reserved_micros: 5, simulated: true };
const SENT: JobEvent[] = [PLANNED, { type: 'submitting', arguments: { seed: 0 }, skew_ms: 12 }];
const LOST: JobEvent[] = [...SENT, { type: 'unknown', error: lost }];
const DONE: JobEvent[] = [
  { type: 'completed', inference_seconds: 3 },
  { type: 'collected', outputs: [], bill: noCharge('not-accepted'), answer: BARE_ANSWER },
  { type: 'filed' },
];

/** As an earlier version, which looked at nothing, may have written it. */
const write = (job: string, ...events: JobEvent[]) =>
  appendLines(paths.journal, ...events.map((event) => lineOf(job, event)));

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
    expect((await store.record(one, submittedAs('r', first))).applied).toBe(true);
    expect((await store.record(two, submittedAs('r', second))).applied).toBe(owner === 'second');
    const after = [standing(await store.get('job_1')), standing(await store.get('job_2'))];
    expect(after).toEqual(owner === 'first' ? [held('r'), open] : [open, held('r')]);
    expect(await store.ownerOf('r')).toBe(owner === 'first' ? 'job_1' : 'job_2');
  });

  it('cannot be taken by a decision that did not look either', async () => {
    await write('job_1', ...SENT, submittedAs('r', 'answer'));
    await write('job_2', ...LOST);
    await expect(
      store.decide((_, append) => append('job_2', submittedAs('r', 'history'))),
    ).rejects.toBeInstanceOf(RangeError);
  });

  it('takes with it all that was learned of it, when it goes to another job', async () => {
    await write('job_1', ...LOST, submittedAs('r', 'history'), ...DONE);
    expect(standing(await store.get('job_1'))).toMatchObject({
      state: 'collected',
      billed: true,
      finalized: true,
    });
    await write('job_2', ...SENT);
    await store.record(await store.get('job_2'), submittedAs('r', 'answer'));
    const job = await store.get('job_1');
    expect(standing(job)).toEqual(open);
    expect(job).toMatchObject({ sent_arguments: { seed: 0 }, skew_ms: 12, reserved_micros: 5 });
    expect(Object.keys(job.times)).toEqual(['planned', 'submitting', 'unknown']);
    expect(job.error?.message).toContain("Request r, which had been found for this job in fal's history");
    // It may be found again, by another request.
    await store.record(job, submittedAs('s', 'history'));
    expect(standing(await store.get('job_1'))).toEqual(held('s'));
  });

  it('is one job’s in a journal in which two have it', async () => {
    await write('job_1', ...LOST, submittedAs('r', 'history'));
    await write('job_2', ...SENT, submittedAs('r', 'answer'));
    await write('job_1', ...DONE);
    await write('job_2', ...DONE);
    await write('job_3', ...LOST, submittedAs('r', 'user'), ...DONE);
    const another = openJobStore({ paths, clock: systemClock });
    const states = (await another.find({})).map(standing);
    await another.close();
    expect(states).toMatchObject([
      { state: 'unknown', request: null, billed: false },
      { state: 'collected', request: 'r', billed: true },
      { state: 'unknown', request: null, billed: false },
    ]);
  });

  it('keeps what was learned of it from a job that has another one by now', async () => {
    await write('job_1', ...LOST, submittedAs('r', 'history'));
    const before = await store.get('job_1');
    await write('job_2', ...SENT, submittedAs('r', 'answer'));
    await write('job_1', submittedAs('s', 'history'));
    const { applied } = await store.record(before, { type: 'completed', inference_seconds: 1 });
    expect(applied).toBe(false);
    expect(standing(await store.get('job_1'))).toEqual(held('s'));
  });
});
