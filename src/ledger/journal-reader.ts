import { open } from 'node:fs/promises';
import { refuseIfMoved } from '../util/own-folder.ts';
import { type DamageNoted, isBlank, type JournalEntry, parseLine } from './journal-line.ts';

/** A bad line. `noted` ones have been seen and explained; any other stops spending. */
export interface JournalProblem {
  line: number;
  problem: 'torn' | 'changed' | 'version';
  sha256: string;
  noted: boolean;
}

/** Bytes of the seam: more than the check of a line, which no two lines share. */
const SEAM_BYTES = 64;

/** Takes in a journal piece by piece. */
export class JournalReader<Event> {
  readonly entries: JournalEntry<Event>[] = [];
  /** How many lines proved themselves. */
  count = 0;
  readonly #bad: Omit<JournalProblem, 'noted'>[] = [];
  readonly #noted = new Set<string>();
  #offset = 0;
  #line = 0;
  #tail = '';
  /** The last bytes that were taken in: a file in which they stand elsewhere is another. */
  #seam: Buffer = Buffer.alloc(0);

  /** False when the file is no longer what was read of it before: gone, cut, or written anew. */
  async readFrom(path: string): Promise<boolean> {
    const added = await readAfter(path, this.#offset, this.#seam);
    if (added === 'another') return false;
    // Cut as bytes: a torn line may end inside a character.
    const lastLine = added.lastIndexOf(0x0a) + 1;
    const finished = added.subarray(0, lastLine).toString('utf8').split('\n').slice(0, -1);
    for (const line of finished) this.#take(line);
    this.#tail = added.subarray(lastLine).toString('utf8');
    let taken = lastLine;
    // The last line has no newline behind it: it counts as soon as it proves itself.
    if (parseLine(this.#tail).kind === 'entry') {
      this.#take(this.#tail, false);
      taken = added.length;
      this.#tail = '';
    }
    this.#offset += taken;
    this.#seam = Buffer.concat([this.#seam, added.subarray(Math.max(0, taken - SEAM_BYTES), taken)]).subarray(
      -SEAM_BYTES,
    );
    return true;
  }

  /** Whether nothing was ever read: there is no file, or an empty one. */
  get isNew(): boolean {
    return this.#offset === 0 && this.#tail === '';
  }

  /** The digest of an unfinished last line, or `null`. */
  tornTail(): string | null {
    const parsed = isBlank(this.#tail) ? null : parseLine(this.#tail);
    return parsed?.kind === 'bad' && parsed.problem === 'torn' ? parsed.sha256 : null;
  }

  problems(): JournalProblem[] {
    const tail = isBlank(this.#tail) ? null : parseLine(this.#tail);
    // A torn tail is a writer at work, or one that died: either way it never counted.
    const all =
      tail?.kind === 'bad' && tail.problem !== 'torn'
        ? [...this.#bad, { line: this.#line + 1, problem: tail.problem, sha256: tail.sha256 }]
        : this.#bad;
    return all.map((problem) => ({ ...problem, noted: this.#noted.has(problem.sha256) }));
  }

  #take(line: string, countsLine = true): void {
    this.#line += countsLine ? 1 : 0;
    if (isBlank(line)) return;
    const parsed = parseLine<Event>(line);
    this.count += parsed.kind === 'bad' ? 0 : 1;
    if (parsed.kind === 'bad') {
      this.#bad.push({ line: this.#line, problem: parsed.problem, sha256: parsed.sha256 });
    } else if (isDamageNoted(parsed.entry)) {
      this.#noted.add(parsed.entry.event.line_sha256);
    } else {
      this.entries.push(parsed.entry as JournalEntry<Event>);
    }
  }
}

function isDamageNoted(entry: JournalEntry<unknown>): entry is JournalEntry<DamageNoted> {
  return (entry.event as { type?: unknown }).type === 'damage-noted';
}

/** What was added behind the offset, if what stands before it is what stood there. */
async function readAfter(path: string, offset: number, seam: Buffer): Promise<Buffer | 'another'> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    // A file in the way of the folder is for the writer to say.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (file === null) {
    await refuseIfMoved(path);
    return offset === 0 ? Buffer.alloc(0) : 'another';
  }
  try {
    const { size } = await file.stat();
    if (size < offset) return 'another';
    const buffer = Buffer.alloc(size - offset + seam.length);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset - seam.length);
    const before = buffer.subarray(0, seam.length);
    return before.equals(seam) ? buffer.subarray(seam.length, Math.max(bytesRead, seam.length)) : 'another';
  } finally {
    await file.close();
  }
}
