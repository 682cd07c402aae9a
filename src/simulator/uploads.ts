import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { type Files, randomName, type StoredFile } from './files.ts';

interface Upload {
  name: string;
  content_type: string;
  /** Parts that have arrived, by number. */
  parts: Map<number, StoredFile>;
}

const MOST_OPEN = 5_000;

/** Uploads that were promised a place: the half of storage between `initiate` and the file. */
export class Uploads {
  readonly #files: Files;
  readonly #open = new Map<string, Upload>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** A secret to upload with, and the name the file will have. */
  begin(fileName: string, contentType: string): { token: string; name: string } {
    const token = randomBytes(16).toString('hex');
    const name = randomName(fileName);
    this.#open.set(token, { name, content_type: contentType, parts: new Map() });
    const [oldest] = this.#open.keys();
    if (this.#open.size > MOST_OPEN && oldest !== undefined) this.#open.delete(oldest);
    return { token, name };
  }

  /** The whole file at once; may be repeated. `null` for an unknown token. */
  async put(token: string, body: AsyncIterable<Uint8Array>): Promise<StoredFile | null> {
    const upload = this.#open.get(token);
    if (upload === undefined) return null;
    return this.#files.add(await this.#files.receive(body, upload.name, upload.content_type));
  }

  /** One part of many; its tag is the hash of its bytes. */
  async putPart(token: string, number: number, body: AsyncIterable<Uint8Array>): Promise<StoredFile | null> {
    const upload = this.#open.get(token);
    if (upload === undefined) return null;
    const part = await this.#files.receive(body, `${upload.name}.part-${number}`, upload.content_type);
    upload.parts.set(number, part);
    return part;
  }

  /** Joins the parts in the order named; `null` where one is missing or has another tag. */
  async complete(token: string, named: readonly Part[]): Promise<StoredFile | null> {
    const upload = this.#open.get(token);
    if (upload === undefined || named.length === 0) return null;
    const parts = named.flatMap(({ partNumber, etag }) => {
      const part = upload.parts.get(partNumber);
      return part !== undefined && part.sha256 === etag ? [part] : [];
    });
    if (parts.length !== named.length) return null;
    const file = await this.#files.receive(bytesOf(parts), upload.name, upload.content_type);
    this.#open.delete(token);
    await Promise.all([...upload.parts.values()].map(({ path }) => unlink(path)));
    return this.#files.add(file);
  }
}

export interface Part {
  partNumber: number;
  etag: string;
}

async function* bytesOf(parts: readonly StoredFile[]): AsyncGenerator<Uint8Array> {
  for (const { path } of parts) yield* createReadStream(path) as AsyncIterable<Uint8Array>;
}
