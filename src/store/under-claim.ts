import type { Claim } from './claims.ts';
import type { Job } from './job.ts';
import type { JobContext } from './job-context.ts';

/** Milliseconds between looks at a job that another process has claimed. */
const CLAIMED_MS = 150;

/**
 * Runs the work while nobody else drives the job. If somebody does, waits a moment and gives back the job as it then is; if
 * the job has moved on meanwhile, leaves it.
 */
export async function underClaim<Context extends JobContext>(
  context: Context,
  job: Job,
  signal: AbortSignal,
  work: (context: Context, job: Job, claim: Claim) => Promise<Job>,
): Promise<Job> {
  const claim = await context.claims.take({ job: job.job_id });
  if (claim === null) {
    await context.bell.heard(CLAIMED_MS * (0.5 + Math.random()), signal);
    return await context.store.get(job.job_id);
  }
  try {
    const now = await context.store.get(job.job_id);
    return now.state === job.state ? await work(context, now, claim) : now;
  } finally {
    await claim.release();
  }
}
