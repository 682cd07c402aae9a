import type { FalVideo } from '../../src/fal-video.ts';
import type { StartOptions } from '../../src/generate.ts';
import type { JobRequest } from '../../src/jobs/plan/job-request.ts';
import type { Job } from '../../src/store/job.ts';
import { request } from './requests.ts';

/** Starts a job, of the usual request but for `more`, and follows it to its end. */
export async function runToEnd(
  video: FalVideo,
  more: Partial<JobRequest> = {},
  options: StartOptions = {},
): Promise<Job> {
  const { job_id } = await video.start(request(more), options);
  return await endOf(video, job_id);
}

export async function endOf({ jobs }: Pick<FalVideo, 'jobs'>, jobId: string): Promise<Job> {
  // Longer than any machine is busy, by a clock that hurries.
  const [job] = await jobs.wait([jobId], { ms: 1_000_000_000, until: 'end' });
  if (job === undefined) throw new Error('no job');
  return job;
}
