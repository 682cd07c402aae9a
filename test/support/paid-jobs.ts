import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bill } from '../../src/budget/bill.ts';
import { toErrorRecord, unknownOutcome } from '../../src/errors.ts';
import { projectPaths } from '../../src/project/project-paths.ts';
import { JournalIndex } from '../../src/store/files/index/journal-index.ts';
import { recordsOf } from '../../src/store/files/index/records.ts';
import type { Records } from '../../src/store/records.ts';
import { BARE_ANSWER, type JobPlan, type JobState } from '../../src/store/job.ts';
import type { StoreEvent } from '../../src/store/reservations.ts';
import { appendLines, billOf, lineOf, planOf, submittedAs } from './journal-lines.ts';

export interface PaidJob {
  plan: Partial<JobPlan>;
  reserved?: number;
  state: JobState;
  bill?: Bill;
  verified?: number | null;
}

/** `job_1` and on, each as far as it came. */
function lifeOf(
  { plan, reserved = 0, state, bill = billOf(0), verified = null }: PaidJob,
  number: number,
): StoreEvent[] {
  const planned: StoreEvent = {
    type: 'planned',
    plan: planOf(plan),
    reserved_micros: reserved,
    simulated: true,
  };
  const submitting: StoreEvent[] = [planned, { type: 'submitting', arguments: {} }];
  const queued: StoreEvent[] = [...submitting, submittedAs(`request_${number}`, 'answer')];
  const completed: StoreEvent[] = [...queued, { type: 'completed', inference_seconds: 1 }];
  const known: StoreEvent[] =
    verified === null ? [] : [{ type: 'verified', micros: verified, source: 'cost_total' }];
  const lives: Record<JobState, StoreEvent[]> = {
    planned: [planned],
    'not-sent': [planned, { type: 'not-sent', error }],
    submitting,
    unknown: [...submitting, { type: 'unknown', error }],
    queued,
    running: [...queued, { type: 'running' }],
    completed,
    collected: [...completed, { type: 'collected', outputs: [], bill, answer: BARE_ANSWER }, ...known],
    failed: [...completed, { type: 'failed', error, bill, answer: BARE_ANSWER }, ...known],
    cancelled: [...completed, { type: 'cancelled', bill, note: '' }, ...known],
    expired: [...completed, { type: 'expired', error, bill }, ...known],
  };
  return lives[state];
}

const error = toErrorRecord(unknownOutcome({ code: 'X', message: 'x' }));

/** The records of a project with just these jobs. */
export async function withPaidJobs<Result>(
  jobs: readonly PaidJob[],
  work: (records: Records) => Promise<Result>,
): Promise<Result> {
  const root = await mkdtemp(join(tmpdir(), 'paid-jobs-'));
  const paths = projectPaths(root, true);
  const lives = jobs.map((job, at) => lifeOf(job, at + 1).map((event) => lineOf(`job_${at + 1}`, event)));
  await appendLines(paths.journal, ...lives.flat());
  const index = await JournalIndex.open(paths);
  try {
    return await work(recordsOf(index.ask));
  } finally {
    index.close();
    await rm(root, { recursive: true, force: true });
  }
}
