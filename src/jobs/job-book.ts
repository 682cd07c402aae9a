import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Claim } from '../budget/caps.ts';
import { inputError, recordError } from '../errors.ts';
import type { Journal, JournalProblem } from '../ledger/journal.ts';
import type { JournalEntry } from '../ledger/journal-line.ts';
import { costOf } from './cost-of.ts';
import { applies, fold } from './fold.ts';
import type { Job, JobEvent } from './types.ts';

/** A line for the job's own `status.jsonl`, written together with the event. */
export interface Evidence {
  path: string;
  line: unknown;
}

/** Every job of the project, as the journal tells it. */
export interface JobBook {
  all(): Promise<Job[]>;
  get(jobId: string): Promise<Job>;
  /**
   * Appends the event if it still applies, decided under the lock: of many processes, one wins.
   * Durable unless fal would tell it again (queue states).
   */
  record(jobId: string, event: JobEvent, evidence?: Evidence): Promise<{ applied: boolean; job: Job }>;
  /** Like `record` for a decision that needs every job: reservations, claims of request ids. */
  decide<Result>(
    work: (
      jobs: ReadonlyMap<string, Job>,
      append: (jobId: string, event: JobEvent) => Promise<Job>,
    ) => Promise<Result>,
  ): Promise<Result>;
  /** Runs `work` while nobody else can write: for the files that are made from the journal. */
  withLock<Result>(work: (jobs: ReadonlyMap<string, Job>) => Promise<Result>): Promise<Result>;
}

/** Events that fal tells again when asked, so that losing them costs nothing. */
const REPEATABLE: readonly JobEvent['type'][] = ['queued', 'running', 'completed', 'filed'];

export function openJobBook(journal: Journal<JobEvent>): JobBook {
  const foldAll = incrementalFold();

  const decide: JobBook['decide'] = (work) =>
    journal.transact(async (transaction) => {
      const append = async (jobId: string, event: JobEvent) => {
        const job = foldAll(transaction.entries).get(jobId);
        if (!applies(job, event))
          throw new RangeError(`${event.type} does not follow ${job?.state ?? 'nothing'}`);
        // Money first: a damaged journal may hide a job, so nothing new is spent until it has been looked at.
        if (event.type === 'planned' || event.type === 'submitting') refuseIfDamaged(transaction.problems);
        await transaction.append([{ job: jobId, event }], { durable: !REPEATABLE.includes(event.type) });
        return known(foldAll(transaction.entries), jobId);
      };
      return await work(foldAll(transaction.entries), append);
    });

  return {
    all: async () => [...foldAll((await journal.read()).entries).values()],
    get: async (jobId) => known(foldAll((await journal.read()).entries), jobId),
    decide,
    record: (jobId, event, evidence) =>
      decide(async (jobs, append) => {
        const job = known(jobs, jobId);
        if (!applies(job, event)) return { applied: false, job };
        if (evidence !== undefined) await appendLine(evidence);
        return { applied: true, job: await append(jobId, event) };
      }),
    withLock: (work) => decide((jobs) => work(jobs)),
  };
}

/** What each job has taken of the caps. */
export function claimsOf(jobs: Iterable<Job>): Claim[] {
  return [...jobs].map((job) => ({
    at: job.times.planned ?? job.updated_at,
    experiment: job.plan.experiment,
    reserved: job.reserved_micros,
    billed: costOf(job),
  }));
}

/** The journal only grows, so each call folds just what is new. */
function incrementalFold() {
  let source: readonly JournalEntry<JobEvent>[] = [];
  let folded = 0;
  let jobs = new Map<string, Job>();
  return (entries: readonly JournalEntry<JobEvent>[]): ReadonlyMap<string, Job> => {
    if (entries !== source) {
      source = entries;
      folded = 0;
      jobs = new Map();
    }
    for (; folded < entries.length; folded++) {
      const entry = entries[folded];
      if (entry?.job == null) continue;
      const job = fold(jobs.get(entry.job), entry);
      if (job !== undefined) jobs.set(entry.job, job);
    }
    return jobs;
  };
}

function known(jobs: ReadonlyMap<string, Job>, jobId: string): Job {
  const job = jobs.get(jobId);
  if (job !== undefined) return job;
  throw inputError({
    code: 'UNKNOWN_JOB',
    message: `There is no job ${jobId} in this project.`,
    next: 'Call list_jobs (or `fal-video jobs`) to see the jobs there are.',
  });
}

function refuseIfDamaged(problems: readonly JournalProblem[]): void {
  const unseen = problems.filter(({ noted }) => !noted);
  if (unseen.length === 0) return;
  const lines = unseen.slice(0, 5).map(({ line, problem }) => `line ${line} (${problem})`);
  throw recordError({
    code: 'JOURNAL_DAMAGED',
    message: `The journal has ${unseen.length} damaged line(s): ${lines.join(', ')}. Nothing is spent until they have been looked at.`,
    next: 'Run `fal-video ledger --verify`: it shows the lines and lets spending go on.',
  });
}

async function appendLine({ path, line }: Evidence): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, `${JSON.stringify(line)}\n`);
}
