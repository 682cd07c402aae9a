import { readdirSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Allowance, allowance, type Caps } from '../src/budget/caps.ts';
import { spentOf } from '../src/jobs/plan/admit.ts';
import { commitmentsOfReservations } from '../src/store/reservations.ts';
import type { Job } from '../src/store/job.ts';
import type { JobContext } from '../src/store/job-context.ts';
import { openFiles } from '../src/store/files/open-files.ts';
import type { Store } from '../src/store/store.ts';
import { type StoreEvent } from '../src/store/reservations.ts';
import { ledgerRowOf } from '../src/store/ledger-row-of.ts';
import type { ReservationAccount } from '../src/store/reservations.ts';
import type { JournalProblem } from '../src/ledger/journal-line.ts';
import { readLedger, readLedgerTable } from '../src/ledger/ledger.ts';
import type { LedgerRow } from '../src/ledger/ledger-row.ts';
import { type ProjectPaths, projectPaths } from '../src/project/project-paths.ts';
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

/** What older versions folded of it, too: which holds there were is known since journals may be merged. */
const plainAccount = ({ experiment, batch, agreed, quotes, open }: ReservationAccount) => ({
  experiment,
  batch,
  agreed: Object.fromEntries(agreed),
  quotes: [...quotes],
  open: open === null ? null : { ...open, parts: Object.fromEntries(open.parts) },
});

/** What a row says otherwise since: nothing was sent, so nothing was billed; it was "not known". */
const since = ({ status }: { status: string }) => (status === 'not-sent' ? { billed_cost: 0 } : {});

/** Experiments that something was ever held for, read by nothing but `JSON.parse`. */
const experimentsIn = (lines: readonly string[]) => [
  ...new Set(
    lines.flatMap((line) => {
      const { event } = (line.endsWith('"}') ? JSON.parse(line) : {}) as { event?: StoreEvent };
      return event?.type === 'held' ? [event.experiment] : [];
    }),
  ),
];

describe.each(PROJECTS)('the journal of before of "%s"', (project) => {
  let before: Before;
  let root: string;
  let paths: ProjectPaths;
  let store: Store;
  let jobs: Job[];
  beforeAll(async () => {
    before = JSON.parse(await readFile(join(DATA, project, 'fold.json'), 'utf8')) as Before;
    // A copy: what is read leaves an index beside it.
    root = await mkdtemp(join(tmpdir(), 'old-journal-'));
    paths = projectPaths(root, true);
    await cp(join(DATA, project), paths.fal, { recursive: true });
    ({ store } = openFiles({ paths, clock: systemClock }));
    jobs = await store.find({});
  });
  afterAll(async () => {
    await store.close();
    await rm(root, { recursive: true, force: true });
  });

  it('tells the same jobs, in the same order', async () => {
    const lines = await linesOf(project);
    expect(jobs).toEqual(Object.values(before.jobs).map((job) => renamed(wholeJob(job, lines))));
    expect(await store.count({})).toBe(jobs.length);
  });

  it('tells the same jobs to whoever finds it indexed', async () => {
    const { store: another } = openFiles({ paths, clock: systemClock });
    expect(await another.find({})).toEqual(jobs);
    await another.close();
  });

  it('tells the same of what experiments hold', async () => {
    const slugs = experimentsIn(await linesOf(project));
    const accounts = await Promise.all(slugs.map((slug) => store.account(slug)));
    const held = accounts.flatMap((account) => (account === undefined ? [] : [plainAccount(account)]));
    const wanted = Object.values(before.money).map(renamed);
    expect(held).toEqual(wanted);
    const bySlug = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    const open = (await store.openAccounts()).map(plainAccount);
    expect(open.toSorted(bySlug)).toEqual(held.filter((account) => account.open !== null).toSorted(bySlug));
  });

  it('leaves as much of each cap', async () => {
    const now = new Date(before.now);
    const left = await Promise.all(
      before.allowance.map(async ({ of }) => {
        const spent = await spentOf(store, { experiment: of }, now);
        const commitments = [...spent.commitments, ...commitmentsOfReservations(spent.held, now)];
        return { of, left: allowance(commitments, before.caps, now, { experiment: of }) };
      }),
    );
    expect(left).toEqual(before.allowance);
  });

  it('has the same damaged lines', async () => {
    expect((await store.damage()).problems).toEqual(before.problems);
  });

  it('gives each job the same row of the ledger, and says of what was never sent that it was billed nothing', () => {
    const context = { project: { root, paths } } as Pick<JobContext, 'project'>;
    const rows = jobs.map((job) => [job.job_id, ledgerRowOf(context, job)]);
    const wanted = Object.entries(before.rows).map(([jobId, row]) => [jobId, { ...row, ...since(row) }]);
    expect(rows).toEqual(wanted);
  });

  it('has a ledger beside it, and a table, that are read as the same rows', async () => {
    const rows = before.ledger.map((jobId) => before.rows[jobId]);
    expect(await readLedger(paths)).toEqual(rows);
    expect(await readLedgerTable(paths)).toEqual(rows);
    const found = await store.runs({}, { limit: 1_000 });
    expect(new Set(found.map(({ job_id }) => job_id))).toEqual(new Set(before.ledger));
    expect(found).toEqual(found.map(({ job_id }) => before.rows[job_id]));
    expect(await store.countRuns({})).toBe(rows.length);
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
