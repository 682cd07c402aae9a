import { FalVideoError, unknownOutcome } from './errors.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { JobRequest } from './jobs/start/prepare.ts';
import type { Job } from './jobs/types.ts';
import type { JobUpdate } from './jobs/drive/watch.ts';

export interface GenerateOptions {
  /** Aborting it stops the waiting, never the job. */
  signal?: AbortSignal;
  /** Each change of state, with the queue position, and each new log line. */
  onUpdate?: (update: JobUpdate) => void;
}

const A_DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Runs one job to its end and gives it back, collected. Rejects with a `FalVideoError` that names the job
 * where it ends otherwise; a job whose outcome is unknown or that still runs goes on in the journal.
 */
export async function generate(jobs: Jobs, request: JobRequest, options: GenerateOptions = {}): Promise<Job> {
  const { job_id } = await jobs.start(request);
  const [job] = await jobs.wait([job_id], { ...options, ms: A_DAY_MS, until: 'end' });
  if (job?.state === 'collected') return job;
  throw reasonOf(jobs, job_id, job);
}

function reasonOf(jobs: Jobs, jobId: string, job: Job | undefined): FalVideoError {
  const { error } = job ?? {};
  if (error != null) {
    return new FalVideoError(error.fault, {
      code: error.code,
      message: error.message,
      retrySafe: error.retry_safe,
      jobId,
      ...(error.next === undefined ? {} : { next: error.next }),
      ...(error.request_id === undefined ? {} : { requestId: error.request_id }),
    });
  }
  return (
    jobs.problem(jobId) ??
    unknownOutcome({
      code: 'NOT_FINISHED',
      message: `The job ${jobId} is ${job?.state ?? 'gone'}; nobody waits for it any more.`,
      next: `It goes on at fal: jobs.wait(['${jobId}'], …), or \`fal-video job ${jobId}\`.`,
      jobId,
    })
  );
}
