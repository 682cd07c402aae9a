import { budgetError, FalVideoError, unknownOutcome } from './errors.ts';
import type { JobRequest, Jobs } from './jobs/jobs.ts';
import type { Job } from './store/job.ts';
import type { JobUpdate } from './jobs/run/watch.ts';
import { formatUsd } from './util/money.ts';
import { mostAndExpected } from './util/price-text.ts';

export interface StartOptions {
  /** Of a plan that the user has seen: without it only what costs at most `ask_above_usd` is begun. */
  quote_id?: string | undefined;
}

export interface GenerateOptions extends StartOptions {
  /** Aborting it stops the waiting, never the job. */
  signal?: AbortSignal;
  /** Each change of state, with the queue position, and each new log line. */
  onUpdate?: (update: JobUpdate) => void;
}

const A_DAY_MS = 24 * 60 * 60 * 1000;

/** Begins one job, and carries it on in the background. Rejects with QUOTE_NEEDED where its price has to be seen first. */
export async function start(jobs: Jobs, request: JobRequest, { quote_id }: StartOptions = {}): Promise<Job> {
  const plan = await jobs.plan([request]);
  const job = await jobs.start(plan, quote_id);
  if (job !== null) return job;
  const estimate = plan.steps[0]?.plan.estimate;
  const price =
    estimate === undefined || estimate.high !== null
      ? `up to ${formatUsd(plan.reserved)}`
      : `${mostAndExpected(estimate)} (${estimate.rule})`;
  throw budgetError({
    code: 'QUOTE_NEEDED',
    message: `This costs ${price}, more than is spent unasked. Nothing was sent.`,
    next: 'Show the price to the user: jobs.plan([request]) has it, and its quote.quote_id begins the job.',
  });
}

/**
 * Runs one job to its end and gives it back, collected. Rejects with a `FalVideoError` that names the job
 * where it ends otherwise; a job whose outcome is unknown or that still runs goes on in the journal.
 */
export async function generate(jobs: Jobs, request: JobRequest, options: GenerateOptions = {}): Promise<Job> {
  const { job_id } = await start(jobs, request, options);
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
