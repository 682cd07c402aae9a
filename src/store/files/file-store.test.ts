import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowOf } from '../../../test/support/ledger-rows.ts';
import { appendLines, lineOf, planOf, submittedAs } from '../../../test/support/journal-lines.ts';
import { noCharge } from '../../budget/bill.ts';
import { toErrorRecord, unknownOutcome } from '../../errors.ts';
import { type ProjectPaths, projectPaths } from '../../project/project-paths.ts';
import { systemClock } from '../../util/clock.ts';
import type { Store } from '../store.ts';
import type { Claim, Claims } from '../claims.ts';
import { openFiles } from './open-files.ts';
import { BARE_ANSWER, type FoundBy, type Job, type JobEvent } from '../job.ts';

let folder: string;
let paths: ProjectPaths;
let store: Store;
let claims: Claims;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-store-'));
  paths = projectPaths(folder, false);
  ({ store, claims } = openFiles({ paths, clock: systemClock }));
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
      store.transact((_, append) => append('job_2', submittedAs('r', 'history'))),
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
    const { store: another } = openFiles({ paths, clock: systemClock });
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

describe('a request that no job has after all, as where two copies of a project sent one job', () => {
  const plan = () => store.transact((_, append) => append('job_9', PLANNED));

  it('is named with its line, and nothing is spent until somebody has looked', async () => {
    await write('job_1', ...SENT, submittedAs('r', 'answer'));
    await write('job_1', submittedAs('s', 'answer'));
    await expect(plan()).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
    expect((await store.trouble())?.message).toContain('line 5 (gives a job a request that no job has)');
    expect((await store.damage()).problems).toMatchObject([{ line: 5, problem: 'unowned', noted: false }]);
    await store.noteDamage();
    expect(await store.trouble()).toBeNull();
    expect((await plan()).state).toBe('planned');
  });

  it('is none where the line only stands there twice, or comes before the job that has it', async () => {
    await write('job_1', ...SENT, submittedAs('r', 'answer'), submittedAs('r', 'answer'));
    await write('job_2', PLANNED, submittedAs('s', 'user'));
    expect((await store.damage()).problems).toMatchObject([{ problem: 'unowned' }]);
    await write('job_3', ...SENT, submittedAs('s', 'answer'));
    expect(await store.damage()).toEqual({ entries: 9, problems: [] });
    expect((await plan()).state).toBe('planned');
  });
});

describe('whoever has a claim', () => {
  const INTENT: JobEvent = { type: 'submitting', arguments: {}, skew_ms: null };
  const taken: Claim[] = [];
  afterEach(() => Promise.all(taken.splice(0).map((claim) => claim.release())));
  const claimOf = async (job: string) => {
    const claim = await claims.take({ job });
    if (claim === null) throw new Error('claimed by somebody else');
    taken.push(claim);
    return claim;
  };

  it('may act on it', async () => {
    await write('job_1', PLANNED);
    const claim = await claimOf('job_1');
    const { applied, job } = await store.record(await store.get('job_1'), INTENT, { claim });
    expect([applied, job.state]).toEqual([true, 'submitting']);
    await claim.release();
  });

  it.each([
    ['has released it', async (claim: Claim) => claim.release()],
    ['lost it with the folder of locks', async () => rm(paths.locks, { recursive: true })],
    [
      'lost it to somebody who could take it all the same',
      async () => {
        await rm(paths.locks, { recursive: true });
        await claimOf('job_1');
      },
    ],
  ])('begins nothing any more once it %s', async (_, lose) => {
    await write('job_1', PLANNED);
    const claim = await claimOf('job_1');
    const job = await store.get('job_1');
    await lose(claim);
    expect((await store.record(job, INTENT, { claim })).applied).toBe(false);
    expect((await store.get('job_1')).state).toBe('planned');
  });

  it('still says what fal answered, though somebody else has it by then', async () => {
    await write('job_1', ...SENT);
    await claimOf('job_1');
    await rm(paths.locks, { recursive: true });
    await claimOf('job_1');
    const job = await store.get('job_1');
    await store.record(job, { type: 'unknown', error: lost });
    expect((await store.record(job, submittedAs('r', 'answer'))).job).toMatchObject({ state: 'queued' });
  });
});

describe('a store that was closed', () => {
  it('is opened anew by whoever asks, and waits for those that are asking', async () => {
    await write('job_1', PLANNED);
    const asking = [store.get('job_1'), store.count({}), store.find({})];
    const closing = store.close();
    expect(await Promise.all(asking)).toMatchObject([{ state: 'planned' }, 1, [{ job_id: 'job_1' }]]);
    await closing;
    expect(await store.count({})).toBe(1);
    await store.close();
    const { applied } = await store.record(await store.get('job_1'), { type: 'not-sent', error: lost });
    expect(applied).toBe(true);
  });
});

describe('a row of the ledger that tells more than the journal', () => {
  it('keeps the next job from being planned, whoever of this process read it', async () => {
    await write('job_1', PLANNED);
    const plan = () => store.transact((_, append) => append(`job_${counter++}`, { ...PLANNED }));
    let counter = 2;
    await plan();
    await appendLines(paths.ledgerJsonl, JSON.stringify(rowOf('job_9', { revision: 4 })));
    expect(await store.countRuns({})).toBe(1);
    await expect(plan()).rejects.toMatchObject({ code: 'JOURNAL_BEHIND' });
    expect((await store.gaps()).map(({ job_id }) => job_id)).toEqual(['job_9']);
  });
});

describe('what was uploaded', () => {
  const file = (sha256: string, url = `https://files/${sha256}`) => ({
    sha256,
    url,
    bytes: 3,
    content_type: 'image/png',
  });
  const REST = 'https://rest.example';

  it('is known to every process, for this storage alone', async () => {
    await store.uploads(REST).put(file('a'));
    await store.uploads(REST).put(file('b'));
    await store.uploads(REST).put(file('a', 'https://files/newer'));
    const { store: another } = openFiles({ paths, clock: systemClock });
    for (const one of [store, another]) {
      expect(await one.uploads(REST).get('a')).toMatchObject(file('a', 'https://files/newer'));
      expect(await one.uploads(REST).get('b')).toMatchObject(file('b'));
      expect(await one.uploads(REST).get('c')).toBeNull();
      expect(await one.uploads('http://127.0.0.1:1').get('a')).toBeNull();
    }
    await another.close();
  });

  it('is forgotten after three days, well before fal does', async () => {
    const at = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString();
    const lines = [2.9, 3.1].map((days, i) => JSON.stringify({ ...file(`f${i}`), rest: REST, at: at(days) }));
    await appendLines(paths.uploads, ...lines);
    expect(await store.uploads(REST).get('f0')).toMatchObject(file('f0'));
    expect(await store.uploads(REST).get('f1')).toBeNull();
  });

  it('goes up once more where its line is torn, and the next line is whole', async () => {
    await store.uploads(REST).put(file('a'));
    await appendFile(paths.uploads, '\n{"sha256":"b","url":"htt');
    expect(await store.uploads(REST).get('b')).toBeNull();
    await store.uploads(REST).put(file('c'));
    expect(await store.uploads(REST).get('a')).toMatchObject(file('a'));
    expect(await store.uploads(REST).get('c')).toMatchObject(file('c'));
  });
});
