import { setMaxListeners } from 'node:events';
import { asFalVideoError, type FalVideoError } from '../../errors.ts';
import { orMoved } from '../../util/own-folder.ts';
import { type Asking, createAsking } from './asking.ts';
import { runJob } from './run-job.ts';
import type { JobUpdate } from './watch.ts';
import type { SubmitContext } from './run-context.ts';

export interface RunnerOptions {
  /** Whether a job that was planned and never sent may be sent. */
  maySend: boolean;
  /** Somebody asks: what failed before is tried once more, now. */
  again?: boolean;
  /** What must be over first: the sending of a new job. */
  after?: Promise<unknown>;
}

/** The jobs that this process carries on: one run a job, however many wait for it. */
export interface Runner {
  /** Resolves when nothing more can be done now; never rejects: `problem` tells what stood in the way. */
  run(jobId: string, options: RunnerOptions): Promise<void>;
  problem(jobId: string): FalVideoError | null;
  /** The same, and what is being tried again at this moment. */
  obstacle(jobId: string): FalVideoError | null;
  /** Calls the listener with every update until the returned function is called. */
  listen(listener: (update: JobUpdate) => void): () => void;
  /** Stops watching, and waits until what is being written is written. */
  close(): Promise<void>;
}

export function createRunner(context: SubmitContext): Runner {
  const running = new Map<string, { asking: Asking; end: Promise<void> }>();
  const problems = new Map<string, FalVideoError>();
  const passing = new Map<string, FalVideoError>();
  const listeners = new Set<(update: JobUpdate) => void>();
  const closing = new AbortController();
  // One listener for each wait of each job: many are no leak.
  setMaxListeners(0, closing.signal);

  const onUpdate = (update: JobUpdate) => {
    for (const listener of listeners) listener(update);
  };

  async function run(jobId: string, asking: Asking, { maySend, after }: RunnerOptions): Promise<void> {
    try {
      await after;
      onUpdate({ job: await context.store.get(jobId), logs: [] });
      const onTrouble = (trouble: FalVideoError | null) =>
        trouble === null ? passing.delete(jobId) : passing.set(jobId, trouble);
      await runJob(context, jobId, { signal: closing.signal, onUpdate, onTrouble, maySend, asking });
    } catch (thrown) {
      const problem = asFalVideoError(await orMoved(thrown, context.project.root));
      if (!closing.signal.aborted) problems.set(jobId, problem);
    } finally {
      running.delete(jobId);
      passing.delete(jobId);
    }
  }

  return {
    run(jobId, options) {
      const known = running.get(jobId);
      const asking = known?.asking ?? createAsking();
      if (options.again === true) asking.ask();
      if (known !== undefined) return known.end;
      problems.delete(jobId);
      const end = run(jobId, asking, options);
      running.set(jobId, { asking, end });
      return end;
    },
    problem: (jobId) => problems.get(jobId) ?? null,
    obstacle: (jobId) => problems.get(jobId) ?? passing.get(jobId) ?? null,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closing.abort(new Error('fal-video is closing'));
      await Promise.all([...running.values()].map(({ end }) => end));
    },
  };
}
