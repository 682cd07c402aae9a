import { z } from 'zod';
import type { Begun } from '../src/experiments/run/experiments.ts';
import type { ExperimentPlan } from '../src/experiments/types.ts';
import type { PlanQuote } from '../src/jobs/start/hold-plan.ts';
import { howToSpend, type Priced, withConsent } from '../src/server/spending/consent.ts';
import { defineDataTool, type ToolContext } from '../src/server/define-tool.ts';
import { progressSchema, progressView } from '../src/server/experiments/view.ts';
import { needKey } from '../src/server/jobs/need-key.ts';
import { groundsOf, mostAndExpected } from '../src/server/spending/price-words.ts';
import { usdOrNull, usdSchema } from '../src/server/answer/views.ts';
import { formatUsd, usdFromMicros } from '../src/util/money.ts';
import { safeText } from '../src/util/safe-text.ts';

export const runExperiment = defineDataTool({
  name: 'run_experiment',
  title: 'Run or resume an experiment',
  effect: 'spend',
  reaches: 'fal',
  description:
    'Starts an experiment, or goes on with it; costs money, within the caps. ' +
    'Reserves the whole plan, then makes its cells, a few at once; those that have their video cost nothing, unknown ones are looked for ' +
    'and not sent twice. Answers at once, get_experiment follows it. Above ask_above_usd without a quote_id nothing runs: the answer is ' +
    'quote_needed with the price.',
  input: z.object({
    file: z.string().max(500).describe('experiments/NAME.json or .yaml, or NAME. At most 500 characters.'),
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
        prices: z
          .array(
            z.object({
              model: z.string(),
              jobs: z.number(),
              expected_usd: usdSchema,
              high_usd: usdSchema,
              rule: z.string(),
              source: z.string(),
              as_of: z.string(),
            }),
          )
          .describe('What it rests on'),
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
  const question =
    `The experiment ${safeText(plan.slug, 100)} may cost up to ${formatUsd(quote.total)} for ${quote.jobs} new jobs: ` +
    `${pricesInWords(quote.prices)}. Spend it?`;
  return { plan, quote, quote_id: quote.quote_id, question, refusal: quote.refusal };
}

/** As much as a person reads before saying yes; plan_experiment shows it all. */
const MOST_PRICES = 3;

function pricesInWords(prices: PlanQuote['prices']): string {
  const more = prices.length - MOST_PRICES;
  return [
    ...prices
      .slice(0, MOST_PRICES)
      .map((price) => `${price.jobs} of ${price.model} ${mostAndExpected(price)}, each ${groundsOf(price)}`),
    ...(more > 0 ? [`and ${more} more prices, which plan_experiment shows`] : []),
  ].join('; ');
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
      prices: quote.prices.map(({ model, jobs, expected, high, rule, source, as_of }) => ({
        model,
        jobs,
        expected_usd: usdOrNull(expected),
        high_usd: usdOrNull(high),
        rule: safeText(rule, 200),
        source: safeText(source, 200),
        as_of,
      })),
      refusal: quote.refusal,
    },
    next: howToSpend('run_experiment', priced),
  };
}
