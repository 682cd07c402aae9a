import { type Lock, tryAcquire } from '../util/lock.ts';
import type { Job } from './types.ts';
import type { Workbench } from './workbench.ts';

/** Milliseconds between looks at a job that another process holds. */
export const HELD_MS = 150;

/**
 * Runs the work while this process alone holds the job. If another one does, waits a moment and gives back
 * the job as it then is; if the job has moved on meanwhile, leaves it.
 */
export async function underLock(
  bench: Workbench,
  job: Job,
  signal: AbortSignal,
  work: (bench: Workbench, job: Job, lock: Lock) => Promise<Job>,
): Promise<Job> {
  const lock = await tryAcquire(bench.project.places.jobLock(job.job_id));
  if (lock === null) {
    await bench.clock.sleep(HELD_MS * (0.5 + Math.random()), signal);
    return await bench.book.get(job.job_id);
  }
  try {
    const now = await bench.book.get(job.job_id);
    return now.state === job.state ? await work(bench, now, lock) : now;
  } finally {
    await lock.release();
  }
}
