import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { recordError } from '../errors.ts';
import type { JournalProblem } from '../ledger/journal-line.ts';
import { closeCsv, putLedgerRows } from '../ledger/ledger.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import type { ProjectPaths } from '../project/project-paths.ts';
import { type IndexOptions, JournalIndex } from './index/journal-index.ts';
import { type Records, recordsOf } from './index/records.ts';
import { type AskIndex } from './index/journal-index.ts';
import { JournalFile } from './journal-file.ts';
import type { Clock } from '../util/clock.ts';
import { naming } from '../util/naming.ts';
import { once } from '../util/once.ts';
import { ownFolder } from '../util/own-folder.ts';
import { type Elsewhere, unknownJobs } from './elsewhere.ts';
import { mustLast } from './fold.ts';
import { mayAppend } from './requests.ts';
import type { ReservationEvent, StoreEvent } from './reservations.ts';
import type { Job, JobEvent } from './job.ts';
import { gapFinder } from './find-gaps.ts';
import { type Gap, refuseIfBehind, REPAIR, sayGaps } from './witnesses/testimony.ts';

/** A line for the job's own `status.jsonl`, written together with the event. */
export interface EvidenceLine {
  path: string;
  line: unknown;
}

/** Every job of the project, as the journal tells it. */
export interface JobStore extends Omit<Records, 'get'> {
  /** Throws where there is none, and where something of it is lost. */
  get(jobId: string): Promise<Job>;
  /** The same of several; an error names all that are not there. */
  getAll(jobIds: readonly string[]): Promise<Job[]>;
  /**
   * Appends the event if it still applies, decided under the lock: of many processes, one wins. The job is given
   * as its caller knows it: what was learned of a request that is no longer the job's does not apply.
   * Durable unless fal would tell it again (queue states).
   */
  record(known: KnownJob, event: JobEvent, evidence?: EvidenceLine): Promise<{ applied: boolean; job: Job }>;
  /** Like `record` for a decision that needs more than one job: reservations, owners of request ids. */
  decide<Result>(
    work: (records: Records, append: Append, reserve: AppendReservation) => Promise<Result>,
  ): Promise<Result>;
  /** Runs `work` while nobody else can write: for the files that are made from the journal, of jobs that are whole in it. */
  withLock<Result>(work: (records: Records) => Promise<Result>): Promise<Result>;
  /** Brings the ledger up to these rows, which are made from the journal. The caller holds the lock. */
  putRows(rows: readonly LedgerRow[]): Promise<void>;
  /** The jobs of which the journal has lost something that its witnesses know. While there are any, nothing is spent. */
  gaps(): Promise<readonly Gap[]>;
  /** Why nothing is spent; `null` where all is well, and where this process has not read the journal. */
  trouble(): Promise<JournalTrouble | null>;
  /** Reads every line of the journal: those that are damaged, and how many are whole. */
  damage(): Promise<{ entries: number; problems: JournalProblem[] }>;
  /** Notes damage as seen, so that spending may go on. */
  noteDamage(): Promise<void>;
  /** Writes events anew that the journal has lost, each with its own time, where they still apply. */
  restore(lost: readonly Restored[]): Promise<void>;
  /** Brings the table of the ledger up to it. */
  close(): Promise<void>;
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

type AppendReservation = (event: ReservationEvent) => Promise<void>;

export interface JobStoreOptions {
  paths: ProjectPaths;
  clock: Clock;
  lockTimeoutMs?: number | undefined;
  elsewhere?: Elsewhere;
  onProgress?: IndexOptions['onProgress'];
}

export function openJobStore({
  paths,
  clock,
  lockTimeoutMs,
  elsewhere,
  onProgress,
}: JobStoreOptions): JobStore {
  // Native, and many starts of a server look at no job.
  const opened = once(async () => {
    const index = await JournalIndex.open(paths, { onProgress });
    const options = { path: paths.journal, lockPath: paths.lock, clock };
    const journal = new JournalFile<StoreEvent>(
      lockTimeoutMs === undefined ? options : { ...options, lockTimeoutMs },
      index,
    );
    return { index, journal, gaps: gapFinder(index, paths) };
  });
  let isOpened = false;
  let isClosed = false;
  const open = async () => {
    isOpened = true;
    return await opened();
  };
  const records = recordsOf(async (question, of) => await (await open()).index.ask(question, of));
  const gaps = async () => await (await open()).gaps();

  const transact = async <Result>(
    work: (records: Records, append: Append, reserve: AppendReservation, lost: Gaps) => Promise<Result>,
  ) => {
    const { index, journal, gaps: findGaps } = await open();
    // The first time this reads files: not while others wait for the lock.
    await findGaps();
    // What is at the end of the journal stays so under its lock.
    const now: AskIndex = async (question) => question(index);
    return await journal.transact(async (appendEntries) => {
      const lost = await findGaps();
      const append: Append = async (jobId, event) => {
        if (!mayAppend(index.owners, jobId, event)) {
          throw new RangeError(`${event.type} does not follow ${index.job(jobId)?.state ?? 'nothing'}`);
        }
        // Money first: nothing new is spent while something is lost, or may be, until somebody has looked.
        const spends = event.type === 'planned' || event.type === 'submitting';
        if (spends || isAmong(lost, jobId)) refuseIfBehind(lost);
        if (spends) refuseIfDamaged(index.problems());
        await appendEntries([{ job: jobId, event }], { durable: mustLast(event) });
        return known(index.job(jobId), jobId);
      };
      const reserve = async (event: ReservationEvent) => {
        if (event.type === 'held') {
          refuseIfBehind(lost);
          refuseIfDamaged(index.problems());
        }
        await appendEntries([{ job: null, event }], { durable: true });
      };
      return await work(recordsOf(now), append, reserve, lost);
    });
  };
  /** Of a job that was cut short nothing may be concluded: it would seem never to have been sent. */
  const whole = (job: Job | undefined, jobId: string, lost: Gaps) => {
    if (isAmong(lost, jobId)) refuseIfBehind(lost);
    return known(job, jobId);
  };

  const getAll = async (jobIds: readonly string[]) => {
    const lost = await gaps();
    const found = await Promise.all(jobIds.map((jobId) => records.get(jobId)));
    const unknown = jobIds.filter((jobId, at) => found[at] === undefined && !isAmong(lost, jobId));
    if (unknown.length > 0) throw unknownJobs(unknown, elsewhere, await elsewhere?.known(unknown));
    return found.map((job, at) => whole(job, jobIds[at] ?? '', lost));
  };
  return {
    ...records,
    get: async (jobId) => known((await getAll([jobId]))[0], jobId),
    getAll,
    decide: (work) => transact(work),
    record: async ({ job_id, handle }, event, evidence) =>
      await transact(async (now, append, _, lost) => {
        const job = whole(await now.get(job_id), job_id, lost);
        const { index } = await open();
        const sameRequest = job.handle?.request_id === handle?.request_id;
        if (!sameRequest || !mayAppend(index.owners, job_id, event)) return { applied: false, job };
        if (evidence !== undefined) await appendLine(evidence);
        return { applied: true, job: await append(job_id, event) };
      }),
    // What the files know beyond the journal must not be written over.
    withLock: (work) =>
      transact((now, _, __, lost) => work(lost.length === 0 ? now : withoutLost(now, lost))),
    putRows: async (rows) => putLedgerRows(paths, rows, (await open()).index),
    gaps,
    async trouble() {
      if (!isOpened) return null;
      const lost = await gaps();
      if (lost.length > 0) return { message: sayGaps(lost), next: REPAIR };
      const message = sayDamage((await open()).index.problems());
      return message === null ? null : { message, next: VERIFY };
    },
    async damage() {
      const { index } = await open();
      await index.reread();
      return { entries: index.countEntries(), problems: index.problems() };
    },
    async noteDamage() {
      const { index, journal } = await open();
      await index.sync();
      await journal.noteDamage(index.problems().flatMap(({ sha256, noted }) => (noted ? [] : [sha256])));
    },
    async restore(lost) {
      const { index, journal } = await open();
      await journal.transact(async (appendEntries) => {
        for (const { job_id, at, event } of lost) {
          if (!mayAppend(index.owners, job_id, event)) continue;
          await appendEntries([{ job: job_id, at, event }], { durable: mustLast(event) });
        }
      });
    },
    async close() {
      if (!isOpened || isClosed) return;
      isClosed = true;
      const { index, journal } = await open();
      if (index.tableMark() === null && index.countRuns() > 0) {
        await journal.transact(() => closeCsv(paths, index)).catch(() => undefined);
      }
      index.close();
    },
  };
}

function withoutLost(records: Records, lost: Gaps): Records {
  return {
    ...records,
    find: async (query) => (await records.find(query)).filter(({ job_id }) => !isAmong(lost, job_id)),
  };
}

function known(job: Job | undefined, jobId: string): Job {
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
