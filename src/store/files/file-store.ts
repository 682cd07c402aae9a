import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { recordError } from '../../errors.ts';
import type { JournalProblem } from '../../ledger/journal-line.ts';
import { closeCsv, putLedgerRows } from '../../ledger/ledger.ts';
import type { ProjectPaths } from '../../project/project-paths.ts';
import type { Clock } from '../../util/clock.ts';
import { naming } from '../../util/naming.ts';
import { openOnUse } from '../../util/open-on-use.ts';
import { ownFolder } from '../../util/own-folder.ts';
import type { Claims } from '../claims.ts';
import { type Elsewhere, unknownJobs } from '../elsewhere.ts';
import { mustLast } from '../fold.ts';
import { type Gap, refuseIfBehind, REPAIR, sayGaps } from '../gaps.ts';
import type { Job, JobEvent } from '../job.ts';
import type { Records } from '../records.ts';
import { mayAppend } from '../requests.ts';
import type { ReservationEvent, StoreEvent } from '../reservations.ts';
import type { Decide, Store } from '../store.ts';
import { gapFinder } from './find-gaps.ts';
import { type AskIndex, type IndexOptions, JournalIndex } from './index/journal-index.ts';
import { recordsOf } from './index/records.ts';
import { type Upload, uploadOf } from './index/uploads.ts';
import { JournalFile } from './journal-file.ts';

export interface FileStoreOptions {
  paths: ProjectPaths;
  clock: Clock;
  claims: Pick<Claims, 'isCurrent'>;
  /** How long a write waits for other processes. */
  lockTimeoutMs?: number | undefined;
  elsewhere?: Elsewhere;
  onProgress?: IndexOptions['onProgress'];
  /** Told when something was recorded. */
  onRecorded?: () => void;
}

/** The store in a folder: the journal, which is the truth, and beside it an index that may be thrown away. */
export function openFileStore(options: FileStoreOptions): Store {
  const { paths, clock, claims, lockTimeoutMs, elsewhere, onProgress, onRecorded } = options;
  const files = openOnUse(
    async () => {
      const index = await JournalIndex.open(paths, { onProgress });
      const { journal: path, lock: lockPath } = paths;
      const journal = new JournalFile<StoreEvent>({ path, lockPath, clock, lockTimeoutMs }, index);
      return { index, journal, gaps: gapFinder(index, paths) };
    },
    async ({ index, journal }) => {
      if (index.runs.tableMark() === null && index.runs.count() > 0) {
        await journal.transact(() => closeCsv(paths, index.runs)).catch(() => undefined);
      }
      index.close();
    },
  );
  const records = recordsOf((question, of) => files.use(({ index }) => index.ask(question, of)));
  const gaps = () => files.use((opened) => opened.gaps());

  const transact = <Result>(
    work: (
      under: { index: JournalIndex; lost: Gaps },
      ...decide: Parameters<Decide<unknown>>
    ) => Promise<Result>,
  ): Promise<Result> =>
    files.use(async ({ index, journal, gaps: findGaps }) => {
      // The first time this reads files: not while others wait for the lock.
      await findGaps();
      // What is at the end of the journal stays so under its lock.
      const now: AskIndex = async (question) => question(index);
      const result = await journal.transact(async (appendEntries) => {
        const lost = await findGaps();
        // Money first: nothing new is spent while something is lost, or may be, until somebody has looked.
        const refuseToSpend = () => {
          refuseIfBehind(lost);
          refuseIfDamaged(index.problems());
        };
        const append = async (jobId: string, event: JobEvent) => {
          if (!mayAppend(index.owners, jobId, event)) {
            throw new RangeError(`${event.type} does not follow ${index.job(jobId)?.state ?? 'nothing'}`);
          }
          if (event.type === 'planned' || event.type === 'submitting') refuseToSpend();
          if (isAmong(lost, jobId)) refuseIfBehind(lost);
          await appendEntries([{ job: jobId, event }], { durable: mustLast(event) });
          return known(index.job(jobId), jobId);
        };
        const reserve = async (event: ReservationEvent) => {
          if (event.type === 'held') refuseToSpend();
          await appendEntries([{ job: null, event }], { durable: true });
        };
        return await work({ index, lost }, recordsOf(now), append, reserve);
      });
      onRecorded?.();
      return result;
    });
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
    transact: (work) => transact((_, ...decide) => work(...decide)),
    record: ({ job_id, handle }, event, { evidence, claim } = {}) =>
      transact(async ({ index, lost }, now, append) => {
        const job = whole(await now.get(job_id), job_id, lost);
        const isOurs = claim === undefined || (await claims.isCurrent(claim));
        const sameRequest = job.handle?.request_id === handle?.request_id;
        if (!isOurs || !sameRequest || !mayAppend(index.owners, job_id, event))
          return { applied: false, job };
        if (evidence !== undefined) await appendText(evidence.path, `${JSON.stringify(evidence.line)}\n`);
        return { applied: true, job: await append(job_id, event) };
      }),
    // What the files know beyond the journal must not be written over.
    withLock: (work) => transact(({ lost }, now) => work(lost.length === 0 ? now : withoutLost(now, lost))),
    putRows: (rows) => files.use(({ index }) => putLedgerRows(paths, rows, index.runs)),
    gaps,
    async trouble() {
      if (!files.isOpen()) return null;
      const lost = await gaps();
      if (lost.length > 0) return { message: sayGaps(lost), next: REPAIR };
      const message = sayDamage(await files.use(({ index }) => index.problems()));
      return message === null ? null : { message, next: VERIFY };
    },
    reread: () => files.use(({ index }) => index.reread()),
    damage: () =>
      files.use(async ({ index }) => {
        await index.sync();
        return { entries: index.countEntries(), problems: index.problems() };
      }),
    noteDamage: () =>
      files.use(async ({ index, journal }) => {
        await index.sync();
        await journal.noteDamage(index.problems().flatMap(({ sha256, noted }) => (noted ? [] : [sha256])));
      }),
    restore: (lost) =>
      files.use(({ index, journal }) =>
        journal.transact(async (appendEntries) => {
          for (const { job_id, at, event } of lost) {
            if (!mayAppend(index.owners, job_id, event)) continue;
            await appendEntries([{ job: job_id, at, event }], { durable: mustLast(event) });
          }
        }),
      ),
    uploads: (rest) => ({
      get: (sha256) => {
        const at = new Date(clock.now().getTime() - REUSE_FOR_MS).toISOString();
        return files.use(({ index }) =>
          index.ask(({ database }) => uploadOf(database, { rest, sha256, at }), 'uploads'),
        );
      },
      put: (file) => {
        const upload: Upload = { ...file, rest, at: clock.now().toISOString() };
        return appendText(paths.uploads, `\n${JSON.stringify(upload)}`);
      },
    }),
    close: () => files.close(),
  };
}

/** fal keeps uploads for at least seven days (fal FAQ); three leave room for a long queue. */
const REUSE_FOR_MS = 3 * 24 * 60 * 60 * 1000;

function withoutLost(records: Records, lost: Gaps): Records {
  return {
    ...records,
    find: async (query) => (await records.find(query)).filter(({ job_id }) => !isAmong(lost, job_id)),
    ids: async (query) => (await records.ids(query)).filter((jobId) => !isAmong(lost, jobId)),
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
  if (message !== null) throw recordError({ code: 'JOURNAL_DAMAGED', message, next: VERIFY });
}

const VERIFY =
  'Run `fal-video ledger --verify`: it shows the lines and lets spending go on, where nothing is missing.';

function sayDamage(problems: readonly JournalProblem[]): string | null {
  const unseen = problems.filter(({ noted }) => !noted);
  if (unseen.length === 0) return null;
  const lines = unseen.slice(0, 5).map(({ line, problem }) => `line ${line} (${WORDS[problem] ?? problem})`);
  return `The journal has ${unseen.length} damaged line(s): ${lines.join(', ')}. Nothing is spent until they have been looked at.`;
}

const WORDS: Partial<Record<JournalProblem['problem'], string>> = {
  unowned: 'gives a job a request that no job has',
};

async function appendText(path: string, text: string): Promise<void> {
  await ownFolder(dirname(path));
  await appendFile(path, text).catch(naming(path));
}
