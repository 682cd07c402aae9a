import { z } from 'zod';
import type { Allowance } from '../src/budget/caps.ts';
import { asFalVideoError, type FalVideoError, inputError } from '../src/errors.ts';
import type { Quoted } from '../src/jobs/jobs.ts';
import { TASK_KINDS } from '../src/models/types.ts';
import { capNote } from '../src/server/cap-note.ts';
import { comparePrices, comparisonSchema } from '../src/server/compare-prices.ts';
import { defineDataTool, type ToolContext } from '../src/server/define-tool.ts';
import { jobRequest, type RequestInput } from '../src/server/job-request.ts';
import { imageParams, modelParam, taskParams, videoParams } from '../src/server/params.ts';
import { quoteSchema, type QuoteView, quoteView, usdSchema } from '../src/server/views.ts';
import { usdFromMicros } from '../src/util/money.ts';
import { safeText } from '../src/util/safe-text.ts';

const failedSchema = z.object({
  model: z.string(),
  code: z.string(),
  message: z.string(),
  next: z.string().nullable(),
});

export const estimateCost = defineDataTool({
  name: 'estimate_cost',
  title: 'Estimate the cost',
  effect: 'read',
  reaches: 'fal',
  description:
    'Price of one task, before it is paid: low, expected and high, the rule and its date, the arguments that would be sent, and a ' +
    'quote_id for generate_video or generate_image that holds for one hour and one job. With model the answer is that quote; with models it ' +
    'is quotes and, for models that cannot do the task, errors; with task it is the prices of all models for it, cheapest first.',
  input: z.object({
    model: modelParam
      .optional()
      .describe(`${modelParam.description} Default: default_model of the configuration.`),
    models: z
      .array(modelParam)
      .min(1)
      .max(20)
      .optional()
      .describe('Several to compare, instead of model: 1 to 20.'),
    task: z
      .enum(TASK_KINDS)
      .optional()
      .describe('Instead of model: compares every model for this task, cheapest first, without quotes.'),
    limit: z
      .int()
      .min(1)
      .max(2000)
      .optional()
      .describe('With task: how many of them to show, 1 to 2000. Default 20.'),
    ...taskParams,
    ...videoParams,
    ...imageParams,
  }),
  output: quoteSchema.partial().extend({
    quotes: z.array(quoteSchema).optional(),
    errors: z.array(failedSchema).optional(),
    ...comparisonSchema.partial().shape,
    left_today_usd: usdSchema,
    next: z.string(),
  }),
  async run({ models, task, limit = 20, ...input }, context) {
    if ([models, task, input.model].filter((each) => each !== undefined).length > 1) throw oneOrSeveral();
    const allowance = await context.jobs.allowance();
    const left_today_usd = usdFromMicros(allowance.day);
    if (task !== undefined) {
      const compared = await comparePrices(context, input, task, limit);
      return { ...compared, left_today_usd, next: CHOOSE };
    }
    if (models === undefined) {
      return { ...(await quote(context, input, allowance)), left_today_usd, next: NEXT };
    }
    const quotes: QuoteView[] = [];
    const errors: z.output<typeof failedSchema>[] = [];
    for (const model of new Set(models)) {
      try {
        quotes.push(await quote(context, { ...input, model }, allowance));
      } catch (thrown) {
        errors.push(failed(model, asFalVideoError(thrown)));
      }
    }
    return { quotes, errors, left_today_usd, next: NEXT };
  },
});

const NEXT =
  'generate_video (for images generate_image) with the same arguments runs it; give quote_id when the price is above ask_above_usd.';

const CHOOSE = 'estimate_cost with model shows what would be sent to one of them, and gives its quote.';

async function quote(
  { jobs, project }: ToolContext,
  input: RequestInput,
  allowance: Allowance,
): Promise<QuoteView> {
  const quoted: Quoted = await jobs.quote(jobRequest(input, project.config));
  const view = quoteView(quoted);
  const refusal = capNote(quoted.estimate.high, quoted.history, allowance, project.config);
  return refusal === null ? view : { ...view, notes: [...view.notes, refusal] };
}

function failed(model: string, error: FalVideoError): z.output<typeof failedSchema> {
  return {
    model: safeText(model, 200),
    code: error.code,
    message: safeText(error.message, 600),
    next: error.next === undefined ? null : safeText(error.next, 300),
  };
}

const oneOrSeveral = () =>
  inputError({
    code: 'BAD_ARGUMENT',
    message: 'estimate_cost takes either model or models or task.',
    next: 'Put several models into models to compare them, or name a task to compare all that are for it.',
  });
