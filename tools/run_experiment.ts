import { z } from 'zod';
import type { Begun } from '../src/experiments/run/experiments.ts';
import type { ExperimentPlan } from '../src/experiments/types.ts';
import type { PlanQuote } from '../src/jobs/hold-plan.ts';
import { howToSpend, type Priced, withConsent } from '../src/server/consent.ts';
import { defineDataTool, type ToolContext } from '../src/server/define-tool.ts';
import { progressSchema, progressView } from '../src/server/experiment-view.ts';
import { needKey } from '../src/server/need-key.ts';
import { formatUsd, usdFromMicros } from '../src/util/money.ts';
import { safeText } from '../src/util/safe-text.ts';

export const runExperiment = defineDataTool({
  name: 'run_experiment',
  title: 'Run or resume an experiment',
  effect: 'spend',
  reaches: 'fal',
  description:
    'Starts an experiment file, or goes on with it: reserves the whole plan, then makes its cells, a few at once. Costs money, within the ' +
    'caps; cells that have their video cost nothing, unknown ones are looked for and not sent twice. Answers at once, ' +
    'get_experiment follows it. Above ask_above_usd without a quote_id nothing runs: the answer is quote_needed with the price.',
  input: z.object({
    file: z
      .string()
      .max(500)
      .describe('experiments/NAME.json or .yaml, or NAME, as for plan_experiment. At most 500 characters.'),
    quote_id: z
      .string()
      .optional()
      .describe('From this tool for just these cells and prices, once the user has agreed to them.'),
    retry_failed: z
      .boolean()
      .default(false)
      .describe('Makes failed cells anew, each as a new paid job. Default false.'),
  }),
  output: z.object({
    ...progressSchema,
    quote: z
      .object({
        quote_id: z.string(),
        expires_at: z.string(),
        new_jobs: z.number(),
        at_most_usd: z.number(),
        refusal: z.string().nullable().describe('Why a yes would not be enough'),
      })
      .nullable(),
  }),
  async run({ file, quote_id, retry_failed }, context, call) {
    needKey(context);
    const consented = await withConsent(call, 'run_experiment', async (agreed = quote_id) => {
      const begun = await context.experiments.run(file, { quote_id: agreed, retry_failed });
      return begun.kind === 'begun' ? { done: begun.state } : { priced: pricedPlan(begun) };
    });
    return 'done' in consented
      ? { ...progressView(consented.done, context.project.root), quote: null }
      : quoteView(consented.priced, context);
  },
});

interface PricedPlan extends Priced {
  plan: ExperimentPlan;
  quote: PlanQuote;
}

function pricedPlan({ plan, quote }: Extract<Begun, { kind: 'quote-needed' }>): PricedPlan {
  const question = `The experiment ${safeText(plan.slug, 100)} may cost up to ${formatUsd(quote.total)} for ${quote.jobs} new jobs. Spend it?`;
  return { plan, quote, quote_id: quote.quote_id, question, refusal: quote.refusal };
}

function quoteView(priced: PricedPlan, { project }: ToolContext) {
  const { plan, quote } = priced;
  const folder = `${project.places.relative(project.places.fal)}/${plan.batch}`;
  const price = `${quote.jobs} new jobs cost up to ${formatUsd(quote.total)}`;
  return {
    experiment: plan.slug,
    simulated: plan.simulated,
    status: 'quote_needed',
    summary: `${price}, above ${formatUsd(project.config.ask_above)}: the user has to see that first. Nothing was sent.`,
    cells_by_status: { waiting: plan.cells.length },
    estimated_usd: plan.cost.expected === null ? null : usdFromMicros(plan.cost.expected),
    billed_usd: 0,
    stopped: null,
    new_cells: [],
    folder,
    report: `${folder}/report.html`,
    root: project.root,
    quote: {
      quote_id: quote.quote_id,
      expires_at: quote.expires_at,
      new_jobs: quote.jobs,
      at_most_usd: usdFromMicros(quote.total),
      refusal: quote.refusal,
    },
    next: howToSpend('run_experiment', priced),
  };
}
