import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inputError } from '../errors.ts';
import { makeWhole } from '../util/atomic-file.ts';
import { openSha256 } from '../util/hash.ts';

export interface StoredFile {
  /** Below `/files/`: random, then the name that the file was given. */
  name: string;
  path: string;
  content_type: string;
  bytes: number;
  sha256: string | null;
  /** The request that made it; `null` for an upload. */
  request_id: string | null;
}

/** Files that can still be asked for; the oldest are forgotten first. */
const MOST_FILES = 20_000;
const MOST_UPLOAD_BYTES = 512 * 1024 * 1024;

/** The simulated CDN: names in memory, bytes in a folder. */
export class Files {
  /** Where the outside finds them: uploads and media have this origin. */
  readonly origin: string;
  readonly #folder: string;
  readonly #files = new Map<string, StoredFile>();
  readonly #onAdd: (file: StoredFile) => void;
  #formerOrigins: readonly string[] = [];

  constructor(folder: string, origin: string, onAdd: (file: StoredFile) => void = () => undefined) {
    this.#folder = join(folder, 'files');
    this.origin = origin;
    this.#onAdd = onAdd;
  }

  /** Takes over the files of an earlier simulator, and the names that it was known by. */
  restore(files: readonly StoredFile[], formerOrigins: readonly string[]): void {
    for (const file of files) this.#files.set(file.name, file);
    this.#formerOrigins = formerOrigins;
  }

  urlOf(name: string): string {
    return `${this.origin}/files/${name}`;
  }

  /** The file behind one of our own URLs; `null` for any other. */
  findByUrl(url: string): StoredFile | null {
    const origin = [this.origin, ...this.#formerOrigins].find((one) => url.startsWith(`${one}/files/`));
    return origin === undefined ? null : this.find(url.slice(`${origin}/files/`.length));
  }

  /** What a request made; of several files the first. */
  findByRequest(requestId: string): StoredFile | null {
    return [...this.#files.values()].find(({ request_id }) => request_id === requestId) ?? null;
  }

  find(name: string): StoredFile | null {
    return this.#files.get(name) ?? null;
  }

  add(file: StoredFile): StoredFile {
    this.#onAdd(file);
    this.#files.set(file.name, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > MOST_FILES && oldest !== undefined) this.#files.delete(oldest);
    return file;
  }

  /** Puts a file on disk that somebody else wrote under a name of its own. */
  async publish(path: string, name: string, contentType: string, requestId: string): Promise<StoredFile> {
    const { size: bytes } = await stat(path);
    return this.add({ name, path, content_type: contentType, bytes, sha256: null, request_id: requestId });
  }

  /** Takes a body in, straight to the disk; over the limit is an input error. */
  async receive(body: AsyncIterable<Uint8Array>, name: string, contentType: string): Promise<StoredFile> {
    const path = join(this.#folder, name);
    const hash = openSha256();
    let bytes = 0;
    const counted = new Transform({
      transform(chunk: Uint8Array, _, done) {
        bytes += chunk.length;
        hash.update(chunk);
        done(bytes > MOST_UPLOAD_BYTES ? tooLarge() : null, chunk);
      },
    });
    // Two jobs may bring the same file at once, and one of them look at it already.
    await makeWhole(path, (making) => pipeline(body, counted, createWriteStream(making)));
    return { name, path, content_type: contentType, bytes, sha256: hash.digest('hex'), request_id: null };
  }
}

/** `3f9c…_clip.mp4`: cannot be guessed, and keeps a readable end. */
export function randomName(fileName: string): string {
  const safe = fileName.replaceAll(/[^\w.-]+/g, '_').slice(-80);
  return `${randomBytes(12).toString('hex')}_${safe}`;
}

const tooLarge = () =>
  inputError({ code: 'UPLOAD_TOO_LARGE', message: `An upload may have ${MOST_UPLOAD_BYTES} bytes at most.` });
