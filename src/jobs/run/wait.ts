import type { Runner } from './runner.ts';
import { hasEnded, mayBeAskedAgain } from '../../store/fold.ts';
import type { Job } from '../../store/job.ts';
import type { JobUpdate } from './watch.ts';
import type { JobContext } from '../../store/job-context.ts';

export interface WaitOptions {
  /** Milliseconds; a wait that ends is no failure and cancels nothing. */
  ms: number;
  /**
   * `change`: back as soon as any of them enters another state. `any-end`: as soon as nothing more can be done for
   * one that was still going on. `end`: when nothing more can be done for all.
   */
  until: 'change' | 'any-end' | 'end';
  /** Somebody asks: what failed before is tried once more, now. */
  again?: boolean;
  signal?: AbortSignal;
  onUpdate?: (update: JobUpdate) => void;
}

/** Waits for jobs while the runner carries them on, and gives them back as they then are. */
export async function wait(
  { store, clock }: JobContext,
  runner: Runner,
  jobIds: readonly string[],
  { ms, until, again = false, signal, onUpdate }: WaitOptions,
): Promise<Job[]> {
  const getAll = () => store.getAll(jobIds);
  const before = await getAll();
  const over = new AbortController();
  const stop = () => over.abort();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  let failure: { thrown: unknown } | undefined;
  const unlisten = runner.listen((update) => {
    const known = before.find(({ job_id }) => job_id === update.job.job_id);
    if (known === undefined) return;
    try {
      onUpdate?.(update);
    } catch (thrown) {
      // The caller's own: it ends the wait, not the job.
      failure = { thrown };
      stop();
    }
    if (until === 'change' && known.state !== update.job.state) stop();
  });
  try {
    const open = before.filter((job) => !hasEnded(job) || !job.finalized || (again && mayBeAskedAgain(job)));
    const ends = open.map(({ job_id }) => runner.run(job_id, { maySend: false, again }));
    await Promise.race([
      until === 'any-end' && ends.length > 0 ? Promise.race(ends) : Promise.all(ends),
      clock.sleep(ms, over.signal).catch(() => undefined),
    ]);
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
    unlisten();
  }
  if (failure !== undefined) throw failure.thrown;
  return await getAll();
}
