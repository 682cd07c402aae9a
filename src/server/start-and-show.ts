import { asFalVideoError, FalVideoError } from '../errors.ts';
import type { JobRequest } from '../jobs/prepare.ts';
import type { Job } from '../jobs/types.ts';
import { capNote } from './cap-note.ts';
import type { PictureAnswer, ToolCall, ToolContext } from './define-tool.ts';
import { jobAnswer } from './job-answer.ts';
import { sayProgress } from './job-progress.ts';
import { needKey } from './need-key.ts';
import { quoteView, usdOrNull } from './views.ts';

export interface Generation {
  request: JobRequest;
  /** The tool that was called, for the sentence that says how to call it again. */
  tool: string;
  wait_seconds: number;
}

/** Starts one job, waits a while and shows it; or gives its price where that has to be seen first. */
export async function startAndShow(
  { request, tool, wait_seconds }: Generation,
  context: ToolContext,
  call: ToolCall,
): Promise<PictureAnswer> {
  needKey(context);
  const started = await startOrQuote(context, request, tool);
  if ('quote' in started) return started.quote;
  const { job_id } = started.job;
  try {
    const [job = started.job] = await context.jobs.wait([job_id], {
      ms: wait_seconds * 1000,
      until: 'end',
      signal: call.signal,
      onUpdate: sayProgress(call),
    });
    return await jobAnswer(context, job);
  } catch (thrown) {
    throw startedAllTheSame(job_id, asFalVideoError(thrown));
  }
}

async function startOrQuote(
  context: ToolContext,
  request: JobRequest,
  tool: string,
): Promise<{ job: Job } | { quote: PictureAnswer }> {
  try {
    return { job: await context.jobs.start(request) };
  } catch (thrown) {
    if (thrown instanceof FalVideoError && thrown.code === 'QUOTE_NEEDED') {
      return { quote: await quoteNeeded(context, request, tool) };
    }
    throw thrown;
  }
}

/** The price instead of the job: for the user to see before it is paid. */
async function quoteNeeded(
  { jobs, project }: ToolContext,
  request: JobRequest,
  tool: string,
): Promise<PictureAnswer> {
  const quoted = await jobs.quote(request);
  const refusal = capNote(quoted.estimate.high, quoted.history, await jobs.allowance(), project.config);
  const view = quoteView(quoted);
  const next =
    refusal === null
      ? `Nothing was sent. Once the user has seen the price: the same ${tool} call with "quote_id":"${quoted.quote_id}".`
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
