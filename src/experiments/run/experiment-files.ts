import { asFalVideoError } from '../../errors.ts';
import { costNote } from '../../store/bill-note.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Claims } from '../../store/claims.ts';
import { cameOut } from '../../store/notes-of.ts';
import type { Project } from '../../project/index.ts';
import type { Run } from '../../runs/run.ts';
import type { Clock } from '../../util/clock.ts';
import { cellProgress } from '../cell-progress.ts';
import { writeLearnings, writePrompts } from '../documents/documents.ts';
import type { CellState, PlannedCell } from '../types.ts';
import { readBatchFile } from './batch-file.ts';
import { type CellJob, jobsOfCells } from './cell-jobs.ts';
import { cellState, servedByOther } from './cell-state.ts';
import type { Inspections } from './inspections.ts';
import { readLastRun, type RunNotes, writeResults } from './results-file.ts';
import type { ExperimentState } from './types.ts';

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

  constructor(options: ExperimentFilesOptions) {
    this.#options = options;
  }

  /** How the experiment stands; `null` where it never ran. */
  async state(slug: string): Promise<ExperimentState | null> {
    const { jobs, runHere } = this.#options;
    const account = await jobs.accountOf(slug);
    const batch = account === null ? null : await readBatchFile(account.batch, this.#options);
    if (batch === null) return null;
    const { plan, cells, former_cells, output_root: folder } = batch;
    const found = jobsOfCells(slug, await jobs.list({ experiment: slug }));
    const live = runHere(slug);
    const running = await this.#running(slug, live);
    const notes = live === null ? await readLastRun(folder, this.#options) : notesOf(live);
    const { stopped, new_cells, troubles } = notes;
    const states = await this.#states(cells, found, troubles);
    return {
      plan: { ...plan, cells },
      folder,
      running,
      // Where nothing was left to start, nothing was stopped.
      stopped: states.some(({ status }) => NOT_STARTED.includes(status)) ? stopped : null,
      new_cells,
      cells: states,
      former: await this.#states(former_cells, found, troubles),
      remarks: this.#remarks([...cells, ...former_cells], found),
    };
  }

  /** Brings the files up to the journal, soon; many changes in a row are one writing. */
  touch(slug: string): void {
    void this.write(slug).catch(() => undefined);
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
    await Promise.allSettled([...this.#writing.values()].map(({ done }) => done));
  }

  async #writeOnce(slug: string): Promise<void> {
    const { jobs, claims, clock, writeReport } = this.#options;
    const claim = await claims.take({ files: slug }, 5_000);
    // Somebody else is writing the same from the same journal.
    if (claim === null) return;
    try {
      const state = await this.state(slug);
      if (state === null) return;
      const ofIt = await jobs.list({ experiment: slug });
      await writeResults(state, ofIt, this.#options, clock.now());
      await writeReport(state);
      await writePrompts(state.plan, cellProgress(state.plan, ofIt), this.#options);
      await writeLearnings(state.plan, state.cells, this.#options);
    } finally {
      await claim.release();
    }
  }

  async #running(slug: string, live: LiveRun | null): Promise<ExperimentState['running']> {
    if (live !== null) return 'here';
    const claim = await this.#options.claims.take({ experiment: slug }).catch(asFalVideoError);
    if (claim === null) return 'elsewhere';
    if ('release' in claim) await claim.release();
    return 'no';
  }

  #states(
    cells: readonly PlannedCell[],
    found: ReadonlyMap<string, CellJob>,
    troubles: RunNotes['troubles'],
  ): Promise<CellState[]> {
    return Promise.all(
      cells.map((cell) =>
        cellState(
          cell,
          found.get(cell.cell_id)?.job ?? null,
          this.#options,
          troubles.get(cell.cell_id) ?? null,
        ),
      ),
    );
  }

  #remarks(cells: readonly PlannedCell[], found: ReadonlyMap<string, CellJob>): ExperimentState['remarks'] {
    return cells.flatMap(({ cell_id }) => {
      const job = found.get(cell_id)?.job;
      if (job === undefined) return [];
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
    });
  }
}
