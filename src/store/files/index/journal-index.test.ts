import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  anyEvents,
  anyReservation,
  BATCHES,
  Draw,
  ENDPOINTS,
  EXPERIMENTS,
  JOBS,
  KEYS,
  QUOTES,
  REQUESTS,
} from '../../../../test/support/any-events.ts';
import { appendLines, lineOf } from '../../../../test/support/journal-lines.ts';
import {
  plainCells,
  plainCommitments,
  plainDisputed,
  plainExperiments,
  plainFind,
  plainIsAgreed,
  type PlainJournal,
  plainJournal,
  plainModelCosts,
  plainPaid,
} from '../../../../test/support/plain-journal.ts';
import { allowance, type Caps } from '../../../budget/caps.ts';
import { applies } from '../../fold.ts';
import { type Job, JOB_STATES } from '../../job.ts';
import type { StoreEvent } from '../../reservations.ts';
import { type ProjectPaths, projectPaths } from '../../../project/project-paths.ts';
import { systemClock } from '../../../util/clock.ts';
import { JournalFile } from '../journal-file.ts';
import { sql } from './database.ts';
import { JournalIndex } from './journal-index.ts';
import type { JobQuery, Records } from '../../records.ts';
import { recordsOf } from './records.ts';

/** One thing that befalls a journal or its index; the seed chooses among what there is. */
interface Act {
  kind: (typeof ACTS)[number];
  seed: number;
}

const ACTS = [
  // Events that follow in the life of a job, written by whoever looked.
  ...(['lives', 'lives', 'lives', 'lives', 'lives', 'lives', 'lives', 'lives', 'lives', 'lives'] as const),
  ...(['lives-raw', 'lives-raw', 'lives-raw', 'lives-raw'] as const),
  // Any event at all, as only a program without rules would write it.
  ...(['any', 'any-raw', 'any-raw'] as const),
  ...(['reserves', 'reserves', 'reserves-raw'] as const),
  ...(['torn', 'changed', 'version', 'blank', 'notes'] as const),
  ...(['look', 'look', 'look', 'look-beside', 'look-beside'] as const),
  ...(['reopens', 'index-removed', 'index-removed-open', 'index-cut', 'index-garbage'] as const),
  ...(['journal-cut', 'journal-flipped', 'journal-line-gone', 'journal-removed', 'journal-worn'] as const),
  ...(['journal-kept', 'journal-kept', 'journal-older', 'journal-merged', 'journal-merged'] as const),
] as const;

const act = fc.record<Act>({ kind: fc.constantFrom(...ACTS), seed: fc.nat() });

/** Every query by one member, and some by several. */
const QUERIES: JobQuery[] = [
  {},
  ...JOB_STATES.map((state): JobQuery => ({ states: [state] })),
  { states: ['planned', 'submitting', 'queued', 'running', 'completed'] },
  { ids: ['job_3', 'job_1', 'nobody'] },
  { ids: [] },
  { open: true },
  { unfinalized: true },
  { unfinished: true },
  { ask_again: true },
  { lost_request: true },
  { ended: true },
  { ended_since: '2026-11-22T00:00:00.000Z' },
  { in_trouble: true },
  { bill_unknown: true },
  { bill_unknown: true, ended: true },
  { disputed: true },
  { unverified_since: '2026-11-22T00:00:00.000Z' },
  { experiment: null },
  ...EXPERIMENTS.map((experiment): JobQuery => ({ experiment })),
  ...BATCHES.map((batch): JobQuery => ({ batch })),
  ...ENDPOINTS.map((endpoint): JobQuery => ({ endpoint })),
  ...KEYS.map((key): JobQuery => ({ keys: [key] })),
  { keys: KEYS.slice(1) },
  { keys: [] },
  { newest: true },
  { newest: true, limit: 2 },
  { limit: 1 },
  { after: 'job_2' },
  { after: 'nobody' },
  { after: 'job_1', newest: true, limit: 2 },
  { experiment: 'walk', batch: 'x', open: true },
  { endpoint: 'a/b', states: ['collected', 'unknown'], newest: true, after: 'job_0' },
  { unverified_since: '2026-11-20', ids: ['job_0', 'job_1'], limit: 1 },
  { ask_again: true, ended_since: '2026-11-21', after: 'job_1' },
];

const DAYS = ['2026-11-20', '2026-11-21', '2026-11-22'];
const CAPS: Caps = {
  max_job: 1e9,
  max_experiment: 1e9,
  max_day: 1e9,
  ask_above: 0,
  unknown_price_ceiling: null,
};

/** Of SQLite: where less than its last page is cut off, it sees zeros there, and nothing wrong. */
const PAGE_BYTES = 4_096;

class World {
  readonly paths: ProjectPaths;
  #one: JournalIndex;
  #beside: JournalIndex;
  /** Events so far: no two have the same time. */
  #events = 0;
  /** A backup of the journal. */
  #kept: { bytes: Buffer; mtime: Date } | null = null;

  private constructor(paths: ProjectPaths, one: JournalIndex, beside: JournalIndex) {
    this.paths = paths;
    this.#one = one;
    this.#beside = beside;
  }

  static async open(root: string): Promise<World> {
    const paths = projectPaths(root, false);
    return new World(paths, await JournalIndex.open(paths), await JournalIndex.open(paths));
  }

  close(): void {
    this.#one.close();
    this.#beside.close();
  }

  async do({ kind, seed }: Act): Promise<void> {
    const draw = new Draw(seed);
    switch (kind) {
      case 'lives':
      case 'lives-raw':
        return await this.#live(draw, kind === 'lives-raw');
      case 'any':
      case 'any-raw':
        return await this.#append(draw.from(JOBS), draw.from(anyEvents(draw)), draw, kind === 'any-raw');
      case 'reserves':
      case 'reserves-raw':
        return await this.#append(null, anyReservation(draw), draw, kind === 'reserves-raw');
      case 'torn':
      case 'changed':
      case 'version':
      case 'blank':
        return await this.#appendBad(kind, draw);
      case 'notes': {
        await this.#one.sync();
        const unseen = this.#one.problems().filter(({ noted }) => !noted);
        return await this.#file(this.#one).noteDamage(unseen.map(({ sha256 }) => sha256));
      }
      case 'look':
        return await expectSame(this.paths, this.#one);
      case 'look-beside':
        return await expectSame(this.paths, this.#beside);
      case 'reopens':
        this.#one.close();
        this.#one = await JournalIndex.open(this.paths);
        return;
      case 'index-removed-open':
        await this.#removeIndex();
        this.#beside = await this.#reopened(this.#beside);
        return;
      case 'index-removed':
        return await this.#whileClosed(() => null);
      case 'index-cut':
        return await this.#whileClosed((index) =>
          index.subarray(0, draw.below(index.length - PAGE_BYTES + 1)),
        );
      case 'index-garbage':
        return await this.#whileClosed(() => Buffer.from('no database '.repeat(draw.below(1_000))));
      case 'journal-cut':
      case 'journal-flipped':
      case 'journal-line-gone':
      case 'journal-removed':
      case 'journal-worn':
      case 'journal-older':
      case 'journal-merged':
        return await this.#spoil(kind, draw);
      case 'journal-kept': {
        const { journal } = this.paths;
        if (existsSync(journal))
          this.#kept = { bytes: await readFile(journal), mtime: (await stat(journal)).mtime };
        return;
      }
    }
  }

  /** The file of the index, under those that have it open. */
  async cutOpen(size: number): Promise<void> {
    this.#one.database.all(sql`PRAGMA wal_checkpoint(TRUNCATE)`);
    await truncate(this.paths.index, size);
  }

  /** Everybody is killed, and what is left of the index is what SQLite keeps beside its file. */
  async crashWithoutIndex(): Promise<void> {
    const beside = ['-wal', '-shm'].map((end) => `${this.paths.index}${end}`);
    const left = await Promise.all(beside.map((path) => readFile(path)));
    this.close();
    await this.#removeIndex();
    for (const [at, path] of beside.entries()) await writeFile(path, left[at] ?? '');
    this.#one = await JournalIndex.open(this.paths);
    this.#beside = await JournalIndex.open(this.paths);
  }

  async expectAll(): Promise<void> {
    await expectSame(this.paths, this.#one);
    await expectSame(this.paths, this.#beside);
  }

  async #live(draw: Draw, isRaw: boolean): Promise<void> {
    const job = draw.from(JOBS);
    for (let events = draw.below(8); events >= 0; events--) {
      const known = (await plainOf(this.paths)).jobs.get(job);
      // Most are sent, or there would be little to tell of them.
      const isSent = draw.below(8) > 0;
      const following = anyEvents(draw).filter(
        (event) => applies(known, event) && !(isSent && event.type === 'not-sent'),
      );
      await this.#append(job, draw.from(following), draw, isRaw);
    }
  }

  async #append(job: string | null, event: StoreEvent, draw: Draw, isRaw: boolean): Promise<void> {
    const at = this.#time(draw);
    if (isRaw) return await appendLines(this.paths.journal, lineOf(job, event, { at }));
    const by = draw.from([this.#one, this.#beside]);
    await this.#file(by).transact((append) => append([{ job, event, at }], { durable: false }));
  }

  async #appendBad(kind: 'torn' | 'changed' | 'version' | 'blank', draw: Draw): Promise<void> {
    const job = draw.from(JOBS);
    const event = draw.from(anyEvents(draw));
    const line = lineOf(job, event, { at: this.#time(draw), v: (kind === 'version' ? 2 : 1) as 1 });
    const texts = {
      torn: line.slice(0, draw.below(line.length)),
      changed: line.replace('"type"', '"tYpe"'),
      version: line,
      blank: draw.from(['', '\r', '\n\r\n']),
    };
    await appendLines(this.paths.journal, texts[kind]);
  }

  /** Another program writes the file otherwise, and is seen to have done so. */
  async #spoil(kind: Act['kind'], draw: Draw): Promise<void> {
    const { journal } = this.paths;
    if (!existsSync(journal)) return;
    await this.#one.sync();
    await this.#beside.sync();
    const bytes = await readFile(journal);
    const lines = bytes.toString('latin1').split('\n');
    const gone = draw.below(lines.length);
    const kept = this.#kept ?? { bytes: Buffer.alloc(0), mtime: new Date(0) };
    if (kind === 'journal-removed') {
      await rm(journal);
    } else if (kind === 'journal-older') {
      await writeFile(journal, kept.bytes);
    } else if (kind === 'journal-merged') {
      await writeFile(
        journal,
        mixed(lines, kept.bytes.toString('latin1').split('\n'), draw).join('\n'),
        'latin1',
      );
    } else if (kind === 'journal-cut') {
      await truncate(journal, draw.below(bytes.length + 1));
    } else if (kind === 'journal-flipped') {
      if (bytes.length !== this.#one.journal.position.bytes || bytes.length === 0) return;
      const place = draw.below(bytes.length);
      bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
      await writeFile(journal, bytes);
    } else {
      const left = lines.filter((_, at) => at !== gone).join('\n');
      await writeFile(
        `${journal}.new`,
        kind === 'journal-worn' ? left.replaceAll('\n', '\r\n') : left,
        'latin1',
      );
      await rename(`${journal}.new`, journal);
    }
    // What is written anew within one tick of the disk's clock has the same time.
    const later = new Date(Date.now() + ++this.#events);
    if (existsSync(journal)) await utimes(journal, new Date(), kind === 'journal-older' ? kept.mtime : later);
    // Of what was changed in place nobody can tell any more, once more has been written behind it.
    await expectSame(this.paths, this.#one);
    this.#beside = await this.#reopened(this.#beside);
    await expectSame(this.paths, this.#beside);
  }

  #time(draw: Draw): string {
    const day = DAYS[draw.below(DAYS.length)] ?? '';
    return new Date(Date.parse(`${day}T23:59:00Z`) + this.#events++).toISOString();
  }

  #file(index: JournalIndex): JournalFile<StoreEvent> {
    return new JournalFile(
      { path: this.paths.journal, lockPath: this.paths.lock, clock: systemClock },
      index,
    );
  }

  async #reopened(index: JournalIndex): Promise<JournalIndex> {
    index.close();
    return await JournalIndex.open(this.paths);
  }

  /** While nobody has it open, another file stands in its place; `null`: none. */
  async #whileClosed(change: (index: Buffer) => Buffer | null): Promise<void> {
    // Whole in its file, as the last one to close it leaves it.
    this.#one.database.all(sql`PRAGMA wal_checkpoint(TRUNCATE)`);
    this.close();
    const changed = change(await readFile(this.paths.index));
    await this.#removeIndex();
    if (changed !== null) await writeFile(this.paths.index, changed);
    this.#one = await JournalIndex.open(this.paths);
    this.#beside = await JournalIndex.open(this.paths);
  }

  async #removeIndex(): Promise<void> {
    for (const end of ['', '-wal', '-shm']) await rm(`${this.paths.index}${end}`, { force: true });
  }
}

/** The lines of both, each in their order. */
function mixed(one: readonly string[], other: readonly string[], draw: Draw): string[] {
  const [left, right] = [[...one], [...other]];
  const all: string[] = [];
  while (left.length + right.length > 0) {
    const from = right.length === 0 || (left.length > 0 && draw.below(2) === 0) ? left : right;
    all.push(...from.splice(0, 1 + draw.below(9)));
  }
  return all;
}

const plainOf = async ({ journal }: ProjectPaths): Promise<PlainJournal> =>
  plainJournal(await readFile(journal, 'utf8').catch(() => ''));

async function expectSame(paths: ProjectPaths, index: JournalIndex): Promise<void> {
  const plain = await plainOf(paths);
  const records = recordsOf(index.ask);
  for (const job of [...JOBS, 'nobody']) expect(await records.get(job)).toEqual(plain.jobs.get(job));
  for (const query of QUERIES) {
    const wanted = plainFind(plain, query);
    expect(await records.find(query), JSON.stringify(query)).toEqual(wanted);
    expect(await records.ids(query)).toEqual(wanted.map(({ job_id }) => job_id));
    const { limit: _, ...unlimited } = query;
    expect(await records.count(query)).toBe(plainFind(plain, unlimited).length);
  }
  await expectSameMoney(records, plain);
  for (const request of REQUESTS) expect(await records.ownerOf(request)).toBe(plain.requests.get(request));
  expect(index.problems()).toEqual(plain.problems);
  expect(index.countEntries()).toBe(plain.entries);
  expect(index.countJobs()).toBe(plain.jobs.size);
}

async function expectSameMoney(records: Records, plain: PlainJournal): Promise<void> {
  for (const experiment of [null, ...EXPERIMENTS]) {
    for (const day of [...DAYS, '2026-11-23']) {
      const now = new Date(`${day}T12:00:00Z`);
      const commitments = await records.commitments({ experiment }, now);
      const wanted = allowance(plainCommitments(plain), CAPS, now, { experiment });
      expect(allowance(commitments, CAPS, now, { experiment })).toEqual(wanted);
    }
  }
  for (const experiment of EXPERIMENTS)
    expect(await records.cells(experiment)).toEqual(plainCells(plain, experiment));
  for (const experiment of EXPERIMENTS)
    expect(await records.account(experiment)).toEqual(plain.accounts.get(experiment));
  const open = new Map((await records.openAccounts()).map((account) => [account.experiment, account]));
  expect(open).toEqual(new Map([...plain.accounts].filter(([, account]) => account.open !== null)));
  for (const quote of QUOTES) expect(await records.isAgreed(quote)).toBe(plainIsAgreed(plain, quote));
  for (const endpoint of ENDPOINTS) {
    for (const compared of [true, false]) {
      const wanted = plainPaid(plain, endpoint, compared);
      expect(await records.paid(endpoint, { compared, limit: 100 })).toEqual(wanted);
      expect(await records.paid(endpoint, { compared, limit: 1 })).toEqual(wanted.slice(0, 1));
    }
    const disputed = plainDisputed(plain, endpoint);
    expect(await records.disputed(endpoint)).toEqual({ count: disputed.length, newest: disputed.at(-1) });
  }
  expect(await records.modelCosts()).toEqual(plainModelCosts(plain));
  const endpoints = new Set([...plain.jobs.values()].map(({ plan }: Job) => plan.endpoint_id));
  expect(await records.endpoints()).toEqual([...endpoints].toSorted());
  expect(await records.experiments(9)).toEqual(plainExperiments(plain));
  expect(await records.experiments(1)).toEqual(plainExperiments(plain).slice(0, 1));
}

/** Another process' view of the same project, as far as one process can have two. */
async function withWorld(work: (world: World) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'journal-index-'));
  const world = await World.open(root);
  try {
    await work(world);
  } finally {
    world.close();
    await rm(root, { recursive: true, force: true });
  }
}

it('the index says what the lines of the journal say, whatever befalls either of them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 40, size: 'max' }), (acts) =>
      withWorld(async (world) => {
        for (const one of acts) await world.do(one);
        await world.expectAll();
      }),
    ),
    { numRuns: 15 },
  );
});

async function begin(world: World): Promise<void> {
  for (let seed = 0; seed < 20; seed++) await world.do({ kind: seed % 5 === 0 ? 'reserves' : 'lives', seed });
  await world.expectAll();
}

const goOn = (world: World) => world.do({ kind: 'lives-raw', seed: 1 });

it.each([0, 100, 4_096, 40_960, 50_000])(
  'the index whose file is cut to %s bytes while it is open is made anew, or goes on from what it still has',
  async (size) => {
    await withWorld(async (world) => {
      await begin(world);
      await world.cutOpen(size);
      await goOn(world);
      await world.expectAll();
      await world.do({ kind: 'reopens', seed: 0 });
      await goOn(world);
      await world.expectAll();
    });
  },
);

it('the index goes on where its folder is removed while it is open, however much is new', async () => {
  await withWorld(async (world) => {
    await begin(world);
    await rm(dirname(world.paths.index), { recursive: true });
    await goOn(world);
    await world.expectAll();
    await appendLines(world.paths.journal, '\n'.repeat(100_000));
    await goOn(world);
    await world.expectAll();
  });
});

it('the index is made anew where a crash left its other files, and somebody removed it alone', async () => {
  await withWorld(async (world) => {
    await begin(world);
    await world.crashWithoutIndex();
    await world.expectAll();
    await goOn(world);
    await world.expectAll();
  });
});
