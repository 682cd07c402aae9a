import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cannotWrite, recordError } from '../errors.ts';
import { syncFolder } from '../util/atomic-file.ts';
import type { Clock } from '../util/clock.ts';
import { acquire } from '../util/lock.ts';
import { naming } from '../util/naming.ts';
import { orMoved, ownFolder } from '../util/own-folder.ts';
import { type DamageNoted, formatLine, type JournalEntry } from './journal-line.ts';
import { type JournalProblem, JournalReader } from './journal-reader.ts';
import { keepBytes } from './keep-bytes.ts';

export type { JournalProblem } from './journal-reader.ts';

export interface NewEntry<Event> {
  /** `null` for what is about no single job. */
  job: string | null;
  event: Event;
  /** ISO time of an event that is written anew; default now. */
  at?: string;
}

export interface Transaction<Event> {
  /** Everything in the journal, up to this moment: nobody else can append until the transaction ends. */
  readonly entries: readonly JournalEntry<Event>[];
  readonly problems: readonly JournalProblem[];
  /** Written in one piece, and fsynced when `durable`. They are in `entries` when this resolves. */
  append: (entries: readonly NewEntry<Event>[], options: { durable: boolean }) => Promise<void>;
}

/**
 * The store that jobs are kept in. A file under a lock here; a shared database can stand behind the same
 * three calls for a team.
 */
export interface Journal<Event> {
  read(): Promise<{ entries: readonly JournalEntry<Event>[]; problems: readonly JournalProblem[] }>;
  transact<Result>(work: (transaction: Transaction<Event>) => Promise<Result>): Promise<Result>;
  /** Notes every bad line as seen, so that spending may go on. Returns the lines that were newly noted. */
  noteDamage(): Promise<JournalProblem[]>;
}

export interface JournalOptions {
  path: string;
  lockPath: string;
  clock: Clock;
  /** How long a writer waits for the others. */
  lockTimeoutMs?: number;
}

/**
 * An append-only file of checked lines. A line starts with its newline, so that a torn append damages only
 * itself. Reading goes on from where it stopped; many processes may read and append at once. A file that is no
 * longer what was read of it gives a new list of entries, never the old one shortened.
 */
export function openJournal<Event>(options: JournalOptions): Journal<Event> {
  return new FileJournal<Event>(options);
}

class FileJournal<Event> implements Journal<Event> {
  readonly #options: JournalOptions;
  #reader = new JournalReader<Event>();
  /** Reads of one process take turns, or two of them would take in the same bytes twice. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Writers of one process come in their order: a thousand that all asked the kernel would starve one another. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  async read() {
    await this.#catchUp();
    return { entries: this.#reader.entries, problems: this.#reader.problems() };
  }

  async transact<Result>(work: (transaction: Transaction<Event>) => Promise<Result>): Promise<Result> {
    const mine = this.#queue.then(() => this.#transactNow(work));
    this.#queue = mine.catch(() => undefined);
    return await mine;
  }

  async #transactNow<Result>(work: (transaction: Transaction<Event>) => Promise<Result>): Promise<Result> {
    const lock = await this.#lock();
    try {
      await this.#catchUp();
      return await work({
        entries: this.#reader.entries,
        problems: this.#reader.problems(),
        append: (entries, { durable }) => this.#append(entries, durable),
      });
    } finally {
      await lock.release();
    }
  }

  async noteDamage(): Promise<JournalProblem[]> {
    return await this.transact(async ({ problems }) => {
      const unseen = problems.filter(({ noted }) => !noted);
      await this.#appendLines(
        unseen.map(({ sha256 }) => this.#damageLine(sha256, 'verify')),
        true,
      );
      return unseen;
    });
  }

  async #append(entries: readonly NewEntry<Event>[], durable: boolean): Promise<void> {
    const now = this.#options.clock.now().toISOString();
    await this.#appendLines(
      entries.map(({ job, event, at = now }) => formatLine<Event>({ v: 1, at, job, event })),
      durable,
    );
  }

  /** Only under the lock. A tail that is still torn now has lost its writer: it is noted, never fixed. */
  async #appendLines(lines: string[], durable: boolean): Promise<void> {
    if (lines.length === 0) return;
    if (this.#reader.isNew) await keepBytes(dirname(this.#options.path)).catch(this.#cannotWrite);
    const reader = this.#reader;
    const torn = reader.tornTail();
    const { count } = reader;
    const text = [...(torn === null ? [] : [this.#damageLine(torn, 'append')]), ...lines];
    await appendText(this.#options.path, `\n${text.join('\n')}`, durable).catch(this.#cannotWrite);
    await this.#catchUp();
    const isThere = this.#reader === reader && reader.count >= count + text.length;
    if (!isThere) throw changedMeanwhile(this.#options.path);
  }

  readonly #cannotWrite = async (thrown: unknown): Promise<never> =>
    cannotWrite(await orMoved(thrown, this.#options.path));

  #damageLine(line_sha256: string, by: DamageNoted['by']): string {
    const at = this.#options.clock.now().toISOString();
    return formatLine<DamageNoted>({ v: 1, at, job: null, event: { type: 'damage-noted', line_sha256, by } });
  }

  async #catchUp(): Promise<void> {
    const turn = this.#turn.then(async () => {
      // A journal that has shrunk was replaced by somebody: start over.
      if (!(await this.#reader.readFrom(this.#options.path))) {
        this.#reader = new JournalReader<Event>();
        await this.#reader.readFrom(this.#options.path);
      }
    });
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  async #lock() {
    const { lockPath, lockTimeoutMs = 20_000 } = this.#options;
    const lock = await acquire(lockPath, lockTimeoutMs).catch(this.#cannotWrite);
    if (lock !== null) return lock;
    throw recordError({
      code: 'LOCKED',
      message: `Another process has held ${lockPath} for ${lockTimeoutMs / 1000} seconds.`,
      next: 'Wait for it or end it, then try again. Nothing was sent.',
      temporary: true,
    });
  }
}

/** Somebody who asks for no lock: whether the line is in what they left must not be guessed. */
const changedMeanwhile = (path: string) =>
  recordError({
    code: 'JOURNAL_CHANGED',
    message: `${path} was replaced or cut by another program in the very moment in which a line was written to it. Whether the line stands is not known.`,
    next: 'Look at `fal-video jobs`, and bring the file back if it was cut by mistake; then try again.',
  });

async function appendText(path: string, text: string, durable: boolean): Promise<void> {
  await ownFolder(dirname(path));
  const file = await open(path, 'a', 0o644);
  try {
    const isNew = (await file.stat()).size === 0;
    await file.writeFile(text).catch(naming(path));
    if (durable) await file.sync().catch(naming(path));
    if (durable && isNew) await syncFolder(dirname(path));
  } finally {
    await file.close();
  }
}
