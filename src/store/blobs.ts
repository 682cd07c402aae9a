/**
 * What jobs take and make, as files: inputs that were changed to be sent, outputs, sheets, reports, the records of runs. Each
 * stands whole under its name or not at all. Paths are absolute, in the project as this machine has it.
 */
export interface Blobs {
  /** Where the file lies on this machine, brought here where it has to be; `null` where there is none. */
  find(blob: Blob): Promise<string | null>;
  /** Its text, or `null` where there is none. */
  read(path: string): Promise<string | null>;
  /** On the disk when this resolves. Those who write the same path hold a claim against each other, or say that they do not. */
  write(path: string, data: string | Uint8Array, options?: { unclaimed?: boolean }): Promise<void>;
  /** The same of JSON that people read, too; a list in it may be a generator. */
  writeJson(path: string, value: unknown): Promise<void>;
  /** The file, or folder of files, that `make` writes where it is told to. Several may make the same. */
  make<Made>(path: string, make: (making: string) => Promise<Made>): Promise<Made>;
  /** Gives a file that is whole its name. */
  keep(file: string, blob: Blob): Promise<void>;
}

export interface Blob {
  path: string;
  /** Of what is in it, where that is known: it is the same file wherever it lies. */
  sha256?: string | undefined;
}
