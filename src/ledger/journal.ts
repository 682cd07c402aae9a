import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { cannotWrite, recordError } from '../errors.ts';
import { syncFolder } from '../util/atomic-file.ts';
import type { Clock } from '../util/clock.ts';
import { acquire } from '../util/lock.ts';
import { type DamageNoted, formatLine, type JournalEntry, parseLine } from './journal-line.ts';

/** A bad line. `noted` ones have been seen and explained; any other stops spending. */
export interface JournalProblem {
  line: number;
  problem: 'torn' | 'changed' | 'version';
  sha256: string;
  noted: boolean;
}

export interface NewEntry<Event> {
  /** `null` for what is about no single job. */
  job: string | null;
  event: Event;
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
 * itself. Reading goes on from where it stopped; many processes may read and append at once.
 */
export function openJournal<Event>(options: JournalOptions): Journal<Event> {
  return new FileJournal<Event>(options);
}

class FileJournal<Event> implements Journal<Event> {
  readonly #options: JournalOptions;
  #reader = new Reader<Event>();
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
    const at = this.#options.clock.now().toISOString();
    await this.#appendLines(
      entries.map(({ job, event }) => formatLine<Event>({ v: 1, at, job, event })),
      durable,
    );
  }

  /** Only under the lock. A tail that is still torn now has lost its writer: it is noted, never mended. */
  async #appendLines(lines: string[], durable: boolean): Promise<void> {
    if (lines.length === 0) return;
    const torn = this.#reader.tornTail();
    const text = [...(torn === null ? [] : [this.#damageLine(torn, 'append')]), ...lines];
    await appendText(this.#options.path, `\n${text.join('\n')}`, durable).catch(cannotWrite);
    await this.#catchUp();
  }

  #damageLine(line_sha256: string, by: DamageNoted['by']): string {
    const at = this.#options.clock.now().toISOString();
    return formatLine<DamageNoted>({ v: 1, at, job: null, event: { type: 'damage-noted', line_sha256, by } });
  }

  async #catchUp(): Promise<void> {
    const turn = this.#turn.then(async () => {
      // A journal that has shrunk was replaced by somebody: start over.
      if (!(await this.#reader.readFrom(this.#options.path))) {
        this.#reader = new Reader<Event>();
        await this.#reader.readFrom(this.#options.path);
      }
    });
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  async #lock() {
    const { lockPath, lockTimeoutMs = 20_000 } = this.#options;
    const lock = await acquire(lockPath, lockTimeoutMs).catch(cannotWrite);
    if (lock !== null) return lock;
    throw recordError({
      code: 'LOCKED',
      message: `Another process has held ${lockPath} for ${lockTimeoutMs / 1000} seconds.`,
      next: 'Wait for it or end it, then try again. Nothing was sent.',
      temporary: true,
    });
  }
}

/** Takes in the file piece by piece. */
class Reader<Event> {
  readonly entries: JournalEntry<Event>[] = [];
  readonly #bad: Omit<JournalProblem, 'noted'>[] = [];
  readonly #noted = new Set<string>();
  #offset = 0;
  #line = 0;
  #tail = '';

  /** False when the file is shorter than what was read of it before. */
  async readFrom(path: string): Promise<boolean> {
    const added = await readAfter(path, this.#offset);
    if (added === 'shrunk') return false;
    // Cut as bytes: a torn line may end inside a character.
    const lastLine = added.lastIndexOf(0x0a) + 1;
    const finished = added.subarray(0, lastLine).toString('utf8').split('\n').slice(0, -1);
    for (const line of finished) this.#take(line);
    this.#tail = added.subarray(lastLine).toString('utf8');
    this.#offset += lastLine;
    // The last line has no newline behind it: it counts as soon as it proves itself.
    if (this.#tail !== '' && parseLine(this.#tail).kind === 'entry') {
      this.#take(this.#tail, false);
      this.#offset += added.length - lastLine;
      this.#tail = '';
    }
    return true;
  }

  /** The digest of an unfinished last line, or `null`. */
  tornTail(): string | null {
    const parsed = this.#tail === '' ? null : parseLine(this.#tail);
    return parsed?.kind === 'bad' && parsed.problem === 'torn' ? parsed.sha256 : null;
  }

  problems(): JournalProblem[] {
    const tail = this.#tail === '' ? null : parseLine(this.#tail);
    // A torn tail is a writer at work, or one that died: either way it never counted.
    const all =
      tail?.kind === 'bad' && tail.problem !== 'torn'
        ? [...this.#bad, { line: this.#line + 1, problem: tail.problem, sha256: tail.sha256 }]
        : this.#bad;
    return all.map((problem) => ({ ...problem, noted: this.#noted.has(problem.sha256) }));
  }

  #take(line: string, countsLine = true): void {
    this.#line += countsLine ? 1 : 0;
    if (line === '') return;
    const parsed = parseLine<Event>(line);
    if (parsed.kind === 'bad') {
      this.#bad.push({ line: this.#line, problem: parsed.problem, sha256: parsed.sha256 });
    } else if (isDamageNoted(parsed.entry)) {
      this.#noted.add(parsed.entry.event.line_sha256);
    } else {
      this.entries.push(parsed.entry as JournalEntry<Event>);
    }
  }
}

async function appendText(path: string, text: string, durable: boolean): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a', 0o644);
  try {
    const isNew = (await file.stat()).size === 0;
    await file.writeFile(text);
    if (durable) await file.sync();
    if (durable && isNew) await syncFolder(dirname(path));
  } finally {
    await file.close();
  }
}

function isDamageNoted(entry: JournalEntry<unknown>): entry is JournalEntry<DamageNoted> {
  return (entry.event as { type?: unknown }).type === 'damage-noted';
}

async function readAfter(path: string, offset: number): Promise<Buffer | 'shrunk'> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    // A file in the way of the folder is for the writer to say.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (file === null) return offset === 0 ? Buffer.alloc(0) : 'shrunk';
  try {
    const { size } = await file.stat();
    if (size < offset) return 'shrunk';
    const buffer = Buffer.alloc(size - offset);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
