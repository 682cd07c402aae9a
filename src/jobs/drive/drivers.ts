import { setMaxListeners } from 'node:events';
import { asFalVideoError, type FalVideoError } from '../../errors.ts';
import { drive } from './drive.ts';
import type { JobUpdate } from './watch.ts';
import type { Workbench } from '../workbench.ts';

export interface CarryOnOptions {
  /** Whether a job that was planned and never sent may be sent. */
  maySend: boolean;
  /** What must be over first: the sending of a new job. */
  after?: Promise<unknown>;
}

/** The jobs that this process carries on: one driver a job, however many wait for it. */
export interface Drivers {
  /** Resolves when nothing more can be done now; never rejects: `problem` tells what stood in the way. */
  carryOn(jobId: string, options: CarryOnOptions): Promise<void>;
  problem(jobId: string): FalVideoError | null;
  /** Calls the listener with every update until the returned function is called. */
  listen(listener: (update: JobUpdate) => void): () => void;
  /** Stops watching, and waits until what is being written is written. */
  close(): Promise<void>;
}

export function createDrivers(bench: Workbench): Drivers {
  const running = new Map<string, Promise<void>>();
  const problems = new Map<string, FalVideoError>();
  const listeners = new Set<(update: JobUpdate) => void>();
  const closing = new AbortController();
  // One listener for each wait of each job: many are no leak.
  setMaxListeners(0, closing.signal);

  const onUpdate = (update: JobUpdate) => {
    for (const listener of listeners) listener(update);
  };

  async function run(jobId: string, { maySend, after }: CarryOnOptions): Promise<void> {
    try {
      await after;
      onUpdate({ job: await bench.book.get(jobId), logs: [] });
      await drive(bench, jobId, { signal: closing.signal, onUpdate, maySend });
    } catch (thrown) {
      if (!closing.signal.aborted) problems.set(jobId, asFalVideoError(thrown));
    } finally {
      running.delete(jobId);
    }
  }

  return {
    carryOn(jobId, options) {
      const known = running.get(jobId);
      if (known !== undefined) return known;
      problems.delete(jobId);
      const driver = run(jobId, options);
      running.set(jobId, driver);
      return driver;
    },
    problem: (jobId) => problems.get(jobId) ?? null,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closing.abort(new Error('fal-video is closing'));
      await Promise.all(running.values());
    },
  };
}
