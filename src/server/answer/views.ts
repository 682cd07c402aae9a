import { z } from 'zod';
import type { FalVideoError } from '../../errors.ts';
import type { Quoted } from '../../jobs/jobs.ts';
import { costOf } from '../../jobs/cost-of.ts';
import type { PriceHistory } from '../../jobs/start/price-history.ts';
import type { Job, OutputFile } from '../../jobs/types.ts';
import { formatUsd, type Micros, usdFromMicros } from '../../util/money.ts';
import { safeData, safeText } from '../../util/safe-text.ts';

/**
 * Jobs and quotes as agents and scripts see them: snake_case, money in USD, and the next call. These names
 * are a promise to scripts (`--json`).
 */

/** USD; `null` where it is not known, never 0 for unknown. */
export const usdSchema = z.number().nullable();
/** A model's own arguments: JSON, as fal gets it. */
export const argumentsSchema = z.record(z.string(), z.unknown());

export const historySchema = z.object({
  jobs: z.number().describe('Billed jobs of this endpoint that it is drawn from: 5 or more'),
  drift_ratio: z.number().nullable().describe('What they cost / what was estimated'),
  low_usd: z.number().describe('This estimate x the lowest and highest of their ratios'),
  high_usd: z.number(),
});

export const quoteSchema = z.object({
  model: z.string(),
  endpoint_id: z.string(),
  arguments: argumentsSchema,
  low_usd: usdSchema,
  expected_usd: usdSchema,
  high_usd: usdSchema,
  rule: z.string(),
  source: z.string(),
  as_of: z.string(),
  /** What such jobs really cost; `null` until five are billed. */
  history: historySchema.nullable(),
  quote_id: z.string(),
  expires_at: z.string(),
  /** What was mapped, defaulted or overridden, in words. */
  notes: z.array(z.string()),
});
export type QuoteView = z.output<typeof quoteSchema>;

export function quoteView(quoted: Quoted): QuoteView {
  const { resolution, estimate, history } = quoted;
  return {
    model: resolution.model_alias ?? resolution.endpoint_id,
    endpoint_id: resolution.endpoint_id,
    arguments: safeArguments(resolution.arguments),
    low_usd: usdOrNull(estimate.low),
    expected_usd: usdOrNull(estimate.expected),
    high_usd: usdOrNull(estimate.high),
    rule: estimate.rule,
    source: estimate.source,
    as_of: estimate.as_of,
    history: history === null ? null : historyView(history),
    quote_id: quoted.quote_id,
    expires_at: quoted.expires_at,
    notes: history === null ? resolution.notes : [...resolution.notes, historyNote(history, estimate.high)],
  };
}

function historyView({ jobs, drift_ratio, low, high }: PriceHistory): z.output<typeof historySchema> {
  return { jobs, drift_ratio, low_usd: usdFromMicros(low), high_usd: usdFromMicros(high) };
}

/** `7 jobs billed: 1.02 x the estimate, which makes $0.55 to $0.58 here.` */
export function historyNote({ jobs, drift_ratio, low, high }: PriceHistory, ruleHigh: Micros | null): string {
  const range = low === high ? formatUsd(high) : `${formatUsd(low)} to ${formatUsd(high)}`;
  if (drift_ratio === null) return `${jobs} jobs billed: ${range} each; no rule tells the price beforehand.`;
  const found = `${jobs} jobs billed: ${drift_ratio} x the estimate, which makes ${range} here`;
  return ruleHigh !== null && high > ruleHigh ? `${found}; the caps count ${formatUsd(high)}.` : `${found}.`;
}

export const outputSchema = z.object({
  path: z.string(),
  content_type: z.string(),
  bytes: z.number(),
  video: z
    .object({
      width: z.number(),
      height: z.number(),
      fps: z.number(),
      seconds: z.number(),
      frames: z.number(),
      has_audio: z.boolean(),
    })
    .optional(),
});

export const jobSchema = z.object({
  job_id: z.string(),
  request_id: z.string().nullable(),
  model: z.string(),
  endpoint_id: z.string(),
  status: z.string().describe('collected is the good end; unknown means it may have been sent'),
  simulated: z.boolean(),
  arguments: argumentsSchema,
  estimated_usd: usdSchema,
  reserved_usd: z.number(),
  billed_usd: usdSchema,
  billed_note: z.string().nullable(),
  verified_usd: usdSchema.describe(
    'What the billing events of fal say, once reconcile_costs could read them',
  ),
  queue_position: z.number().nullable(),
  outputs: z.array(outputSchema),
  /** The job's own folder, relative to the project. */
  folder: z.string(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  created_at: z.string(),
  next: z.string(),
});
export type JobView = z.output<typeof jobSchema>;

/** A job for an agent. `folder` is relative to the project; `problem` is what stood in the way last. */
export function jobView(job: Job, folder: string, problem: FalVideoError | null = null): JobView {
  const error = job.error ?? problem;
  return {
    job_id: job.job_id,
    request_id: job.handle?.request_id ?? null,
    model: job.plan.model_alias ?? job.plan.endpoint_id,
    endpoint_id: job.plan.endpoint_id,
    status: job.state,
    simulated: job.simulated,
    arguments: safeArguments(job.sent_arguments ?? job.plan.arguments),
    estimated_usd: usdOrNull(job.plan.estimate.expected),
    reserved_usd: usdFromMicros(job.reserved_micros),
    billed_usd: usdOrNull(job.bill?.micros ?? null),
    billed_note: job.bill?.reason ?? null,
    verified_usd: usdOrNull(job.verified?.micros ?? null),
    queue_position: job.queue_position,
    outputs: job.outputs.map(outputView),
    folder,
    error: error === null ? null : { code: error.code, message: safeText(error.message, 1000) },
    created_at: job.times.planned ?? job.updated_at,
    next: nextCall(job),
  };
}

/** The file on the disk; where it came from is for `detail` full. */
function outputView({ path, content_type, bytes, video }: OutputFile): JobView['outputs'][number] {
  return { path, content_type, bytes, ...(video === null ? {} : { video }) };
}

/** What an agent rarely needs: how each argument came to its value, when what happened, and fal's own URLs. */
export function jobInFull(job: Job) {
  const { plan, times, handle, note, cancel_answer, inference_seconds, found_by } = job;
  return {
    outputs: job.outputs,
    fields: safeData(plan.fields, 1000),
    inputs: plan.inputs,
    price_rule: plan.estimate.rule,
    times,
    inference_seconds,
    handle,
    found_by,
    cancel_answer,
    note,
  };
}

/** One sentence: what can be done with the job now. */
export function nextCall(job: Job): string {
  switch (job.state) {
    case 'collected': {
      const cost = costOf(job);
      return cost === null
        ? `Done. The bill is not known yet; get_job {"job_id":"${job.job_id}"} asks again.`
        : `Done for ${formatUsd(cost)}. The files are at outputs[].path, below root.`;
    }
    case 'failed':
    case 'expired':
      return job.error?.next ?? 'Read the error; the same call again is a new, paid job.';
    case 'not-sent':
      return 'Nothing was sent and nothing is billed; the same call may be made again.';
    case 'cancelled':
      return 'Cancelled. The same call again is a new job.';
    case 'unknown':
      return `It may have been sent and is not sent again. get_job {"job_id":"${job.job_id}"} looks for it at fal; the user can settle it with fal-video job ${job.job_id} --request-id ID or --never-arrived.`;
    default:
      return `get_job {"job_id":"${job.job_id}","wait_seconds":45} waits for it; do not submit it again.`;
  }
}

/** Whole: an argument may be called `input`, which is dropped from what fal echoes in its refusals. */
const safeArguments = (args: Record<string, unknown>) => safeData(args, 4000) as Record<string, unknown>;

export const usdOrNull = (micros: Micros | null) => (micros === null ? null : usdFromMicros(micros));
