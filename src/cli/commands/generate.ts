import { z } from 'zod';
import type { QuoteView } from '../../server/answer/views.ts';
import { saysYes } from '../ask.ts';
import type { Session, ToolCommand } from '../command.ts';
import { EXIT, exitCodeOfJob } from '../exit-codes.ts';
import { type JobAnswer, showJob } from '../show/job.ts';
import { priceRange, showQuote } from '../show/quotes.ts';
import { follow } from './follow.ts';
import { whole } from './job.ts';

/** A price above what may be spent unasked: nothing was sent. */
type QuoteNeeded = QuoteView & { status: 'quote_needed'; next: string };
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
    hidden: ['wait_seconds'],
    own: z.object({
      wait: z
        .number()
        .min(0)
        .optional()
        .describe(
          'Seconds to wait for the end; 0 returns once the job is sent. Default: till the end. Waiting less cancels nothing.',
        ),
    }),
    run: async ({ input, own, session }) => {
      const begin = (quote: object) =>
        session.call<Answer>(one.tool, { ...input, ...quote, wait_seconds: 0 });
      let begun = await begin({});
      if (isQuote(begun) && (await agrees(begun, session))) begun = await begin({ quote_id: begun.quote_id });
      if (isQuote(begun)) return begun;
      await follow([begun.job_id], own.wait ?? Infinity, session);
      return await session.call<JobAnswer>('get_job', {
        ...whole(session),
        job_id: begun.job_id,
        wait_seconds: 0,
      });
    },
    show: (answer, page) =>
      isQuote(answer) ? `${showQuote(answer, page)}\n\n${page.step(answer.next)}` : showJob(answer, page),
    exitCode: (answer) => (isQuote(answer) ? EXIT.refused : exitCodeOfJob(answer.status)),
  };
}

const isQuote = (answer: Answer): answer is QuoteNeeded => answer.status === 'quote_needed';

const agrees = (quote: QuoteNeeded, session: Session) =>
  saysYes(() => `${quote.model} costs ${priceRange(quote)} for this (${quote.rule}). Make it?`, session);
