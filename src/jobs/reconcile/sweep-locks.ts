import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { tryAcquire } from '../../util/lock.ts';
import type { JobContext } from '../../store/job-context.ts';

/**
 * Removes the lock files of jobs that were never planned or are over: what a killed process may leave. Done
 * while nobody can plan a job. A file that is held stays.
 */
export async function sweepLocks({ store, project }: JobContext): Promise<void> {
  const folder = dirname(project.paths.lock);
  await store.withLock(async (records) => {
    for (const name of await readdir(folder)) {
      const jobId = /^(job_\w+)\.lock$/.exec(name)?.[1];
      if (jobId === undefined || (await records.get(jobId))?.finalized === false) continue;
      await (await tryAcquire(project.paths.jobLock(jobId)))?.discard();
    }
  });
}
