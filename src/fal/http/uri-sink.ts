import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { naming } from '../../util/naming.ts';
import { ownFolder } from '../../util/own-folder.ts';

/** The payload of a data URI, as it stands in a JSON text, on its way into a file. */
export class UriSink {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #decode: (text: string) => { bytes: Buffer; rest: string };
  readonly #utf8 = new TextDecoder();
  /** Ends in the middle of an escape of JSON, or of what the URI is written in. */
  #json = '';
  #rest = '';

  private constructor(file: FileHandle, path: string, isBase64: boolean) {
    this.#file = file;
    this.#path = path;
    this.#decode = isBase64 ? fromBase64 : fromPercents;
  }

  /** `head`: the URI up to its comma. */
  static async open(path: string, head: string): Promise<UriSink> {
    await ownFolder(dirname(path));
    return new UriSink(await open(path, 'w', 0o644), path, /;base64,$/i.test(head));
  }

  async write(piece: Buffer): Promise<void> {
    const json = this.#json + this.#utf8.decode(piece, { stream: true });
    const whole = json.length - halfEscape(json);
    this.#json = json.slice(whole);
    const { bytes, rest } = this.#decode(this.#rest + unescaped(json.slice(0, whole)));
    this.#rest = rest;
    await this.#append(bytes);
  }

  /** Everything was written, and is on the disk. */
  async end(): Promise<void> {
    await this.#append(Buffer.from(this.#rest, this.#decode === fromBase64 ? 'base64' : 'utf8'));
    await this.#file.sync().catch(naming(this.#path));
    await this.close();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #append(bytes: Buffer): Promise<void> {
    await this.#file.appendFile(bytes).catch(naming(this.#path));
  }
}

/** How much of the end is only the beginning of an escape. */
function halfEscape(json: string): number {
  const half = /\\(?:u[\da-f]{0,3})?$/i.exec(json.slice(-5))?.[0].length ?? 0;
  let before = json.length - half - 1;
  while (json[before] === '\\') before -= 1;
  // One of a pair of backslashes begins nothing.
  return (json.length - half - 1 - before) % 2 === 0 ? half : 0;
}

/** A text that JSON does not allow is left as it is: the whole answer cannot be read then. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

/** Four digits at a time; line ends and spaces between them mean nothing. */
function fromBase64(text: string) {
  const digits = text.replaceAll(/\s/g, '');
  const whole = digits.length - (digits.length % 4);
  return { bytes: Buffer.from(digits.slice(0, whole), 'base64'), rest: digits.slice(whole) };
}

/** `%3C` is a byte; every other character is itself, and some are two halves to JSON. */
function fromPercents(text: string) {
  const whole = text.length - (/(?:%[\da-f]?|[\ud800-\udbff])$/i.exec(text.slice(-2))?.[0].length ?? 0);
  const parts = text.slice(0, whole).split(/((?:%[\da-f]{2})+)/i);
  const bytes = parts.map((part, index) =>
    index % 2 === 0 ? Buffer.from(part) : Buffer.from(part.replaceAll('%', ''), 'hex'),
  );
  return { bytes: Buffer.concat(bytes), rest: text.slice(whole) };
}
