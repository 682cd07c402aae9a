import { z } from 'zod';
import type { Begun } from '../src/experiments/run/experiments.ts';
import { defineDataTool, type ToolContext } from '../src/server/define-tool.ts';
import { planQuoteSchema, planQuoteView } from '../src/server/experiments/plan-view.ts';
import { progressOf } from '../src/experiments/run/results-file.ts';
import { progressSchema, progressView } from '../src/server/experiments/view.ts';
import { needKey } from '../src/server/jobs/need-key.ts';
import { budgetParam } from '../src/server/params.ts';
import { agreedQuote, type SpendingCall, askToSpend, howToSpend } from '../src/server/spending/consent.ts';
import { formatUsd, microsFromUsd, usdOrNull } from '../src/util/money.ts';
import { isBounded } from '../src/util/price-text.ts';
import { safeText } from '../src/util/safe-text.ts';

const NAME = 'run_experiment';

export const runExperiment = defineDataTool({
  name: NAME,
  title: 'Run or resume an experiment',
  effect: 'spend',
  reaches: 'fal',
  description:
    'Starts the comparison of an experiment, or goes on with it; costs money, within the caps. Reserves the whole plan, then makes ' +
    'its cells; those that have their video cost nothing, unknown ones are not sent twice. Answers at once, get_experiment follows ' +
    'it. Above ask_above_usd without a quote_id nothing runs: the answer is quote_needed.',
  input: z.object({
    file: z.string().max(500).describe('experiments/NAME.json or .yaml, or NAME. At most 500 characters.'),
    quote_id: z
      .string()
      .optional()
      .describe('From this tool for just these cells and prices, once the user has agreed to them.'),
    budget_usd: budgetParam,
    retry_failed: z
      .boolean()
      .default(false)
      .describe('Makes failed cells anew, each as a new paid job. Default false.'),
  }),
  output: z.object({
    ...progressSchema,
    quote: planQuoteSchema.nullable(),
  }),
  async run({ file, quote_id, budget_usd, retry_failed }, context, call) {
    needKey(context);
    const asked = {
      tool: NAME,
      input: {
        file,
        ...(budget_usd === undefined ? {} : { budget_usd }),
        ...(retry_failed ? { retry_failed } : {}),
      },
    };
    const begun = await context.experiments.run(file, {
      quote_id: agreedQuote(call, asked, quote_id),
      retry_failed,
      ...(budget_usd === undefined ? {} : { budget: microsFromUsd(budget_usd) }),
      consent: ({ slug }, plan) => askToSpend(call, asked, `The experiment ${safeText(slug, 100)}`, plan),
    });
    return begun.kind === 'begun'
      ? { ...progressView(progressOf(begun.state), context.project.root), quote: null }
      : quoteNeeded(begun, asked, context);
  },
});

function quoteNeeded(
  { experiment, plan }: Extract<Begun, { kind: 'quote-needed' }>,
  asked: SpendingCall,
  { project }: ToolContext,
) {
  const folder = `${project.paths.relative(project.paths.fal)}/${experiment.batch}`;
  const { jobs, prices, reserved } = plan.quote;
  const price = isBounded(prices)
    ? `${jobs} new jobs cost up to ${formatUsd(reserved)}, above ${formatUsd(project.config.ask_above)}`
    : `${jobs} new jobs count as ${formatUsd(reserved)}, and no upper bound is known of some`;
  return {
    experiment: experiment.slug,
    simulated: experiment.simulated,
    status: 'quote_needed',
    summary: `${price}: the user has to see that first. Nothing was sent.`,
    cells_by_status: { waiting: experiment.cells.length },
    estimated_usd: usdOrNull(experiment.cost.expected),
    billed_usd: 0,
    stopped: null,
    new_cells: [],
    folder,
    report: `${folder}/report.html`,
    root: project.root,
    quote: planQuoteView(plan),
    next: howToSpend(asked, plan.quote.quote_id),
  };
}
