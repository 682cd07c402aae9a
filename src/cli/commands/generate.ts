import { z } from 'zod';
import type { AnswerOf } from '../../../tools/index.ts';
import type { ToolCommand } from '../command.ts';
import { EXIT, exitCodeOfJobs } from '../exit-codes.ts';
import { showJobs } from '../show/job.ts';
import { showQuote } from '../show/quotes.ts';
import { follow, restOf, tellWhoLeaves, untilSent } from './follow.ts';
import { whole } from './job.ts';

type Making = 'generate_video' | 'generate_image';

const own = z.object({
  wait: z
    .number()
    .min(0)
    .optional()
    .describe(
      'Seconds to wait for the end, once the job is begun; 0 returns as soon as it is sent. Default: till the end. Waiting less cancels nothing.',
    ),
});

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
function making(
  one: Pick<ToolCommand<Making>, 'name' | 'group' | 'tool'>,
): ToolCommand<Making, z.output<typeof own>, AnswerOf<Making | 'get_job'>> {
  return {
    ...one,
    also: 'Waits for it and downloads what was made.',
    positionals: ['model'],
    hidden: { wait_seconds: 'wait' },
    own,
    run: async ({ input, own: { wait }, session }) => {
      const begun = await session.call(one.tool, { ...input, wait_seconds: 0 });
      if ('quote_id' in begun) return begun;
      const { job_id } = begun;
      await follow([job_id], wait ?? Infinity, session);
      await untilSent(job_id, session);
      await tellWhoLeaves([job_id], session);
      const asked = { ...whole(session), job_id, wait_seconds: 0 };
      return await session.call('get_job', asked, { until: restOf(wait, session) });
    },
    show: (answer, page) =>
      'quote_id' in answer
        ? `${showQuote(answer, page)}\n\n${page.step(answer.next)}`
        : showJobs(answer, page),
    exitCode: (answer) => ('quote_id' in answer ? EXIT.refused : exitCodeOfJobs(answer)),
  };
}
