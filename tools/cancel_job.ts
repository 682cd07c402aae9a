import { z } from 'zod';
import { hasEnded } from '../src/store/fold.ts';
import type { Job } from '../src/store/job.ts';
import { defineDataTool } from '../src/server/define-tool.ts';
import { viewOf } from '../src/server/jobs/job-answer.ts';
import { jobIdParam } from '../src/server/params.ts';
import { jobSchema } from '../src/server/answer/views.ts';

export const cancelJob = defineDataTool({
  name: 'cancel_job',
  title: 'Cancel a job',
  effect: 'stop',
  reaches: 'fal',
  description:
    'Asks fal to stop a job, and says what fal answered. ' +
    'One still in the queue ends without a bill; one being made may finish all the same and be billed, and get_job then collects it.',
  input: z.object({ job_id: jobIdParam }),
  output: jobSchema.extend({
    root: z.string(),
    cancelled: z.boolean().describe('Whether the job is surely over without a result'),
    fal_answer: z
      .string()
      .nullable()
      .describe('removed, requested, already-completed or not-found; null when fal was not asked'),
    meaning: z.string(),
  }),
  async run({ job_id }, context) {
    const before = await context.jobs.get(job_id);
    const job = hasEnded(before) ? before : await context.jobs.cancel(job_id);
    const fal_answer = hasEnded(before) ? null : job.cancel_answer;
    return {
      ...viewOf(context, job),
      cancelled: job.state === 'cancelled' || job.state === 'not-sent',
      fal_answer,
      meaning: hasEnded(before)
        ? `It had ended before, as ${before.state}; fal was not asked.`
        : meaningOf(job),
    };
  },
});

function meaningOf({ state, cancel_answer }: Job): string {
  if (state === 'not-sent') return 'It was cancelled before it was sent; nothing is billed.';
  switch (cancel_answer) {
    case 'removed':
      return 'fal took it out of the queue; it was never worked on.';
    case 'requested':
      return 'fal has noted the wish. The job may still finish and be billed; it is watched to its end.';
    case 'already-completed':
      return 'It was finished already; the next look collects it.';
    case 'not-found':
      return 'fal does not know the request; it may have ended long ago.';
    case null:
      return `The job is ${state}.`;
  }
}
