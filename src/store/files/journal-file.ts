import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cannotWrite, recordError } from '../../errors.ts';
import { type DamageNoted, formatLine } from '../../ledger/journal-line.ts';
import { keepBytes } from '../../ledger/keep-bytes.ts';
import { syncFolder } from '../../util/atomic-file.ts';
import type { Clock } from '../../util/clock.ts';
import { acquire } from '../../util/lock.ts';
import { naming } from '../../util/naming.ts';
import { orMoved, ownFolder } from '../../util/own-folder.ts';
import type { JournalIndex } from './index/journal-index.ts';
import { Replaced } from './index/tail.ts';

export interface NewEntry<Event> {
  /** `null` for what is about no single job. */
  job: string | null;
  event: Event;
  /** ISO time of an event that is written anew; default now. */
  at?: string;
}

/** Written in one piece and folded when this resolves; on the disk, where `durable`, when the transaction does. */
export type AppendEntries<Event> = (
  entries: readonly NewEntry<Event>[],
  options: { durable: boolean },
) => Promise<void>;

export interface JournalFileOptions {
  path: string;
  lockPath: string;
  clock: Clock;
  /** How long a writer waits for the others. */
  lockTimeoutMs?: number | undefined;
}

/** So many transactions share one lock and one fsync: others wait for it, too. */
const MOST_TOGETHER = 64;

interface Waiting<Event> {
  work: (append: AppendEntries<Event>) => Promise<unknown>;
  resolve: (result: unknown) => void;
  reject: (reason: unknown) => void;
  since: number;
}

/**
 * The journal as its writers see it: an append-only file of checked lines, one writer at a time over all processes. A line
 * starts with its newline, so that a torn append damages only itself. Transactions that wait together are on the disk together.
 */
export class JournalFile<Event> {
  readonly #options: JournalFileOptions;
  readonly #index: JournalIndex;
  /** Writers of one process come in their order: a thousand that all asked the kernel would starve one another. */
  readonly #waiting: Waiting<Event>[] = [];
  #isAtWork = false;
  #file: FileHandle | null = null;
  #mustSync = false;

  constructor(options: JournalFileOptions, index: JournalIndex) {
    this.#options = options;
    this.#index = index;
  }

  /** Runs the work while nobody else can append, with all that is in the journal folded. */
  transact<Result>(work: (append: AppendEntries<Event>) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({
        work,
        resolve: resolve as (result: unknown) => void,
        reject,
        since: performance.now(),
      });
      if (!this.#isAtWork) void this.#work();
    });
  }

  /** Notes these bad lines as seen, so that spending may go on. */
  async noteDamage(digests: readonly string[]): Promise<void> {
    await this.transact(() =>
      this.#appendLines(
        digests.map((sha256) => this.#damageLine(sha256, 'verify')),
        true,
      ),
    );
  }

  async #work(): Promise<void> {
    this.#isAtWork = true;
    while (this.#waiting.length > 0) await this.#workTogether();
    this.#isAtWork = false;
  }

  /** Those that wait now, and those that come while they are at it. */
  async #workTogether(): Promise<void> {
    const ends: (() => void)[] = [];
    const begun: Waiting<Event>[] = [];
    try {
      const lock = await this.#lock();
      try {
        while (this.#waiting.length > 0 && begun.length < MOST_TOGETHER) {
          const one = this.#waiting.shift() as Waiting<Event>;
          begun.push(one);
          ends.push(await this.#run(one));
        }
        await this.#putOnDisk();
      } finally {
        await lock.release();
      }
    } catch (thrown) {
      // The disk did not take it, so that nobody may build on it; or there was no lock, for whoever has waited long enough.
      const isOver = ({ since }: Waiting<Event>) => performance.now() - since >= this.#lockTimeoutMs;
      const failed =
        begun.length > 0 ? begun : this.#waiting.splice(0, this.#waiting.filter(isOver).length || 1);
      for (const { reject } of failed) reject(thrown);
      return;
    }
    for (const end of ends) end();
  }

  /** Never rejects: what becomes of it is told when all that it appended is on the disk. */
  async #run({ work, resolve, reject }: Waiting<Event>): Promise<() => void> {
    for (let isAgain = false; ; isAgain = true) {
      let hasAppended = false;
      try {
        await (isAgain ? this.#index.reread() : this.#index.sync());
        const result = await work(async (entries, { durable }) => {
          hasAppended = true;
          await this.#append(entries, durable);
        });
        return () => resolve(result);
      } catch (thrown) {
        const isReplaced = thrown instanceof Replaced;
        // A line is no longer what it was: the work is decided anew, by all that stands there now.
        if (isReplaced && !hasAppended && !isAgain) continue;
        const reason = isReplaced ? changedMeanwhile(this.#path) : await orMoved(thrown, this.#path);
        return () => reject(reason);
      }
    }
  }

  async #putOnDisk(): Promise<void> {
    const file = this.#file;
    const mustSync = this.#mustSync;
    this.#file = null;
    this.#mustSync = false;
    if (file === null) return;
    try {
      if (mustSync) await file.sync().catch(naming(this.#path)).catch(this.#cannotWrite);
    } finally {
      await file.close();
    }
  }

  async #append(entries: readonly NewEntry<Event>[], durable: boolean): Promise<void> {
    const now = this.#options.clock.now().toISOString();
    await this.#appendLines(
      entries.map(({ job, event, at = now }) => formatLine<Event>({ v: 1, at, job, event })),
      durable,
    );
  }

  /** Only under the lock. A tail that is still torn now has lost its writer: it is noted, never fixed. */
  async #appendLines(lines: readonly string[], durable: boolean): Promise<void> {
    if (lines.length === 0) return;
    const { journal } = this.#index;
    const before = journal.position;
    const torn = this.#index.tornTail();
    const text = [...(torn === null ? [] : [this.#damageLine(torn, 'append')]), ...lines];
    const isNew = before.bytes === 0 && torn === null;
    await this.#write(`\n${text.join('\n')}`, isNew).catch(this.#cannotWrite);
    this.#mustSync ||= durable;
    await this.#index.sync();
    const now = journal.position;
    const isThere = now.generation === before.generation && now.proven >= before.proven + text.length;
    if (!isThere) throw changedMeanwhile(this.#path);
  }

  async #write(text: string, isNew: boolean): Promise<void> {
    const path = this.#path;
    if (this.#file === null) {
      await ownFolder(dirname(path));
      if (isNew) await keepBytes(dirname(path));
      this.#file = await open(path, 'a', 0o644);
      if (isNew) await syncFolder(dirname(path));
    }
    await this.#file.writeFile(text).catch(naming(path));
  }

  readonly #cannotWrite = async (thrown: unknown): Promise<never> =>
    cannotWrite(await orMoved(thrown, this.#path));

  #damageLine(line_sha256: string, by: DamageNoted['by']): string {
    const at = this.#options.clock.now().toISOString();
    return formatLine<DamageNoted>({ v: 1, at, job: null, event: { type: 'damage-noted', line_sha256, by } });
  }

  get #path(): string {
    return this.#options.path;
  }

  get #lockTimeoutMs(): number {
    return this.#options.lockTimeoutMs ?? 20_000;
  }

  async #lock() {
    const lockPath = this.#options.lockPath;
    const lock = await acquire(lockPath, this.#lockTimeoutMs).catch(this.#cannotWrite);
    if (lock !== null) return lock;
    throw recordError({
      code: 'LOCKED',
      message: `Another process has held ${lockPath} for ${this.#lockTimeoutMs / 1000} seconds.`,
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
