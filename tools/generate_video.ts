import { z } from 'zod';
import { asFalVideoError, FalVideoError } from '../src/errors.ts';
import type { Job } from '../src/jobs/types.ts';
import type { JobRequest } from '../src/jobs/prepare.ts';
import { capNote } from '../src/server/cap-note.ts';
import { definePictureTool, type PictureAnswer, type ToolContext } from '../src/server/define-tool.ts';
import { jobAnswer } from '../src/server/job-answer.ts';
import { sayProgress } from '../src/server/job-progress.ts';
import { jobRequest } from '../src/server/job-request.ts';
import { needKey } from '../src/server/need-key.ts';
import { jobParams, modelParam, taskParams, waitParam } from '../src/server/params.ts';
import { quoteView, usdOrNull } from '../src/server/views.ts';

export const generateVideo = definePictureTool({
  name: 'generate_video',
  title: 'Generate a video',
  effect: 'spend',
  reaches: 'fal',
  description:
    'Makes one video on fal.ai; costs money, within the caps. Sends one job and answers with its job_id, status and price; ' +
    'get_job waits for the video. What the model cannot do is an error that names what it can. ' +
    'Above ask_above_usd without a quote_id nothing runs: the answer has status quote_needed, the price and a quote_id.',
  input: z.object({
    model: modelParam
      .optional()
      .describe(`${modelParam.description} Default: default_model of the configuration.`),
    ...taskParams,
    ...jobParams,
    wait_seconds: waitParam(2),
  }),
  async run({ wait_seconds, ...input }, context, call) {
    needKey(context);
    const { jobs, project } = context;
    const request = jobRequest(input, project.config);
    const started = await startOrQuote(context, request);
    if ('quote' in started) return started.quote;
    const { job_id } = started.job;
    try {
      const [job = started.job] = await jobs.wait([job_id], {
        ms: wait_seconds * 1000,
        until: 'end',
        signal: call.signal,
        onUpdate: sayProgress(call),
      });
      return await jobAnswer(context, job);
    } catch (thrown) {
      throw startedAllTheSame(job_id, asFalVideoError(thrown));
    }
  },
});

async function startOrQuote(
  context: ToolContext,
  request: JobRequest,
): Promise<{ job: Job } | { quote: PictureAnswer }> {
  try {
    return { job: await context.jobs.start(request) };
  } catch (thrown) {
    if (thrown instanceof FalVideoError && thrown.code === 'QUOTE_NEEDED') {
      return { quote: await quoteNeeded(context, request) };
    }
    throw thrown;
  }
}

/** The price instead of the job: for the user to see before it is paid. */
async function quoteNeeded({ jobs, project }: ToolContext, request: JobRequest): Promise<PictureAnswer> {
  const quoted = await jobs.quote(request);
  const refusal = capNote(quoted.estimate.high, quoted.history, await jobs.allowance(), project.config);
  const view = quoteView(quoted);
  const next =
    refusal === null
      ? `Nothing was sent. Once the user has seen the price: the same generate_video call with "quote_id":"${quoted.quote_id}".`
      : `Nothing was sent. ${refusal}`;
  return {
    data: { status: 'quote_needed', ask_above_usd: usdOrNull(project.config.ask_above), ...view, next },
    pictures: [],
    links: [],
  };
}

/** Whatever fails after the start, the answer names the job: it may be paid by now. */
function startedAllTheSame(jobId: string, { fault, code, message }: FalVideoError): FalVideoError {
  return new FalVideoError(fault, {
    code,
    message: `The job was started, but it could not be shown: ${message}`,
    next: `get_job {"job_id":"${jobId}"} shows it; the same call again would start another one.`,
    retrySafe: false,
    jobId,
  });
}
