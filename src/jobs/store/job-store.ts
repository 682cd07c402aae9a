import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { recordError } from '../../errors.ts';
import type { Journal, JournalProblem } from '../../ledger/journal.ts';
import type { JournalEntry } from '../../ledger/journal-line.ts';
import { naming } from '../../util/naming.ts';
import { ownFolder } from '../../util/own-folder.ts';
import { type Elsewhere, unknownJobs } from './elsewhere.ts';
import { fold, mustLast } from './fold.ts';
import { mayAppend, otherOwner, type Requests, withoutRequest } from './requests.ts';
import {
  type ReservationAccount,
  foldReservation,
  type ReservationEvent,
  isReservationEvent,
  drawOn,
} from './reservations.ts';
import type { Job, JobEvent } from './job.ts';
import { gapFinder } from './witnesses/find-gaps.ts';
import { type AskWitnesses, type Gap, refuseIfBehind, REPAIR, sayGaps } from './witnesses/testimony.ts';

/** Everything that stands in the journal. */
export type StoreEvent = JobEvent | ReservationEvent;

/** A line for the job's own `status.jsonl`, written together with the event. */
export interface EvidenceLine {
  path: string;
  line: unknown;
}

/** Every job of the project, as the journal tells it. */
export interface JobStore {
  all(): Promise<Job[]>;
  get(jobId: string): Promise<Job>;
  /** The same of several; an error names all that are not there. */
  getAll(jobIds: readonly string[]): Promise<Job[]>;
  /** What each experiment has reserved, by its slug. */
  accounts(): Promise<ReadonlyMap<string, ReservationAccount>>;
  /**
   * Appends the event if it still applies, decided under the lock: of many processes, one wins. The job is given
   * as its caller knows it: what was learned of a request that is no longer the job's does not apply.
   * Durable unless fal would tell it again (queue states).
   */
  record(known: KnownJob, event: JobEvent, evidence?: EvidenceLine): Promise<{ applied: boolean; job: Job }>;
  /** Like `record` for a decision that needs every job: reservations, owners of request ids. */
  decide<Result>(
    work: (jobs: ReadonlyMap<string, Job>, append: Append, reservations: Reservations) => Promise<Result>,
  ): Promise<Result>;
  /** Runs `work` while nobody else can write: for the files that are made from the journal, of jobs that are whole in it. */
  withLock<Result>(work: (jobs: ReadonlyMap<string, Job>) => Promise<Result>): Promise<Result>;
  /** The jobs of which the journal has lost something that its witnesses know. While there are any, nothing is spent. */
  gaps(): Promise<readonly Gap[]>;
  /** Why nothing is spent; `null` where all is well, and where this process has not read the journal. */
  trouble(): Promise<JournalTrouble | null>;
  /** Writes events anew that the journal has lost, each with its own time, where they still apply. */
  restore(lost: readonly Restored[]): Promise<void>;
}

export interface JournalTrouble {
  /** In one line. */
  message: string;
  next: string;
}

export interface Restored {
  job_id: string;
  at: string;
  event: JobEvent;
}

/** Throws where the event does not follow. */
type Append = (jobId: string, event: JobEvent) => Promise<Job>;

export type KnownJob = Pick<Job, 'job_id' | 'handle'>;

/** What experiments have reserved, inside a decision. */
export interface Reservations {
  all: ReadonlyMap<string, ReservationAccount>;
  append(event: ReservationEvent): Promise<void>;
}

export function openJobStore(
  journal: Journal<StoreEvent>,
  askWitnesses: AskWitnesses = () => Promise.resolve([]),
  elsewhere?: Elsewhere,
): JobStore {
  const finder = gapFinder<StoreEvent>(askWitnesses);
  const foldAll = incrementalFold(({ jobs }) => finder.remember(jobs.values()));
  const read = async () => foldAll((await journal.read()).entries);
  const gaps = () => finder.find(read);

  const transact = async <Result>(
    work: (
      folded: Readonly<Folded>,
      append: Append,
      appendReservation: Reservations['append'],
      lost: Gaps,
    ) => Promise<Result>,
  ) => {
    // The first time this reads files: not while others wait for the lock.
    await gaps();
    return await journal.transact(async (transaction) => {
      const lost = await finder.find(() => Promise.resolve(foldAll(transaction.entries)));
      const append: Append = async (jobId, event) => {
        const before = foldAll(transaction.entries);
        if (!mayAppend(before, jobId, event))
          throw new RangeError(`${event.type} does not follow ${before.jobs.get(jobId)?.state ?? 'nothing'}`);
        // Money first: nothing new is spent while something is lost, or may be, until somebody has looked.
        const spends = event.type === 'planned' || event.type === 'submitting';
        if (spends || isAmong(lost, jobId)) refuseIfBehind(lost);
        if (spends) refuseIfDamaged(transaction.problems);
        await transaction.append([{ job: jobId, event }], { durable: mustLast(event) });
        return known(foldAll(transaction.entries).jobs, jobId);
      };
      const appendReservation = async (event: ReservationEvent) => {
        if (event.type === 'held') {
          refuseIfBehind(lost);
          refuseIfDamaged(transaction.problems);
        }
        await transaction.append([{ job: null, event }], { durable: true });
        foldAll(transaction.entries);
      };
      return await work(foldAll(transaction.entries), append, appendReservation, lost);
    });
  };
  const decide: JobStore['decide'] = (work) =>
    transact(({ jobs, accounts }, append, appendReservation) =>
      work(jobs, append, { all: accounts, append: appendReservation }),
    );
  /** Of a job that was cut short nothing may be concluded: it would seem never to have been sent. */
  const whole = (jobs: ReadonlyMap<string, Job>, jobId: string, lost: Gaps) => {
    if (isAmong(lost, jobId)) refuseIfBehind(lost);
    return known(jobs, jobId);
  };

  const look = async (jobIds: readonly string[]) => {
    const lost = await gaps();
    const { jobs } = await read();
    const unknown = jobIds.filter((jobId) => !jobs.has(jobId) && !isAmong(lost, jobId));
    if (unknown.length > 0) {
      const others = elsewhere && { simulated: elsewhere.simulated, ids: await elsewhere.ids() };
      throw unknownJobs(unknown, others);
    }
    return (jobId: string) => whole(jobs, jobId, lost);
  };

  return {
    all: async () => [...(await read()).jobs.values()],
    get: async (jobId) => (await look([jobId]))(jobId),
    getAll: async (jobIds) => jobIds.map(await look(jobIds)),
    accounts: async () => (await read()).accounts,
    decide,
    record: ({ job_id, handle }, event, evidence) =>
      transact(async (folded, append, _, lost) => {
        const job = whole(folded.jobs, job_id, lost);
        const sameRequest = job.handle?.request_id === handle?.request_id;
        if (!sameRequest || !mayAppend(folded, job_id, event)) return { applied: false, job };
        if (evidence !== undefined) await appendLine(evidence);
        return { applied: true, job: await append(job_id, event) };
      }),
    // What the files know beyond the journal must not be written over.
    withLock: (work) =>
      transact(({ jobs }, _, __, lost) =>
        work(lost.length === 0 ? jobs : new Map([...jobs].filter(([jobId]) => !isAmong(lost, jobId)))),
      ),
    gaps,
    async trouble() {
      if (!foldAll.hasBegun()) return null;
      const lost = await gaps();
      if (lost.length > 0) return { message: sayGaps(lost), next: REPAIR };
      const message = sayDamage((await journal.read()).problems);
      return message === null ? null : { message, next: VERIFY };
    },
    restore: (lost) =>
      journal.transact(async ({ entries, append }) => {
        for (const { job_id, at, event } of lost) {
          if (!mayAppend(foldAll(entries), job_id, event)) continue;
          await append([{ job: job_id, at, event }], { durable: mustLast(event) });
        }
      }),
  };
}

interface Folded {
  entries: readonly JournalEntry<StoreEvent>[];
  jobs: Map<string, Job>;
  accounts: Map<string, ReservationAccount>;
  requests: Requests;
}

/** The journal only grows, so each call folds just what is new. Tells of what was folded before it became another. */
function incrementalFold(onOther: (before: Folded) => void) {
  let count = 0;
  let folded: Folded | null = null;
  const foldAll = (entries: readonly JournalEntry<StoreEvent>[]): Readonly<Folded> => {
    if (folded === null || entries !== folded.entries) {
      if (folded !== null) onOther(folded);
      count = 0;
      folded = { entries, jobs: new Map(), accounts: new Map(), requests: new Map() };
    }
    for (; count < entries.length; count++) {
      const entry = entries[count];
      if (entry !== undefined) foldInto(folded, entry);
    }
    return folded;
  };
  return Object.assign(foldAll, { hasBegun: () => folded !== null });
}

function foldInto(folded: Folded, { event, ...rest }: JournalEntry<StoreEvent>): void {
  const { jobs, accounts, requests } = folded;
  if (isReservationEvent(event)) {
    foldReservation(accounts, event);
  } else if (rest.job !== null && mayAppend(folded, rest.job, event)) {
    const loser = otherOwner(folded, rest.job, event);
    if (loser !== undefined) jobs.set(loser.job_id, withoutRequest(loser, rest.job, rest.at));
    const job = fold(jobs.get(rest.job), { ...rest, event });
    if (job === undefined) return;
    jobs.set(rest.job, job);
    if (event.type === 'planned') drawOn(accounts, job.plan);
    if (event.type === 'submitted') requests.set(event.handle.request_id, rest.job);
  }
}

function known(jobs: ReadonlyMap<string, Job>, jobId: string): Job {
  const job = jobs.get(jobId);
  if (job === undefined) throw unknownJobs([jobId]);
  return job;
}

type Gaps = readonly Gap[];

const isAmong = (gaps: Gaps, jobId: string) => gaps.some(({ job_id }) => job_id === jobId);

function refuseIfDamaged(problems: readonly JournalProblem[]): void {
  const message = sayDamage(problems);
  if (message === null) return;
  throw recordError({
    code: 'JOURNAL_DAMAGED',
    message,
    next: VERIFY,
  });
}

const VERIFY =
  'Run `fal-video ledger --verify`: it shows the lines and lets spending go on, where nothing is missing.';

function sayDamage(problems: readonly JournalProblem[]): string | null {
  const unseen = problems.filter(({ noted }) => !noted);
  if (unseen.length === 0) return null;
  const lines = unseen.slice(0, 5).map(({ line, problem }) => `line ${line} (${problem})`);
  return `The journal has ${unseen.length} damaged line(s): ${lines.join(', ')}. Nothing is spent until they have been looked at.`;
}

async function appendLine({ path, line }: EvidenceLine): Promise<void> {
  await ownFolder(dirname(path));
  await appendFile(path, `${JSON.stringify(line)}\n`).catch(naming(path));
}
