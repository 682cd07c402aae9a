import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredFile } from './files.ts';
import { type SimulatedJob, newJob, type Outcome } from './job.ts';
import type { ModelSource } from './model-types.ts';

/** What a simulated fal knows, line by line: fal itself forgets no request when a client dies. */
type Line =
  | { event: 'started'; origin: string }
  | { event: 'file'; file: StoredFile }
  | {
      event: 'accepted';
      id: string;
      endpoint_id: string;
      input: Record<string, unknown>;
      input_hash: string;
      store_io: boolean;
      at: string;
    }
  | {
      event: 'ended';
      id: string;
      started_at: string | null;
      ended_at: string | null;
      removed: boolean;
      outcome: Outcome;
    };

export interface Remembered {
  files: StoredFile[];
  /** With the hash of the input. Those that had not ended are queued anew. */
  jobs: { job: SimulatedJob; inputHash: string }[];
  /** Where it listened before: URLs in inputs still say so. */
  origins: string[];
}

const MOST_ENDED = 1_000;
const MOST_FILES = 3_000;

/** `memory.jsonl` in the simulator's folder. One simulator at a time may have it open. */
export class Memory {
  readonly #path: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#path = join(folder, 'memory.jsonl');
  }

  /** What an earlier simulator of this folder knew, its URLs turned to the new origin; the file is made small again. */
  recall(origin: string, models: ModelSource): Remembered {
    const lines = this.#read();
    const origins = [...new Set(lines.flatMap((line) => (line.event === 'started' ? [line.origin] : [])))];
    const files = lines.flatMap((line) => (line.event === 'file' ? [line.file] : []));
    const kept = files.filter(({ path }) => existsSync(path)).slice(-MOST_FILES);
    const ends = new Map(lines.flatMap((line) => (line.event === 'ended' ? [[line.id, line] as const] : [])));
    const accepted = lines.flatMap((line) => (line.event === 'accepted' ? [line] : []));
    const old = new Set(
      accepted
        .filter(({ id }) => ends.has(id))
        .slice(0, -MOST_ENDED)
        .map(({ id }) => id),
    );
    const known = accepted.filter(({ id }) => !old.has(id));
    this.#write([
      ...[...new Set([...origins.slice(-20), origin])].map((one): Line => ({
        event: 'started',
        origin: one,
      })),
      ...kept.map((file): Line => ({ event: 'file', file })),
      ...known.flatMap((line): Line[] => [line, ...(ends.has(line.id) ? [ends.get(line.id) as Line] : [])]),
    ]);
    return {
      files: kept,
      origins,
      jobs: known.flatMap((line) => {
        const job = jobOf(line, models);
        if (job === null) return [];
        const end = ends.get(line.id);
        if (end !== undefined) Object.assign(job, endOf(end, origins, origin));
        return [{ job, inputHash: line.input_hash }];
      }),
    };
  }

  file(file: StoredFile): void {
    this.#append({ event: 'file', file });
  }

  accepted({ id, model, input, storeIo, acceptedAt }: SimulatedJob, inputHash: string): void {
    const { endpoint_id } = model;
    const at = acceptedAt.toISOString();
    this.#append({ event: 'accepted', id, endpoint_id, input, input_hash: inputHash, store_io: storeIo, at });
  }

  ended({ id, startedAt, endedAt, removed, outcome }: SimulatedJob): void {
    if (outcome === null) return;
    const times = { started_at: startedAt?.toISOString() ?? null, ended_at: endedAt?.toISOString() ?? null };
    this.#append({ event: 'ended', id, ...times, removed, outcome });
  }

  #read(): Line[] {
    if (!existsSync(this.#path)) return [];
    return readFileSync(this.#path, 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as Line];
        } catch {
          // Torn by a kill: it never counted.
          return [];
        }
      });
  }

  /** In one turn, and so not by `writeAtomic`: a world that is being made answers nobody. */
  #write(lines: readonly Line[]): void {
    writeFileSync(`${this.#path}.new`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    renameSync(`${this.#path}.new`, this.#path);
  }

  /** At once and in order, before the world is told. A line begins with its newline: a torn one damages only itself. */
  #append(line: Line): void {
    appendFileSync(this.#path, `\n${JSON.stringify(line)}`);
  }
}

function jobOf(line: Extract<Line, { event: 'accepted' }>, models: ModelSource): SimulatedJob | null {
  const model = models.find(line.endpoint_id);
  if (model === null) return null;
  return newJob({
    id: line.id,
    model,
    input: line.input,
    storeIo: line.store_io,
    faults: [],
    acceptedAt: new Date(line.at),
    startWithinMs: null,
  });
}

function endOf(
  { started_at, ended_at, removed, outcome }: Extract<Line, { event: 'ended' }>,
  origins: readonly string[],
  origin: string,
): Partial<SimulatedJob> {
  const text = origins.reduce((all, old) => all.replaceAll(`${old}/`, `${origin}/`), JSON.stringify(outcome));
  return {
    state: 'ended',
    startedAt: started_at === null ? null : new Date(started_at),
    endedAt: ended_at === null ? null : new Date(ended_at),
    removed,
    outcome: JSON.parse(text) as Outcome,
  };
}
