import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { tryAcquire } from '../../util/lock.ts';
import type { Workbench } from '../workbench.ts';

/**
 * Removes the lock files of jobs that were never planned or are over: what a killed process may leave. Done
 * while nobody can plan a job. A file that is held stays.
 */
export async function sweepLocks({ book, project }: Workbench): Promise<void> {
  const folder = dirname(project.places.lock);
  await book.withLock(async (jobs) => {
    for (const name of await readdir(folder)) {
      const jobId = /^(job_\w+)\.lock$/.exec(name)?.[1];
      if (jobId === undefined || jobs.get(jobId)?.filed === false) continue;
      await (await tryAcquire(project.places.jobLock(jobId)))?.discard();
    }
  });
}
