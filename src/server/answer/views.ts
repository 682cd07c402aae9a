import { z } from 'zod';
import type { FalVideoError } from '../../errors.ts';
import type { Plan } from '../../jobs/jobs.ts';
import { billNote, costNote } from '../../store/bill-note.ts';
import { billedOf, costOf } from '../../store/cost-of.ts';
import { disputeOf } from '../../store/dispute.ts';
import { historyNote, type PriceHistory } from '../../jobs/plan/price-history.ts';
import { notesOf } from '../../store/notes-of.ts';
import { mainOutputs } from '../../store/outputs.ts';
import { callOf, type NextStep, stepOf } from '../../next-step.ts';
import type { Job, MissingFile, OutputFile } from '../../store/job.ts';
import { formatUsd, usdFromMicros, usdOrNull } from '../../util/money.ts';
import { safeData, safeText } from '../../util/safe-text.ts';
import { nextStepSchema } from './next-step.ts';

/**
 * Jobs and quotes as agents and scripts see them: snake_case, money in USD, and the next call. These names
 * are a promise to scripts (`--json`).
 */

/** USD; `null` where it is not known, never 0 for unknown. */
export const usdSchema = z.number().nullable();
/** A model's own arguments: JSON, as fal gets it. */
export const argumentsSchema = z.record(z.string(), z.unknown());

export const historySchema = z.object({
  jobs: z
    .number()
    .describe(
      'Billed jobs of this endpoint that it is drawn from: 5 or more, or fewer with one above its quote',
    ),
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
  high_usd: usdSchema.describe('null: no upper bound is known; expected_usd is a guess, rule says why'),
  rule: z.string(),
  source: z.string(),
  as_of: z.string(),
  /** What such jobs really cost; `null` until five are billed, or one above its quote. */
  history: historySchema.nullable(),
  quote_id: z.string(),
  expires_at: z.string(),
  /** What was mapped, defaulted or overridden, in words. */
  notes: z.array(z.string()),
});
export type QuoteView = z.output<typeof quoteSchema>;

/** A plan of one job, with what it costs and why it may be refused. */
export function quoteView({ steps, quote, refusal }: Plan): QuoteView {
  const [step] = steps;
  if (step === undefined || steps.length > 1) throw new RangeError(`a plan of ${steps.length} jobs, not one`);
  const { plan, history } = step;
  const { estimate } = plan;
  const notes = [
    ...(plan.notes ?? []),
    ...(history === null ? [] : [historyNote(history, estimate.high)]),
    ...(refusal === null ? [] : [`It would be refused: ${refusal.message}`]),
  ];
  return {
    model: plan.model_alias ?? plan.endpoint_id,
    endpoint_id: plan.endpoint_id,
    arguments: safeArguments(plan.arguments),
    low_usd: usdOrNull(estimate.low),
    expected_usd: usdOrNull(estimate.expected),
    high_usd: usdOrNull(estimate.high),
    rule: estimate.rule,
    source: estimate.source,
    as_of: estimate.as_of,
    history: history === null ? null : historyView(history),
    quote_id: quote.quote_id,
    expires_at: quote.expires_at,
    notes: notes.map((note) => safeText(note, 600)),
  };
}

function historyView({ jobs, drift_ratio, low, high }: PriceHistory): z.output<typeof historySchema> {
  return { jobs, drift_ratio, low_usd: usdFromMicros(low), high_usd: usdFromMicros(high) };
}

export const outputSchema = z.object({
  path: z.string(),
  content_type: z.string(),
  bytes: z.number(),
  role: z
    .literal('side')
    .optional()
    .describe('It came beside what was asked for: a cache, a mask, a thumbnail'),
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
  billed_note: z.string().nullable().describe('Why it is not known, disputed, or above its quote'),
  disputed: z.boolean().describe('Over 3 x, or under a third of, the quote: counted at the dearer'),
  verified_usd: usdSchema.describe(
    'What the billing events of fal say, once reconcile_costs could read them',
  ),
  queue_position: z.number().nullable(),
  outputs: z.array(outputSchema),
  missing: z
    .array(z.object({ name: z.string(), url: z.string(), reason: z.string() }))
    .optional()
    .describe('Files that the result names and that could not be fetched'),
  /** The job's own folder, relative to the project. */
  folder: z.string(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** What to know of what was sent, and what came out otherwise than asked. */
  notes: z.array(z.string()).optional(),
  created_at: z.string(),
  next: nextStepSchema,
});
export type JobView = z.output<typeof jobSchema>;

/** A job for an agent. `folder` is relative to the project; `problem` is what stood in the way last. */
export function jobView(job: Job, folder: string, problem: FalVideoError | null = null): JobView {
  const error = job.error ?? problem;
  const notes = notesOf(job).map((note) => safeText(note, 300));
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
    billed_usd: usdOrNull(billedOf(job)),
    billed_note: billNote(job),
    disputed: disputeOf(job) !== null,
    verified_usd: usdOrNull(job.verified?.micros ?? null),
    queue_position: job.queue_position,
    outputs: job.outputs.map(outputView),
    ...(job.missing.length === 0 ? {} : { missing: job.missing.map(missingView) }),
    folder,
    error: error === null ? null : { code: error.code, message: safeText(error.message, 1000) },
    ...(notes.length === 0 ? {} : { notes }),
    created_at: job.times.planned ?? job.updated_at,
    next: nextCall(job),
  };
}

/** The file on the disk; where it came from is for `detail` full. */
function outputView({ path, content_type, bytes, role, video }: OutputFile): JobView['outputs'][number] {
  return {
    path,
    content_type,
    bytes,
    ...(role === 'side' ? { role } : {}),
    ...(video === null ? {} : { video }),
  };
}

const missingView = ({ name, url, error }: MissingFile) => ({
  name,
  url: safeText(url, 1000),
  reason: error === null ? 'it was not fetched yet' : safeText(error.message, 300),
});

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

/** What can be done with the job now; and what has to be said of its bill, which nobody should miss. */
export function nextCall(job: Job): NextStep {
  const { text, ...call } = nextStep(job);
  const note = costNote(job);
  if (note === null) return { ...call, text };
  const settle = disputeOf(job) === null ? '' : ` ${howToSettle(job.job_id, job.simulated)}`;
  return { ...call, text: `${text} ${sentence(note)}${settle}` };
}

/** Who can say what a disputed bill really was. The simulated fal has prices of its own for models it does not know. */
export const howToSettle = (jobId: string, simulated: boolean) =>
  simulated
    ? 'It is a price of the simulated fal, and nothing was paid.'
    : `The billing events of fal settle it (admin key); else only the user, who sees the charge at fal.ai/dashboard/billing: fal-video job ${jobId} --cost USD.`;

const sentence = (note: string) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;

function nextStep(job: Job): NextStep {
  const { job_id, error } = job;
  switch (job.state) {
    case 'collected':
      return afterCollected(job);
    case 'failed':
    case 'expired':
      return stepOf(error?.next ?? 'Read the error; the same call again is a new, paid job.');
    case 'not-sent':
      return stepOf('Nothing was sent and nothing is billed; the same call may be made again.');
    case 'cancelled':
      return stepOf('Cancelled. The same call again is a new job.');
    case 'unknown': {
      const known = job.note === null ? '' : ` ${job.note}`;
      return callOf(
        'get_job',
        { job_id, wait_seconds: 5 },
        `looks for it at fal: it may have been sent, and is not sent again.${known} ${settledByUser(job_id, job.simulated)}`,
      );
    }
    default:
      return callOf(
        'get_job',
        { job_id, wait_seconds: 45 },
        `waits for it; do not submit it again.${triesOf(job)}`,
      );
  }
}

/** How the user settles a job of unknown outcome. */
export const settledByUser = (jobId: string, simulated: boolean) =>
  `The user can settle it: \`fal-video job ${jobId} --never-arrived${simulated ? ' --simulate' : ''}\`, or with --request-id ID in its place.`;

function afterCollected(job: Job): NextStep {
  const { job_id, missing, outputs } = job;
  const cost = costOf(job);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    return callOf(
      'get_job',
      { job_id },
      `tries once more to fetch ${names}; its address is at missing[].url. The rest is done, for ${formatUsd(cost)}.`,
    );
  }
  if (cost === null)
    return callOf(
      'get_job',
      { job_id },
      'asks for the bill once more, which is not known yet. The job is done.',
    );
  if (disputeOf(job) !== null && !job.simulated)
    return callOf('reconcile_costs', {}, 'reads the billing events of fal. The job is done.');
  const price = disputeOf(job) === null ? ` for ${formatUsd(cost)}` : '';
  const done = `Done${price}: see outputs[].path, below root.`;
  const hasVideo = mainOutputs(outputs).some(({ content_type }) => content_type.startsWith('video/'));
  return hasVideo ? callOf('inspect_video', { video: job_id }, `looks closer. ${done}`) : stepOf(done);
}

/** ` Tried 3 times, and again after 12:03:20 UTC.`, where something stands in the way. */
function triesOf({ retry, error }: Job): string {
  if (retry === null) return '';
  const times = retry.attempts === 1 ? 'once' : `${retry.attempts} times`;
  const due = retry.next_attempt_at?.slice(11, 19);
  const then = due === undefined ? 'and not again by itself' : `and again after ${due} UTC`;
  const { tool, text } = stepOf(error?.next ?? '');
  return ` Tried ${times}, ${then}.${tool === undefined && text !== '' ? ` ${text}` : ''}`;
}

/** Whole: an argument may be called `input`, which is dropped from what fal echoes in its refusals. */
const safeArguments = (args: Record<string, unknown>) => safeData(args, 4000) as Record<string, unknown>;
