import { type Lock, tryAcquire } from '../util/lock.ts';
import type { Job } from './job.ts';
import type { JobContext } from './job-context.ts';

/** Milliseconds between looks at a job that another process holds. */
export const HELD_MS = 150;

/**
 * Runs the work while this process alone holds the job. If another one does, waits a moment and gives back
 * the job as it then is; if the job has moved on meanwhile, leaves it.
 */
export async function underLock<Context extends JobContext>(
  context: Context,
  job: Job,
  signal: AbortSignal,
  work: (context: Context, job: Job, lock: Lock) => Promise<Job>,
): Promise<Job> {
  const lock = await tryAcquire(context.project.paths.jobLock(job.job_id));
  if (lock === null) {
    await context.clock.sleep(HELD_MS * (0.5 + Math.random()), signal);
    return await context.store.get(job.job_id);
  }
  try {
    const now = await context.store.get(job.job_id);
    return now.state === job.state ? await work(context, now, lock) : now;
  } finally {
    await lock.release();
  }
}
