import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inputError, recordError } from '../errors.ts';
import type { Journal, JournalProblem } from '../ledger/journal.ts';
import type { JournalEntry } from '../ledger/journal-line.ts';
import { applies, fold } from './fold.ts';
import { type ExperimentMoney, foldHold, type HoldEvent, isHoldEvent, takeOver } from './start/hold.ts';
import type { Job, JobEvent } from './types.ts';

/** Everything that stands in the journal. */
export type BookEvent = JobEvent | HoldEvent;

/** A line for the job's own `status.jsonl`, written together with the event. */
export interface Evidence {
  path: string;
  line: unknown;
}

/** Every job of the project, as the journal tells it. */
export interface JobBook {
  all(): Promise<Job[]>;
  get(jobId: string): Promise<Job>;
  /** What each experiment holds of the caps, by its slug. */
  money(): Promise<ReadonlyMap<string, ExperimentMoney>>;
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
      holds: Holds,
    ) => Promise<Result>,
  ): Promise<Result>;
  /** Runs `work` while nobody else can write: for the files that are made from the journal. */
  withLock<Result>(work: (jobs: ReadonlyMap<string, Job>) => Promise<Result>): Promise<Result>;
}

/** The money of experiments, inside a decision. */
export interface Holds {
  all: ReadonlyMap<string, ExperimentMoney>;
  append(event: HoldEvent): Promise<void>;
}

/** Events that fal tells again when asked, so that losing them costs nothing. */
const REPEATABLE: readonly JobEvent['type'][] = ['queued', 'running', 'completed', 'filed'];

export function openJobBook(journal: Journal<BookEvent>): JobBook {
  const foldAll = incrementalFold();

  const decide: JobBook['decide'] = (work) =>
    journal.transact(async (transaction) => {
      const append = async (jobId: string, event: JobEvent) => {
        const job = foldAll(transaction.entries).jobs.get(jobId);
        if (!applies(job, event))
          throw new RangeError(`${event.type} does not follow ${job?.state ?? 'nothing'}`);
        // Money first: a damaged journal may hide a job, so nothing new is spent until it has been looked at.
        if (event.type === 'planned' || event.type === 'submitting') refuseIfDamaged(transaction.problems);
        await transaction.append([{ job: jobId, event }], { durable: !REPEATABLE.includes(event.type) });
        return known(foldAll(transaction.entries).jobs, jobId);
      };
      const appendHold = async (event: HoldEvent) => {
        if (event.type === 'held') refuseIfDamaged(transaction.problems);
        await transaction.append([{ job: null, event }], { durable: true });
        foldAll(transaction.entries);
      };
      const { jobs, money } = foldAll(transaction.entries);
      return await work(jobs, append, { all: money, append: appendHold });
    });
  const read = async () => foldAll((await journal.read()).entries);

  return {
    all: async () => [...(await read()).jobs.values()],
    get: async (jobId) => known((await read()).jobs, jobId),
    money: async () => (await read()).money,
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

interface Folded {
  jobs: Map<string, Job>;
  money: Map<string, ExperimentMoney>;
}

/** The journal only grows, so each call folds just what is new. */
function incrementalFold() {
  let source: readonly JournalEntry<BookEvent>[] = [];
  let count = 0;
  let folded: Folded = { jobs: new Map(), money: new Map() };
  return (entries: readonly JournalEntry<BookEvent>[]): Readonly<Folded> => {
    if (entries !== source) {
      source = entries;
      count = 0;
      folded = { jobs: new Map(), money: new Map() };
    }
    for (; count < entries.length; count++) {
      const entry = entries[count];
      if (entry !== undefined) foldInto(folded, entry);
    }
    return folded;
  };
}

function foldInto({ jobs, money }: Folded, { event, ...rest }: JournalEntry<BookEvent>): void {
  if (isHoldEvent(event)) {
    foldHold(money, event);
  } else if (rest.job !== null) {
    const job = fold(jobs.get(rest.job), { ...rest, event });
    if (job === undefined) return;
    jobs.set(rest.job, job);
    if (event.type === 'planned') takeOver(money, job.plan);
  }
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
