import { callOf } from '../../next-step.ts';
import { asFalVideoError, FalVideoError } from '../../errors.ts';
import type { JobRequest, Plan } from '../../jobs/jobs.ts';
import { hasEnded } from '../../store/fold.ts';
import { agreedQuote, type SpendingCall, askToSpend, howToSpend } from '../spending/consent.ts';
import type { PictureAnswer, ToolCall, ToolContext } from '../define-tool.ts';
import { type JobAnswer, jobAnswer } from './job-answer.ts';
import { sayProgress } from './job-progress.ts';
import { needKey } from './need-key.ts';
import { quoteView } from '../answer/views.ts';
import { usdOrNull } from '../../util/money.ts';

export interface Generation {
  request: JobRequest;
  /** The call that was made, to say how it is made again. */
  asked: SpendingCall;
  quote_id: string | undefined;
  wait_seconds: number;
}

/** Starts one job, waits a while and shows it; or gives its price where that has to be seen first. */
export async function startAndShow(
  { request, asked, quote_id, wait_seconds }: Generation,
  context: ToolContext,
  call: ToolCall,
): Promise<PictureAnswer<JobAnswer | QuoteNeeded>> {
  needKey(context);
  const begun = context.clock.now().getTime();
  const agreed = agreedQuote(call, asked, quote_id);
  const plan = await context.jobs.plan([request]);
  let job = await context.jobs.start(plan, agreed);
  if (job === null) {
    const yes = await askToSpend(call, asked, asked.tool, plan);
    job = yes === null ? null : await context.jobs.start(plan, yes);
    if (job === null) return quoteNeeded(context, plan, asked);
  }
  try {
    // A user who was asked has taken some of the time that one call may last.
    const left = MOST_MS - (context.clock.now().getTime() - begun);
    const [waited = job] = await context.jobs.wait([job.job_id], {
      ms: Math.max(0, Math.min(wait_seconds * 1000, left)),
      until: 'end',
      signal: call.signal,
      onUpdate: sayProgress(call),
    });
    const answer = await jobAnswer(context, waited, 'concise', call.signal);
    const goesOn = !hasEnded(waited) && waited.state !== 'unknown';
    return goesOn ? { ...answer, running: job.job_id } : answer;
  } catch (thrown) {
    throw startedAllTheSame(job.job_id, asFalVideoError(thrown));
  }
}

const MOST_MS = 45_000;

type QuoteNeeded = ReturnType<typeof quoteNeeded>['data'];

/** The price instead of the job: for the user to see before it is paid. */
function quoteNeeded({ project }: ToolContext, plan: Plan, asked: SpendingCall) {
  return {
    data: {
      status: 'quote_needed',
      ask_above_usd: usdOrNull(project.config.ask_above),
      ...quoteView(plan),
      next: howToSpend(asked, plan.quote.quote_id),
    },
    pictures: [],
    links: [],
  };
}

/** Whatever fails after the start, the answer names the job: it may be paid by now. */
function startedAllTheSame(jobId: string, { fault, code, message }: FalVideoError): FalVideoError {
  return new FalVideoError(fault, {
    code,
    message: `The job was started, but it could not be shown: ${message}`,
    next: callOf('get_job', { job_id: jobId }, 'shows it; the same call again would start another one.'),
    retrySafe: false,
    jobId,
  });
}
