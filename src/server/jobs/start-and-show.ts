import type { Allowance } from '../../budget/caps.ts';
import { asFalVideoError, FalVideoError } from '../../errors.ts';
import { hasEnded } from '../../jobs/fold.ts';
import type { Quoted } from '../../jobs/jobs.ts';
import type { JobRequest } from '../../jobs/start/prepare.ts';
import type { Job } from '../../jobs/types.ts';
import { formatUsd } from '../../util/money.ts';
import { safeText } from '../../util/safe-text.ts';
import { capNote } from '../spending/cap-note.ts';
import { type Attempt, howToSpend, type Priced, withConsent } from '../spending/consent.ts';
import type { PictureAnswer, ToolCall, ToolContext } from '../define-tool.ts';
import { jobAnswer } from './job-answer.ts';
import { sayProgress } from './job-progress.ts';
import { needKey } from './need-key.ts';
import { groundsOf, mostAndExpected } from '../spending/price-words.ts';
import { historyNote, type QuoteView, quoteView, usdOrNull } from '../answer/views.ts';

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
  const begun = context.clock.now().getTime();
  const consented = await withConsent(call, tool, (quoteId) =>
    startOrPrice(context, quoteId === undefined ? request : { ...request, quote_id: quoteId }, tool),
  );
  if ('priced' in consented) return quoteNeeded(context, consented.priced, tool);
  const job = consented.done;
  try {
    // A user who was asked has taken some of the time that one call may last.
    const left = MOST_MS - (context.clock.now().getTime() - begun);
    const [waited = job] = await context.jobs.wait([job.job_id], {
      ms: Math.max(0, Math.min(wait_seconds * 1000, left)),
      until: 'end',
      signal: call.signal,
      onUpdate: sayProgress(call),
    });
    const answer = await jobAnswer(context, waited);
    const goesOn = !hasEnded(waited) && waited.state !== 'unknown';
    return goesOn ? { ...answer, running: job.job_id } : answer;
  } catch (thrown) {
    throw startedAllTheSame(job.job_id, asFalVideoError(thrown));
  }
}

const MOST_MS = 45_000;

async function startOrPrice(
  context: ToolContext,
  request: JobRequest,
  tool: string,
): Promise<Attempt<Job, PricedJob>> {
  try {
    return { done: await context.jobs.start(request) };
  } catch (thrown) {
    if (!(thrown instanceof FalVideoError && thrown.code === 'QUOTE_NEEDED')) throw thrown;
    return { priced: await priceOf(context, request, tool) };
  }
}

interface PricedJob extends Priced {
  view: QuoteView;
}

async function priceOf(
  { jobs, project }: ToolContext,
  request: JobRequest,
  tool: string,
): Promise<PricedJob> {
  const quoted = await jobs.quote(request);
  const allowance = await jobs.allowance();
  const refusal = capNote(quoted.estimate.high, quoted.history, allowance, project.config);
  return {
    view: quoteView(quoted),
    quote_id: quoted.quote_id,
    question: questionOf(quoted, tool, allowance),
    refusal,
  };
}

/** With what the price rests on: whoever is asked, or has to ask somebody, needs no other call for it. */
function questionOf({ resolution, estimate, history }: Quoted, tool: string, { day }: Allowance): string {
  const model = safeText(resolution.model_alias ?? resolution.endpoint_id, 200);
  const price =
    estimate.high === null
      ? 'has a price that cannot be known beforehand'
      : `may cost ${mostAndExpected(estimate)}`;
  return [
    `${tool} with ${model} ${price}: ${groundsOf(estimate)}.`,
    ...(history === null ? [] : [historyNote(history, estimate.high)]),
    `${formatUsd(Math.max(day, 0))} of today's limit is left. Spend it?`,
  ].join(' ');
}

/** The price instead of the job: for the user to see before it is paid. */
function quoteNeeded({ project }: ToolContext, priced: PricedJob, tool: string): PictureAnswer {
  return {
    data: {
      status: 'quote_needed',
      ask_above_usd: usdOrNull(project.config.ask_above),
      ...priced.view,
      next: howToSpend(tool, priced),
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
    next: `get_job {"job_id":"${jobId}"} shows it; the same call again would start another one.`,
    retrySafe: false,
    jobId,
  });
}
