import { asFalVideoError } from '../../errors.ts';
import { costNote } from '../../store/bill-note.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Claims } from '../../store/claims.ts';
import type { Job } from '../../store/job.ts';
import { cameOut } from '../../store/notes-of.ts';
import type { CellJob } from '../../store/records.ts';
import type { Project } from '../../project/index.ts';
import type { Run } from '../../runs/run.ts';
import type { Clock } from '../../util/clock.ts';
import { writeLearnings, writePrompts } from '../documents/documents.ts';
import type { CellState, PlannedCell } from '../types.ts';
import { readBatchFile } from './batch-file.ts';
import { cellState, servedByOther } from './cell-state.ts';
import type { Inspections } from './inspections.ts';
import { readLastRun, type RunNotes, writeResults } from './results-file.ts';
import type { CellFigures, CellsSeen, ExperimentProgress, ExperimentState } from './types.ts';

export interface ExperimentFilesOptions {
  jobs: Jobs;
  claims: Claims;
  blobs: Blobs;
  project: Project;
  clock: Clock;
  inspections: Inspections;
  /** What the run of this process knows; `null` where none runs here. */
  runHere: (slug: string) => LiveRun | null;
  writeReport: (state: ExperimentState) => Promise<void>;
}

const NOT_STARTED: readonly CellState['status'][] = ['waiting', 'not-sent'];

/** After a writing, so many times as long as it took. */
const RESTS_FOR = 9;

/** Longer than somebody has a claim who only asks, as here. */
const ASKED_MS = 50;

/** So many cells are looked at together. */
const SEEN_AT_ONCE = 100;

/** Which cells are looked at, by their ids. */
export type PickCells = (progress: ExperimentProgress) => Iterable<string>;

export interface ExperimentLook {
  progress: ExperimentProgress;
  seen: CellsSeen;
}

/** What figures and cells are made from. */
interface Standing extends Pick<RunNotes, 'troubles'> {
  progress: ExperimentProgress;
  cells: readonly PlannedCell[];
  former: readonly PlannedCell[];
  /** By cell. */
  found: ReadonlyMap<string, CellJob>;
}

/** A run of this process, until its videos are looked at and its notes are in `results.json`. */
export interface LiveRun extends Pick<RunNotes, 'new_cells'> {
  run: Run;
  /** The steps of its plan, by idempotency key: each is a cell. */
  cells: ReadonlyMap<string, string>;
  done: Promise<void>;
  /** Looks at no more of its videos before it is done. */
  leave: () => void;
}

function notesOf({ run, new_cells, cells }: LiveRun): RunNotes {
  const troubles = new Map([...run.troubles].map(([key, error]) => [cells.get(key) ?? key, error]));
  return { stopped: run.stopped, new_cells, troubles };
}

/** The files of experiments, made from the journal: any process that carries their jobs may write them. */
export class ExperimentFiles {
  readonly #options: ExperimentFilesOptions;
  /** The writing of each experiment: what comes meanwhile is written in one more go. */
  readonly #writing = new Map<string, { again: boolean; done: Promise<void> }>();
  /** Those that are going to be written. */
  readonly #touched = new Map<string, Promise<void>>();
  /** How long the last writing took, in milliseconds. */
  readonly #took = new Map<string, number>();
  readonly #finishing = new AbortController();

  constructor(options: ExperimentFilesOptions) {
    this.#options = options;
  }

  /** How far the experiment is; `null` where it never ran. */
  async progress(slug: string): Promise<ExperimentProgress | null> {
    return (await this.#standing(slug))?.progress ?? null;
  }

  /** The same, with a look at the cells that `pick` names by it. */
  async look(slug: string, pick: PickCells): Promise<ExperimentLook | null> {
    const standing = await this.#standing(slug);
    if (standing === null) return null;
    const picked = new Set(pick(standing.progress));
    const ofThem = (planned: readonly PlannedCell[]) => planned.filter(({ cell_id }) => picked.has(cell_id));
    const cells = await this.#see(ofThem(standing.cells), standing);
    const former = await this.#see(ofThem(standing.former), standing);
    return {
      progress: standing.progress,
      seen: { cells: cells.states, former: former.states, remarks: [...cells.remarks, ...former.remarks] },
    };
  }

  /** How the experiment stands, with every cell; `null` where it never ran. */
  async state(slug: string): Promise<ExperimentState | null> {
    const look = await this.look(slug, ({ cells, former }) =>
      [...cells, ...former].map(({ cell_id }) => cell_id),
    );
    return look === null ? null : { ...look.progress, ...look.seen };
  }

  async #standing(slug: string): Promise<Standing | null> {
    const { jobs, runHere } = this.#options;
    const account = await jobs.accountOf(slug);
    const batch = account === null ? null : await readBatchFile(account.batch, this.#options);
    if (batch === null) return null;
    const { plan, cells, former_cells: former, output_root: folder } = batch;
    const found = new Map((await jobs.cells(slug)).map((one) => [one.cell, one]));
    const live = runHere(slug);
    const running = await this.running(slug);
    const notes = live === null ? await readLastRun(folder, this.#options) : notesOf(live);
    const { stopped, new_cells, troubles } = notes;
    const figures = cells.map((cell) => figuresOf(cell, found.get(cell.cell_id)));
    const progress = {
      plan: { ...plan, cells },
      folder,
      running,
      // Where nothing was left to start, nothing was stopped.
      stopped: figures.some(({ status }) => NOT_STARTED.includes(status)) ? stopped : null,
      new_cells,
      cells: figures,
      former: former.map((cell) => figuresOf(cell, found.get(cell.cell_id))),
    };
    return { progress, cells, former, found, troubles };
  }

  /** Brings the files up to the journal, soon: of many cells the files are long, and are not written at every change. */
  touch(slug: string): void {
    if (this.#touched.has(slug)) return;
    const rest = RESTS_FOR * (this.#took.get(slug) ?? 0);
    const written = this.#options.clock
      .sleep(rest, this.#finishing.signal)
      .catch(() => undefined)
      .then(() => {
        this.#touched.delete(slug);
        return this.write(slug);
      })
      .catch(() => undefined);
    this.#touched.set(slug, written);
  }

  /** Brings the files up to the journal. */
  async write(slug: string): Promise<void> {
    const known = this.#writing.get(slug);
    if (known !== undefined) {
      known.again = true;
      return await known.done;
    }
    const writing = { again: true, done: Promise.resolve() };
    this.#writing.set(slug, writing);
    writing.done = (async () => {
      try {
        while (writing.again) {
          writing.again = false;
          await this.#writeOnce(slug);
        }
      } finally {
        this.#writing.delete(slug);
      }
    })();
    await writing.done;
  }

  async finished(): Promise<void> {
    this.#finishing.abort();
    await Promise.allSettled(this.#touched.values());
    await Promise.allSettled([...this.#writing.values()].map(({ done }) => done));
  }

  async #writeOnce(slug: string): Promise<void> {
    const { jobs, claims, clock, writeReport } = this.#options;
    const claim = await claims.take({ experiment: slug, part: 'files' }, 5_000);
    // Somebody else is writing the same from the same journal.
    if (claim === null) return;
    const began = clock.now();
    try {
      const state = await this.state(slug);
      if (state === null) return;
      await writeResults(state, jobs, this.#options, clock.now());
      await writeReport(state);
      const begun = state.cells.filter(({ job_id }) => job_id !== null);
      await writePrompts(state.plan, begun, this.#options);
      await writeLearnings(state.plan, state.cells, this.#options);
    } finally {
      this.#took.set(slug, clock.now().getTime() - began.getTime());
      await claim.release();
    }
  }

  async running(slug: string): Promise<ExperimentState['running']> {
    if (this.#options.runHere(slug) !== null) return 'here';
    for (const part of [undefined, 'inspection'] as const) {
      const what = part === undefined ? { experiment: slug } : { experiment: slug, part };
      const claim = await this.#options.claims.take(what, ASKED_MS).catch(asFalVideoError);
      if (claim === null) return 'elsewhere';
      if ('release' in claim) await claim.release();
    }
    return 'no';
  }

  /** Some at a time: of what is seen of a job little stays. */
  async #see(
    planned: readonly PlannedCell[],
    { found, troubles }: Pick<Standing, 'found' | 'troubles'>,
  ): Promise<{ states: CellState[]; remarks: CellsSeen['remarks'] }> {
    const states: CellState[] = [];
    const remarks: CellsSeen['remarks'] = [];
    for (let at = 0; at < planned.length; at += SEEN_AT_ONCE) {
      const some = planned.slice(at, at + SEEN_AT_ONCE);
      const ids = some.flatMap(({ cell_id }) => found.get(cell_id)?.job_id ?? []);
      const byId = new Map((await this.#options.jobs.list({ ids })).map((job) => [job.job_id, job]));
      const jobOf = ({ cell_id }: PlannedCell) => byId.get(found.get(cell_id)?.job_id ?? '') ?? null;
      const troubleOf = ({ cell_id }: PlannedCell) => troubles.get(cell_id) ?? null;
      const seen = some.map((cell) => cellState(cell, jobOf(cell), this.#options, troubleOf(cell)));
      states.push(...(await Promise.all(seen)));
      remarks.push(...some.flatMap((cell) => this.#remarks(cell, jobOf(cell))));
    }
    return { states, remarks };
  }

  #remarks({ cell_id }: PlannedCell, job: Job | null): CellsSeen['remarks'] {
    if (job === null) return [];
    const problem = this.#options.inspections.problemOf(job.job_id);
    return [
      job.state === 'collected' ? job.note : null,
      ...cameOut(job),
      costNote(job),
      servedByOther(job),
      problem === null ? null : `its video could not be looked at: ${problem}`,
    ]
      .filter((text) => text !== null)
      .map((text) => ({ cell_id, text }));
  }
}

const figuresOf = ({ cell_id, estimate }: PlannedCell, job: CellJob | undefined): CellFigures =>
  job === undefined
    ? { cell_id, status: 'waiting', billed: null, expected: estimate.expected, has_video: false }
    : { cell_id, status: job.state, billed: job.cost, expected: job.expected, has_video: job.has_video };
