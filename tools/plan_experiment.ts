import { callOf, type NextStep, stepOf } from '../src/next-step.ts';
import { nextStepSchema } from '../src/server/answer/next-step.ts';
import { z } from 'zod';
import { inputError } from '../src/errors.ts';
import { cellProgress } from '../src/experiments/cell-progress.ts';
import { writePrompts } from '../src/experiments/documents/documents.ts';
import { keepPlan } from '../src/experiments/plan/keep-plan.ts';
import { planFileJsonSchema } from '../src/experiments/plan/plan-file.ts';
import { planExperiment } from '../src/experiments/plan/plan.ts';
import { sharedArguments } from '../src/experiments/documents/prompts-document.ts';
import { type ExperimentPlan, type PlannedCell, withBudget } from '../src/experiments/types.ts';
import type { Plan } from '../src/jobs/jobs.ts';
import { asMeant } from '../src/server/as-meant.ts';
import { defineDataTool, type ToolContext } from '../src/server/define-tool.ts';
import {
  planCellSchema,
  planCellView,
  planModelSchema,
  planModelViews,
  planQuoteSchema,
  planQuoteView,
  refusedSchema,
  refusedViews,
} from '../src/server/experiments/plan-view.ts';
import { brief } from '../src/server/answer/brief.ts';
import { page } from '../src/server/answer/page.ts';
import { budgetParam, cursorParam, detailParam, limitParam } from '../src/server/params.ts';
import { usdSchema } from '../src/server/answer/views.ts';
import { withQuote } from '../src/server/spending/consent.ts';
import { formatUsd, microsFromUsd, usdFromMicros, usdOrNull } from '../src/util/money.ts';
import { expectedAndMost } from '../src/util/price-text.ts';
import { safeText } from '../src/util/safe-text.ts';

export const planExperimentTool = defineDataTool({
  name: 'plan_experiment',
  title: 'Plan an experiment',
  effect: 'local',
  reaches: 'fal',
  description:
    'Plans a comparison of models, prompts, pictures, seeds and durations, and prices the whole; sends nothing. To compare several ' +
    'side by side: for each model the resolved arguments, what it cannot honour, the cost, what is left of the caps, and warnings. ' +
    'Free; writes the prompts document. run_experiment runs the same file.',
  input: z.object({
    file: z
      .string()
      .max(500)
      .optional()
      .describe('experiments/NAME.json or .yaml, or NAME. At most 500 characters.'),
    matrix: z
      .looseObject({})
      .optional()
      .describe(
        'The plan itself, where no file can be written: task_slug, models, prompts, image, seeds, duration... Kept as experiments/NAME.json.',
      ),
    budget_usd: budgetParam,
    detail: detailParam('whole prompts, and of each cell its own arguments and rule'),
    limit: limitParam(100, 20),
    cursor: cursorParam,
  }),
  output: z.object({
    summary: z.string(),
    experiment: z.string(),
    file: z.string().nullable(),
    simulated: z.boolean(),
    prompts: z.array(
      z.object({ id: z.string(), text: z.string(), sha256: z.string(), variants: z.array(z.string()) }),
    ),
    pictures: z.array(
      z.object({
        id: z.string(),
        source: z.string(),
        size: z.string().nullable(),
        sha256: z.string().nullable(),
      }),
    ),
    models: z.array(planModelSchema),
    cells: z.array(planCellSchema),
    next_cursor: z.string().nullable(),
    refused: z.array(refusedSchema).describe('Cells that their model cannot do: not run, not paid'),
    low_usd: usdSchema,
    expected_usd: usdSchema,
    high_usd: usdSchema,
    known_usd: z.number().describe('Expected for the cells whose price is known'),
    to_pay_usd: usdSchema.describe('What the caps count for the cells that have no job yet'),
    quote: planQuoteSchema
      .nullable()
      .describe('What the user has to see before the run; null where it needs none'),
    left_experiment_usd: z.number(),
    left_today_usd: z.number(),
    warnings: z.array(z.string()),
    prompts_document: z.string().describe('Path, relative to root'),
    root: z.string(),
    next: nextStepSchema,
  }),
  async run({ file, matrix, budget_usd, detail, limit, cursor }, context) {
    const { project, jobs, experiments, fal } = context;
    const planner = jobs.planner();
    const plan = withBudget(
      await planExperiment(await fileOf(file, matrix, context), {
        ...context,
        planner,
        simulated: fal.hosts.simulated,
      }),
      budget_usd === undefined ? undefined : microsFromUsd(budget_usd),
    );
    const progress = await cellProgress(plan.slug, jobs);
    const statuses = new Map(progress.map(({ cell_id, status }) => [cell_id, status]));
    const waiting = plan.cells.filter(({ cell_id }) => !HAS_JOB(statuses.get(cell_id)));
    const priced = await experiments.price(plan, planner);
    const { refusal, left } = priced;
    const isFull = detail === 'full';
    const shared = isFull ? sharedByModel(plan) : null;
    const views = plan.cells.map((cell) =>
      planCellView(cell, statuses.get(cell.cell_id) ?? 'waiting', shared?.get(cell.axes.model) ?? null),
    );
    const cells = page(views, ({ cell_id }) => cell_id, { cursor, limit });
    return {
      summary: summaryOf(plan, waiting),
      experiment: plan.slug,
      file: plan.file,
      simulated: plan.simulated,
      prompts: plan.prompts.map(({ id, text, sha256, variants }) => ({
        id,
        text: safeText(text, isFull ? 10_000 : 160),
        sha256: sha256.slice(0, 16),
        variants: Object.keys(variants),
      })),
      pictures: plan.pictures.map(({ id, source, width, height, sha256 }) => ({
        id,
        source,
        size: width === null ? null : `${width}x${height}`,
        sha256: sha256?.slice(0, 16) ?? null,
      })),
      models: planModelViews(plan),
      cells: cells.items,
      next_cursor: cells.next_cursor,
      refused: refusedViews(plan),
      low_usd: usdOrNull(plan.cost.low),
      expected_usd: usdOrNull(plan.cost.expected),
      high_usd: usdOrNull(plan.cost.high),
      known_usd: usdFromMicros(plan.cost.known),
      to_pay_usd: usdOrNull(priced.reserved),
      quote: priced.needs_quote && refusal === null ? planQuoteView(priced) : null,
      left_experiment_usd: usdFromMicros(left.experiment ?? 0),
      left_today_usd: usdFromMicros(left.day),
      warnings: [
        ...(refusal === null ? [] : [`It would be refused: ${refusal.message}`]),
        ...plan.warnings.map((each) => safeText(each, 600)),
      ],
      prompts_document: await writePrompts(plan, progress, context),
      root: project.root,
      next: nextOf(plan, priced, budget_usd),
    };
  },
});

async function fileOf(
  file: string | undefined,
  matrix: Record<string, unknown> | undefined,
  { project }: ToolContext,
): Promise<string> {
  if ((file === undefined) === (matrix === undefined)) {
    throw inputError({
      code: 'BAD_ARGUMENT',
      message: 'A plan takes file or matrix, one of them.',
      next: 'Write experiments/NAME.json and give its path; or give its content as matrix.',
    });
  }
  return file ?? (await keepPlan(asMeant(matrix, planFileJsonSchema()), project));
}

/** A cell whose job went wrong before it was paid may be run again. */
const HAS_JOB = (status: string | undefined) =>
  status !== undefined && !['not-sent', 'failed', 'cancelled', 'expired'].includes(status);

const sharedByModel = ({ models, cells }: ExperimentPlan) =>
  new Map(models.map((model) => [model, sharedArguments(cells.filter(({ axes }) => axes.model === model))]));

function summaryOf(
  { cells, models, cost, refused }: ExperimentPlan,
  waiting: readonly PlannedCell[],
): string {
  const open = cells.find(({ estimate }) => estimate.high === null);
  const why = open === undefined ? '' : `; ${open.axes.model}: ${brief(open.estimate.rule, 200)}`;
  const price =
    cost.expected === null
      ? `expected ${formatUsd(cost.known)} without those whose price is not known`
      : expectedAndMost(cost);
  const done = cells.length - waiting.length;
  return [
    `${cells.length} cells of ${models.length} models: ${price}${why}.`,
    ...(refused.length === 0 ? [] : [`${refused.length} more cannot be done as asked.`]),
    ...(done === 0 ? [] : [`${done} have their job already; the other ${waiting.length} would be new.`]),
  ].join(' ');
}

function nextOf(
  { cells, refused, file, slug }: ExperimentPlan,
  { refusal, needs_quote, quote, reserved }: Plan,
  budget_usd: number | undefined,
): NextStep {
  if (cells.length === 0) return stepOf('No cell can be run: see refused, and change the file.');
  if (refusal !== null) return stepOf(`It cannot be run like this: ${refusal.message} ${refusal.next}`);
  const input = { file: file ?? slug, ...(budget_usd === undefined ? {} : { budget_usd }) };
  const others =
    refused.length === 0
      ? ''
      : ' The refused cells are not run: change what they ask, or state when_unsupported (nearest, leave_out).';
  if (!needs_quote) return callOf('run_experiment', input, `runs it; done cells cost nothing.${others}`);
  return withQuote(
    { tool: 'run_experiment', input },
    quote.quote_id,
    `runs it, once the user has seen the price: ${quote.jobs} new jobs count as ${formatUsd(reserved)}. Without that quote it asks first, and sends nothing.${others}`,
  );
}
