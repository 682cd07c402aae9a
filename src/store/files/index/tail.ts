import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { once } from '../../../util/once.ts';
import { type Database, sql, Unusable } from './database.ts';

/** How far a growing file of lines is taken in. */
export interface Position {
  inode: number;
  /** What stands behind them is new. */
  bytes: number;
  /** Of the whole file when it was looked at last, an unfinished line at its end included. */
  size: number;
  mtime: number;
  /** Whole lines, and how many of them proved themselves. */
  lines: number;
  proven: number;
  /** The last bytes that were taken in, in hex: a file in which they stand elsewhere is another. */
  seam: string;
  /** Of the file: another one takes the next number. */
  generation: number;
}

const FILES = ['journal', 'ledger', 'uploads'] as const;

export const POSITIONS_TABLE = `
CREATE TABLE positions (
  file TEXT PRIMARY KEY, inode REAL NOT NULL, bytes INTEGER NOT NULL, size INTEGER NOT NULL,
  mtime REAL NOT NULL, lines INTEGER NOT NULL,
  proven INTEGER NOT NULL, seam TEXT NOT NULL, generation INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO positions VALUES ${FILES.map((file) => `('${file}', 0, 0, 0, 0, 0, 0, '', 0)`).join(', ')}`;

/** A line, and where it stands. */
export type LineSpan = readonly [offset: number, length: number];

/** Gives back whether the line proved itself; the last of the file, without its newline, is told apart. */
export type TakeLine = (
  text: string,
  span: LineSpan,
  position: Position,
  isLast: boolean,
) => 'taken' | 'left';

/** The file is not the one that was taken in. */
export class Replaced extends Error {
  /** Though it begins as that one did. */
  readonly looksSame: boolean;

  constructor(looksSame = false) {
    super('The file was replaced or changed by another program.');
    this.looksSame = looksSame;
  }
}

/** More than the check of a line, which no two lines share. */
const SEAM_BYTES = 64;
/** So much is taken in at once, and each time into the same memory. */
const PIECE_BYTES = 256 << 10;
const pieceMemory = once(() => Buffer.allocUnsafeSlow(PIECE_BYTES));

/** One file as the index has taken it in: its place in the table of positions, and what is new behind it. */
export class Tail {
  readonly path: string;
  readonly #name: string;
  readonly #database: () => Database;
  /** The file as it was when the index was last known to be at its end, and how far that is. */
  #seen: (FileFacts & { position: Position }) | null = null;

  constructor(name: (typeof FILES)[number], path: string, database: () => Database) {
    this.#name = name;
    this.path = path;
    this.#database = database;
  }

  /** Where the index is known to be at the end of the file, that end. */
  get position(): Position {
    return this.#seen?.position ?? this.#read();
  }

  #read(): Position {
    const position = this.#database().get<Position>(sql`SELECT * FROM positions WHERE file = ${this.#name}`);
    if (position === undefined) throw new Unusable(`no position of the ${this.#name}`);
    return position;
  }

  /** Costs one look at the file. */
  isAtEnd(): boolean {
    const now = factsOf(this.path);
    const seen = this.#seen;
    return now !== null && seen !== null && isUntouched(seen, now);
  }

  /** How many bytes are new; throws where the file is another. `null` where there is none. */
  news(): number | null {
    const file = factsOf(this.path);
    const { bytes } = this.#read();
    if (file === null && bytes > 0) throw new Replaced();
    return file === null ? null : file.bytes - bytes;
  }

  /** Takes in the next piece, in one transaction of the caller's. Gives back how far it is. */
  takePiece(file: number, takeLine: TakeLine): { bytes: number; size: number } {
    const position = this.#read();
    const found = factsOfOpen(file);
    if (!isSame(position, found, file)) throw new Replaced();
    let piece = readInto(pieceMemory().subarray(0, found.bytes - position.bytes), file, position.bytes);
    // A line that is longer than a piece is taken whole.
    if (piece.length === PIECE_BYTES && !piece.includes(0x0a)) {
      piece = readAt(file, position.bytes, found.bytes - position.bytes);
    }
    const isEnd = position.bytes + piece.length === found.bytes;
    // Nobody here writes nothing: an editor has saved the file, and may have changed it anywhere.
    if (position.bytes > 0 && piece.length > 0 && piece.every(isSpace)) throw new Replaced(true);
    const taken = takeLines(piece, position, isEnd, takeLine);
    const bytes = position.bytes + taken;
    const length = Math.min(bytes, SEAM_BYTES);
    const seam = taken === 0 ? position.seam : readAt(file, bytes - length, length).toString('hex');
    this.#database().run(sql`UPDATE positions SET inode = ${found.inode}, bytes = ${bytes},
      size = ${found.bytes}, mtime = ${found.mtime}, lines = ${position.lines}, proven = ${position.proven}, seam = ${seam} WHERE file = ${this.#name}`);
    const { inode, mtime } = found;
    this.#seen = isEnd
      ? { ...found, position: { ...position, inode, bytes, size: found.bytes, mtime, seam } }
      : null;
    return { bytes: isEnd ? found.bytes : bytes, size: found.bytes };
  }

  /** Whether the file is what was taken in, and perhaps more. */
  isSame(): boolean {
    const position = this.#read();
    return withFile(this.path, (file) => isSame(position, factsOfOpen(file), file)) ?? position.bytes === 0;
  }

  /** Another file stands there now: from its beginning. */
  restart(): void {
    this.forgetSeen();
    this.#database()
      .run(sql`UPDATE positions SET inode = 0, bytes = 0, size = 0, mtime = 0, lines = 0, proven = 0, seam = '',
      generation = generation + 1 WHERE file = ${this.#name}`);
  }

  forgetSeen(): void {
    this.#seen = null;
  }

  /** What stands behind the last line that was taken in: a line that somebody is writing, or never finished. */
  rest(): string {
    const { bytes } = this.position;
    // Nothing, as far as was seen: nobody else writes while this is asked under the lock.
    if (this.#seen?.bytes === bytes && this.isAtEnd()) return '';
    return (
      withFile(this.path, (file) => {
        const { size } = fstatSync(file);
        return size > bytes ? readAt(file, bytes, size - bytes).toString('utf8') : '';
      }) ?? ''
    );
  }

  /** Lines where they stand. Throws where the file is another meanwhile. */
  readLines(spans: readonly LineSpan[]): string[] {
    if (spans.length === 0) return [];
    const lines = withFile(this.path, (file) =>
      spans.map(([offset, length]) => readAt(file, offset, length).toString('utf8')),
    );
    if (lines === null) throw new Replaced();
    return lines;
  }
}

/** Gives back how many bytes were taken in. */
function takeLines(piece: Buffer, position: Position, isEnd: boolean, takeLine: TakeLine): number {
  const { bytes } = position;
  let start = 0;
  for (let newline = piece.indexOf(0x0a); newline !== -1; newline = piece.indexOf(0x0a, start)) {
    position.lines++;
    takeLine(piece.toString('utf8', start, newline), [bytes + start, newline - start], position, false);
    start = newline + 1;
  }
  if (!isEnd || start === piece.length) return start;
  // The last line has no newline behind it: it counts as soon as it proves itself.
  const last = takeLine(piece.toString('utf8', start), [bytes + start, piece.length - start], position, true);
  return last === 'taken' ? piece.length : start;
}

const isSpace = (byte: number) => byte === 0x0a || byte === 0x0d || byte === 0x20;

interface FileFacts {
  inode: number;
  bytes: number;
  mtime: number;
}

/** `null` where there is none: a file in the way of its folder is for the writer to say. */
function factsOf(path: string): FileFacts | null {
  try {
    const { ino: inode, size: bytes, mtimeMs: mtime } = statSync(path);
    return { inode, bytes, mtime };
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

const isAbsent = (error: unknown) =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

function factsOfOpen(file: number): FileFacts {
  const { ino: inode, size: bytes, mtimeMs: mtime } = fstatSync(file);
  return { inode, bytes, mtime };
}

const isUntouched = (a: FileFacts, b: FileFacts) =>
  a.inode === b.inode && a.bytes === b.bytes && a.mtime === b.mtime;

/** Whether the file begins with what was taken in. Where nothing was added it must not have been touched, either. */
function isSame(position: Position, found: FileFacts, file: number): boolean {
  if (position.bytes === 0) return true;
  if (found.inode !== position.inode || found.bytes < position.bytes) return false;
  if (found.bytes === position.size && found.mtime !== position.mtime) return false;
  const length = position.seam.length / 2;
  return readAt(file, position.bytes - length, length).toString('hex') === position.seam;
}

/** `null` where there is no file. */
export function withFile<Result>(path: string, work: (file: number) => Result): Result | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}

const readAt = (file: number, offset: number, length: number) =>
  readInto(Buffer.allocUnsafe(length), file, offset);

function readInto(buffer: Buffer, file: number, offset: number): Buffer {
  const { length } = buffer;
  let read = 0;
  while (read < length) {
    const count = readSync(file, buffer, read, length - read, offset + read);
    if (count === 0) break;
    read += count;
  }
  return buffer.subarray(0, read);
}
