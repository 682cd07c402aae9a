import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Allowance, allowance, type Caps } from '../src/budget/caps.ts';
import { commitmentsOf, commitmentsOfReservations } from '../src/jobs/store/commitments.ts';
import type { Job } from '../src/jobs/store/job.ts';
import type { JobContext } from '../src/jobs/store/job-context.ts';
import { openJobStore, type StoreEvent } from '../src/jobs/store/job-store.ts';
import { ledgerRowOf } from '../src/jobs/store/ledger-row-of.ts';
import type { ReservationAccount } from '../src/jobs/store/reservations.ts';
import { type JournalProblem, openJournal } from '../src/ledger/journal.ts';
import { readLedger, readLedgerTable } from '../src/ledger/ledger.ts';
import type { LedgerRow } from '../src/ledger/ledger-row.ts';
import { projectPaths } from '../src/project/project-paths.ts';
import { systemClock } from '../src/util/clock.ts';
import { packageRoot } from '../src/util/package-root.ts';

/** Journals of version 0.1.0, and what that version made of each: see the README beside them. */
const DATA = join(packageRoot, 'test/data/journals');
const PROJECTS = readdirSync(DATA, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Members of a job, and of what an experiment holds, that have another name than they had then. */
const RENAMED: Readonly<Record<string, string>> = { filed: 'finalized' };

const renamed = (members: object) =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [RENAMED[name] ?? name, value as unknown]),
  );

/** `fold.json`. */
interface Before {
  now: string;
  caps: Caps;
  allowance: { of: string | null; left: Allowance }[];
  /** What each experiment holds, by its slug. */
  money: Record<string, object>;
  problems: JournalProblem[];
  /** Their events by the lines of the journal, from 1. */
  jobs: Record<string, { events: number[] }>;
  rows: Record<string, LedgerRow>;
  ledger: string[];
}

const linesOf = async (project: string) =>
  (await readFile(join(DATA, project, 'journal.jsonl'), 'utf8')).split('\n');

/** With the events themselves, read by nothing but `JSON.parse`. */
function wholeJob(job: { events: number[] }, lines: readonly string[]): object {
  const events = job.events.map((line) => {
    const { at, event } = JSON.parse(lines[line - 1] ?? '') as { at: string; event: object };
    return { at, event };
  });
  return { ...job, events };
}

const plainAccount = ({ agreed, quotes, open, ...rest }: ReservationAccount) => ({
  ...rest,
  agreed: Object.fromEntries(agreed),
  quotes: [...quotes],
  open: open === null ? null : { ...open, parts: Object.fromEntries(open.parts) },
});

/** What a row says otherwise since: nothing was sent, so nothing was billed; it was "not known". */
const since = ({ status }: { status: string }) => (status === 'not-sent' ? { billed_cost: 0 } : {});

describe.each(PROJECTS)('the journal of before of "%s"', (project) => {
  const path = (name: string) => join(DATA, project, name);
  let before: Before;
  let jobs: Job[];
  let accounts: ReadonlyMap<string, ReservationAccount>;
  let problems: readonly JournalProblem[];
  beforeAll(async () => {
    before = JSON.parse(await readFile(path('fold.json'), 'utf8')) as Before;
    // Only read, so that its lock is never taken.
    const lockPath = join(tmpdir(), 'never-taken.lock');
    const journal = openJournal<StoreEvent>({ path: path('journal.jsonl'), lockPath, clock: systemClock });
    const store = openJobStore(journal);
    [jobs, accounts] = [await store.all(), await store.accounts()];
    ({ problems } = await journal.read());
  });

  it('tells the same jobs, in the same order', async () => {
    const lines = await linesOf(project);
    expect(jobs).toEqual(Object.values(before.jobs).map((job) => renamed(wholeJob(job, lines))));
  });

  it('tells the same of what experiments hold', () => {
    const held = [...accounts].map(([slug, account]) => [slug, plainAccount(account)]);
    expect(held).toEqual(Object.entries(before.money).map(([slug, account]) => [slug, renamed(account)]));
  });

  it('leaves as much of each cap', () => {
    const now = new Date(before.now);
    const commitments = [...commitmentsOf(jobs), ...commitmentsOfReservations(accounts.values(), now)];
    const left = before.allowance.map(({ of }) => ({
      of,
      left: allowance(commitments, before.caps, now, { experiment: of }),
    }));
    expect(left).toEqual(before.allowance);
  });

  it('has the same damaged lines', () => {
    expect(problems).toEqual(before.problems);
  });

  it('gives each job the same row of the ledger, and says of what was never sent that it was billed nothing', () => {
    const root = join(tmpdir(), 'project');
    const context = { project: { root, paths: projectPaths(root, true) } } as Pick<JobContext, 'project'>;
    const rows = jobs.map((job) => [job.job_id, ledgerRowOf(context, job)]);
    const wanted = Object.entries(before.rows).map(([jobId, row]) => [jobId, { ...row, ...since(row) }]);
    expect(rows).toEqual(wanted);
  });

  it('has a ledger beside it, and a table, that are read as the same rows', async () => {
    const rows = before.ledger.map((jobId) => before.rows[jobId]);
    const paths = { ledgerJsonl: path('ledger.jsonl'), ledgerCsv: path('ledger.csv') };
    expect(await readLedger(paths)).toEqual(rows);
    expect(await readLedgerTable(paths)).toEqual(rows);
  });
});

it('every event that version 0.1.0 wrote stands in one of its journals', async () => {
  const lines = (await Promise.all(PROJECTS.map(linesOf))).flat();
  const types = lines.flatMap(
    (line) => /^\{.*?"event":\{"type":"([a-z-]+)".*"check":"\w+"\}$/.exec(line)?.[1] ?? [],
  );
  expect([...new Set(types)].toSorted()).toEqual([
    'billed',
    'cancel-asked',
    'cancelled',
    'collected',
    'completed',
    'cost-told',
    'damage-noted',
    'expired',
    'failed',
    'file-fetched',
    'filed',
    'held',
    'hold-released',
    'looked-up',
    'not-sent',
    'planned',
    'queued',
    'restored',
    'result-read',
    'retry-scheduled',
    'running',
    'submitted',
    'submitting',
    'unknown',
    'verified',
  ]);
});
