import { z } from 'zod';
import type { QuoteView } from '../../server/answer/views.ts';
import type { NextStep } from '../../next-step.ts';
import type { ToolCommand } from '../command.ts';
import { EXIT, exitCodeOfJob } from '../exit-codes.ts';
import { type JobAnswer, showJob } from '../show/job.ts';
import { showQuote } from '../show/quotes.ts';
import { follow, restOf, tellWhoLeaves, untilSent } from './follow.ts';
import { whole } from './job.ts';

/** A price above what may be spent unasked: nothing was sent. */
type QuoteNeeded = QuoteView & { status: 'quote_needed'; next: NextStep };
type Answer = JobAnswer | QuoteNeeded;

export const generateCommand = making({
  name: 'generate',
  group: 'Videos and images',
  tool: 'generate_video',
});

export const imageCommand = making({
  name: 'image',
  group: 'Videos and images',
  tool: 'generate_image',
});

/** A command that starts one job with a tool, and waits for it. */
function making(one: Pick<ToolCommand, 'name' | 'group' | 'tool'>): ToolCommand<Answer, { wait?: number }> {
  return {
    ...one,
    also: 'Waits for it and downloads what was made.',
    positionals: ['model'],
    hidden: { wait_seconds: 'wait' },
    own: z.object({
      wait: z
        .number()
        .min(0)
        .optional()
        .describe(
          'Seconds to wait for the end, once the job is begun; 0 returns as soon as it is sent. Default: till the end. Waiting less cancels nothing.',
        ),
    }),
    run: async ({ input, own, session }) => {
      const begun = await session.call<Answer>(one.tool, { ...input, wait_seconds: 0 });
      if (isQuote(begun)) return begun;
      const { job_id } = begun;
      await follow([job_id], own.wait ?? Infinity, session);
      await untilSent(job_id, session);
      await tellWhoLeaves([job_id], session);
      const asked = { ...whole(session), job_id, wait_seconds: 0 };
      return await session.call<JobAnswer>('get_job', asked, { until: restOf(own.wait, session) });
    },
    show: (answer, page) =>
      isQuote(answer) ? `${showQuote(answer, page)}\n\n${page.step(answer.next)}` : showJob(answer, page),
    exitCode: (answer) => (isQuote(answer) ? EXIT.refused : exitCodeOfJob(answer)),
  };
}

const isQuote = (answer: Answer): answer is QuoteNeeded => answer.status === 'quote_needed';
