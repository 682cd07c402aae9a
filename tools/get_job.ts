import { callOf } from '../src/next-step.ts';
import { z } from 'zod';
import { inputError } from '../src/errors.ts';
import { hasEnded } from '../src/store/fold.ts';
import type { Job } from '../src/store/job.ts';
import { definePictureTool, type PictureAnswer, type ToolContext } from '../src/server/define-tool.ts';
import { type JobAnswer, jobAnswer, jobsAnswer } from '../src/server/jobs/job-answer.ts';
import { sayProgress } from '../src/server/jobs/job-progress.ts';
import { detailParam, jobIdParam, waitParam } from '../src/server/params.ts';
import { within } from '../src/util/within.ts';

export const getJob = definePictureTool({
  name: 'get_job',
  title: 'Get a job: wait, collect, show',
  effect: 'local',
  reaches: 'fal',
  view: 'job',
  description:
    'Waits for a job, downloads what is finished, and shows it; a wait that ends stops nothing. ' +
    'Of several it waits until the next one ends; with job_ids the answer is {"jobs":[...]}. Status, cost, and a contact sheet of each video. ' +
    'Free. An unknown one is looked for in the request history of fal.',
  input: z.object({
    job_id: jobIdParam.optional(),
    job_ids: z.array(z.string()).min(1).max(10).optional().describe('Several at once, 1 to 10.'),
    wait_seconds: waitParam(45),
    detail: detailParam('how arguments came about, times, the fal handle, url and sha256 of outputs'),
  }),
  async run(
    { job_id, job_ids, wait_seconds, detail = 'concise' },
    context,
    call,
  ): Promise<PictureAnswer<JobAnswer | { jobs: JobAnswer[] }>> {
    const ids = idsOf(job_id, job_ids);
    const waited = await context.jobs.wait(ids, {
      ms: wait_seconds * 1000,
      until: 'any-end',
      again: true,
      signal: call.signal,
      onUpdate: sayProgress(call),
    });
    const jobs = await withBills(context, waited, call.signal);
    const [only] = jobs;
    return job_id === undefined || only === undefined
      ? await jobsAnswer(context, jobs, detail, call.signal)
      : await jobAnswer(context, only, detail, call.signal);
  },
});

function idsOf(one: string | undefined, several: string[] | undefined): string[] {
  if (one !== undefined && several === undefined) return [one];
  if (several !== undefined && one === undefined) return [...new Set(several)];
  throw inputError({
    code: 'BAD_ARGUMENT',
    message: 'Either job_id or job_ids is taken.',
    next: callOf('list_jobs', {}, 'shows the jobs: name one, or several.'),
  });
}

/** A bill is a matter of two reads; one that takes longer comes with the next call. */
const BILLS_MS = 1_500;

async function withBills(
  { jobs, clock }: ToolContext,
  waited: readonly Job[],
  signal: AbortSignal,
): Promise<readonly Job[]> {
  const open = waited.filter(
    (job) => job.handle !== null && job.bill?.micros == null && (hasEnded(job) || job.bill !== null),
  );
  if (open.length === 0) return waited;
  const ids = open.map(({ job_id }) => job_id);
  const settled = (await within(clock, BILLS_MS, jobs.settleBills({ ids }), signal)) ?? [];
  return waited.map((job) => settled.find(({ job_id }) => job_id === job.job_id) ?? job);
}
