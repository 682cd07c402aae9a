import { z } from 'zod';
import { asFalVideoError } from '../../errors.ts';
import type { PlannedStep } from '../../jobs/jobs.ts';
import { filesByRole, paramsOfFiles } from '../../jobs/plan/job-request.ts';
import { assume } from '../../models/assume.ts';
import type { ModelSummary, Role, TaskKind } from '../../models/types.ts';
import { dearerHistory } from '../../jobs/plan/price-history.ts';
import { usdFromMicros, usdOrNull } from '../../util/money.ts';
import type { ToolContext } from '../define-tool.ts';
import { jobRequest, type RequestInput } from '../job-request.ts';
import { brief } from '../answer/brief.ts';
import { usdSchema } from '../answer/views.ts';

/** One task on every model that is for such tasks, cheapest first. */
export const comparisonSchema = z.object({
  assumed: z.string().optional().describe('What was not given, and is priced all the same'),
  counts: z.object({
    priced: z.number(),
    unknown: z.number().describe('Can do it, price not known: after the priced ones, with the reason'),
    refused: z.number().describe('Cannot do just this'),
    left_out: z.number().describe('Not shown, as limit says'),
  }),
  prices: z.array(
    z.object({
      model: z.string(),
      low_usd: usdSchema,
      expected_usd: usdSchema,
      high_usd: usdSchema,
      rule: z.string(),
      seen_usd: z
        .number()
        .optional()
        .describe('What it may cost by what such jobs did cost, where that is more'),
    }),
  ),
  refusals: z.array(z.object({ code: z.string(), models: z.number(), such_as: z.string() })),
});
type Refusal = z.output<typeof comparisonSchema>['refusals'][number];
export type PriceComparison = z.output<typeof comparisonSchema>;

/**
 * Prices one task on all models of its kind that are not retired. What is needed and was not given is assumed; what a model
 * cannot do is counted by its reason.
 */
export async function comparePrices(
  { jobs, models, project }: ToolContext,
  input: RequestInput,
  task: TaskKind,
  limit: number,
): Promise<PriceComparison> {
  const planner = jobs.planner();
  const { model: _, ...asked } = { ...jobRequest({ ...input, model: '' }, project.config), kind: task };
  for (const [role, files] of Object.entries(filesByRole(asked)) as [Role, readonly string[]][]) {
    for (const file of files) await planner.read(role, file);
  }
  const priced: PlannedStep[] = [];
  const assumed = new Set<string>();
  const refusals = new Map<string, Refusal>();
  for (const each of models.list({ task }).filter(({ status }) => status !== 'retired')) {
    const model = nameOf(each);
    const filled = assume(models.get(model), task, { ...asked, inputs: filesByRole(asked) });
    const { inputs, prompt } = filled;
    try {
      priced.push(
        await planner.step({
          ...asked,
          model,
          ...paramsOfFiles(inputs),
          ...(prompt === undefined ? {} : { prompt }),
        }),
      );
      for (const what of filled.what) assumed.add(what);
    } catch (thrown) {
      const { code, message } = asFalVideoError(thrown);
      const same = refusals.get(code) ?? { code, models: 0, such_as: brief(message, 120) };
      refusals.set(code, { ...same, models: same.models + 1 });
    }
  }
  const rows = priced.toSorted(cheapestFirst);
  const known = rows.filter(({ plan }) => plan.estimate.expected !== null).length;
  return {
    ...(assumed.size === 0 ? {} : { assumed: assumedWords(assumed) }),
    counts: {
      priced: known,
      unknown: rows.length - known,
      refused: [...refusals.values()].reduce((sum, { models: count }) => sum + count, 0),
      left_out: Math.max(0, rows.length - limit),
    },
    prices: rows.slice(0, limit).map(rowOf),
    refusals: [...refusals.values()].toSorted((a, b) => b.models - a.models),
  };
}

const nameOf = ({ alias, endpoint_id }: ModelSummary) => alias ?? endpoint_id;

/** In the words of the parameters. */
const PARAMETERS: Record<string, string> = {
  prompt: 'a prompt',
  first_frame: 'a start picture (image)',
  last_frame: 'an end picture (end_image)',
  reference: 'a picture to go by (references)',
  video: 'a video',
  audio: 'a sound',
};

const assumedWords = (what: ReadonlySet<string>) =>
  `Not given, so assumed: ${Object.keys(PARAMETERS)
    .filter((each) => what.has(each))
    .map((each) => PARAMETERS[each])
    .join(', ')}. A price that depends on its size is a range.`;

function cheapestFirst(
  { plan: { estimate: a } }: PlannedStep,
  { plan: { estimate: b } }: PlannedStep,
): number {
  return (
    (a.expected ?? Infinity) - (b.expected ?? Infinity) || (a.high ?? Infinity) - (b.high ?? Infinity) || 0
  );
}

function rowOf({ plan, history }: PlannedStep): PriceComparison['prices'][number] {
  const { estimate } = plan;
  const dearer = dearerHistory(estimate.high, history);
  return {
    model: plan.model_alias ?? plan.endpoint_id,
    low_usd: usdOrNull(estimate.low),
    expected_usd: usdOrNull(estimate.expected),
    high_usd: usdOrNull(estimate.high),
    rule: brief(estimate.rule, 160),
    ...(dearer === null ? {} : { seen_usd: usdFromMicros(dearer.high) }),
  };
}
