import { callOf, type NextStep, stepOf } from '../src/next-step.ts';
import { z } from 'zod';
import { asFalVideoError, type FalVideoError, inputError } from '../src/errors.ts';
import { makes } from '../src/models/makes.ts';
import { TASK_KINDS } from '../src/models/types.ts';
import type { Plan, Planner } from '../src/jobs/jobs.ts';
import { comparePrices, comparisonSchema } from '../src/server/spending/compare-prices.ts';
import { defineDataTool, type ToolContext } from '../src/server/define-tool.ts';
import { jobRequest, type RequestInput } from '../src/server/job-request.ts';
import { imageParams, modelParam, taskParams, videoParams } from '../src/jobs/plan/job-request.ts';
import { type Detail, detailParam } from '../src/server/params.ts';
import { brief } from '../src/server/answer/brief.ts';
import { nextStepSchema, safeStep } from '../src/server/answer/next-step.ts';
import { withQuote } from '../src/server/spending/consent.ts';
import { quoteSchema, quoteView, usdSchema } from '../src/server/answer/views.ts';
import { formatUsd, usdFromMicros } from '../src/util/money.ts';
import { safeText } from '../src/util/safe-text.ts';

/** Of several models each in a line; `detail` full gives the whole quote. */
const quoteLineSchema = quoteSchema
  .partial()
  .required({ model: true, expected_usd: true, high_usd: true, rule: true });

const failedSchema = z.object({
  model: z.string(),
  code: z.string(),
  message: z.string(),
  next: nextStepSchema.nullable().optional(),
});
type Failed = z.output<typeof failedSchema>;

/** What ends each form of the answer. */
const after = { left_today_usd: usdSchema, next: nextStepSchema };

export const estimateCost = defineDataTool({
  name: 'estimate_cost',
  title: 'Estimate the cost',
  effect: 'read',
  reaches: 'fal',
  description:
    'Says how much a video or image would cost; sends nothing. With model: low, expected and high, the rule and its date, the ' +
    'arguments that would be sent, and a quote_id for generate_video, good for one hour and one job. With models: a line each, and errors. With task ' +
    '(to animate a picture, say): every model for it, cheapest first; prompt and files may be left out.',
  input: z.object({
    model: modelParam
      .optional()
      .describe(`${modelParam.description} Default: default_model of the configuration.`),
    models: z.array(z.string()).min(1).max(20).optional().describe('Several to compare, 1 to 20.'),
    task: z.enum(TASK_KINDS).optional().describe('Compares every model for this task, without quotes.'),
    limit: z.int().min(1).max(2000).optional().describe('With task: how many, 1 to 2000. Default 20.'),
    ...taskParams,
    ...videoParams,
    ...imageParams,
    detail: detailParam('arguments, source and date of each of models'),
  }),
  output: z.union([
    quoteSchema.extend(after),
    z.object({ quotes: z.array(quoteLineSchema), errors: z.array(failedSchema), ...after }),
    comparisonSchema.extend(after),
  ]),
  async run({ models, task, limit = 20, detail = 'concise', ...input }, context) {
    if ([models, task, input.model].filter((each) => each !== undefined).length > 1) throw oneOrSeveral();
    const allowance = await context.jobs.allowance();
    const left_today_usd = usdFromMicros(allowance.day);
    if (task !== undefined) {
      const compared = await comparePrices(context, input, task, limit);
      return { ...compared, left_today_usd, next: afterComparison(compared, input) };
    }
    if (models === undefined) {
      const planned = await planOf(context, input);
      const next = planned.refusal === null ? runOf(planned, input, context) : afterRefusal(planned, context);
      return { ...quoteView(planned), left_today_usd, next };
    }
    const planner = context.jobs.planner();
    const plans: Plan[] = [];
    const errors: Failed[] = [];
    for (const model of new Set(models)) {
      try {
        plans.push(await planOf(context, { ...input, model }, planner));
      } catch (thrown) {
        errors.push(failed(model, asFalVideoError(thrown), detail));
      }
    }
    return {
      quotes: plans.map((each) => (detail === 'full' ? quoteView(each) : lineOf(each))),
      errors,
      left_today_usd,
      next: cheapestOf(plans, input, context),
    };
  },
});

/** The call that runs what was priced: whole, with its quote. */
function runOf(plan: Plan, input: RequestInput, { models, project }: ToolContext): NextStep {
  const { endpoint_id, quote_id } = quoteView(plan);
  const isImage = makes(endpoint_id, models) === 'image';
  const taken = Object.keys({ model: 0, ...taskParams, ...(isImage ? imageParams : videoParams) });
  const asked = Object.fromEntries(
    Object.entries(input).filter(([name, value]) => value !== undefined && taken.includes(name)),
  );
  const askAbove = `ask_above_usd (${formatUsd(project.config.ask_above)})`;
  const text = plan.needs_quote
    ? `runs it, once the user has seen the price, which is above ${askAbove}.`
    : `runs it; above ${askAbove} only once the user has seen the price.`;
  const tool = isImage ? 'generate_image' : 'generate_video';
  return withQuote({ tool, input: asked }, quote_id, text);
}

/** Of several the cheapest that the caps allow. */
function cheapestOf(plans: readonly Plan[], input: RequestInput, context: ToolContext): NextStep {
  if (plans.length === 0) return stepOf('None of them can do it as asked; errors say why.');
  const [cheapest] = plans
    .filter(({ refusal }) => refusal === null)
    .toSorted((a, b) => (a.reserved ?? Infinity) - (b.reserved ?? Infinity));
  if (cheapest === undefined)
    return stepOf('Each would be refused, as notes say: ask for less, or let the user raise the cap.');
  const { text, ...call } = runOf(cheapest, { model: quoteView(cheapest).model, ...input }, context);
  return { ...call, text: `${text} It is the cheapest; each of the others has its own quote_id.` };
}

/** What a cap refuses may be had of another model. */
function afterRefusal({ refusal, left, steps }: Plan, { models }: ToolContext): NextStep {
  const most = Math.min(left.job, left.day);
  const [task] = steps.flatMap(({ plan }) => models.get(plan.endpoint_id).tasks);
  if (refusal?.code !== 'BUDGET_EXCEEDED' || most <= 0 || task === undefined)
    return stepOf(`It would be refused, as notes say. ${refusal?.next ?? ''}`);
  return callOf(
    'list_models',
    { task, max_price_usd: usdFromMicros(most) },
    `shows models within what is left. This one would be refused. ${refusal.next}`,
  );
}

/** From all of them to one: what was assumed has to be given to it. */
function afterComparison(
  { prices, assumed }: z.output<typeof comparisonSchema>,
  input: RequestInput,
): NextStep {
  const [cheapest] = prices;
  if (cheapest === undefined) return stepOf('None of them can do it as asked; refusals say why.');
  const { model } = cheapest;
  if (assumed !== undefined)
    return callOf(
      'get_model',
      { model },
      'shows what the cheapest takes: what was assumed has to be given to it.',
    );
  const asked = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  return callOf(
    'estimate_cost',
    { model, ...asked },
    'shows what would be sent to the cheapest, and gives its quote.',
  );
}

async function planOf(
  { jobs, project }: ToolContext,
  input: RequestInput,
  planner: Planner = jobs.planner(),
): Promise<Plan> {
  return await planner.plan([await planner.step(jobRequest(input, project.config))]);
}

/** What models are chosen by. */
function lineOf(plan: Plan): z.output<typeof quoteLineSchema> {
  const { model, expected_usd, high_usd, rule, history, quote_id, notes } = quoteView(plan);
  return {
    model,
    expected_usd,
    high_usd,
    rule: brief(rule, 100),
    ...(history === null ? {} : { history }),
    ...(notes.length === 0 ? {} : { notes: notes.map((note) => brief(note, 160)) }),
    // What a cap refuses cannot be run with a quote either.
    ...(plan.refusal === null ? { quote_id } : {}),
  };
}

function failed(model: string, { code, message, next }: FalVideoError, detail: Detail): Failed {
  const about = { model: safeText(model, 200), code };
  if (detail === 'concise') return { ...about, message: brief(message, 160) };
  return { ...about, message: safeText(message, 600), next: next === undefined ? null : safeStep(next, 300) };
}

const oneOrSeveral = () =>
  inputError({
    code: 'BAD_ARGUMENT',
    message: 'An estimate takes either model or models or task.',
    next: 'Put several models into models to compare them, or name a task to compare all that are for it.',
  });
