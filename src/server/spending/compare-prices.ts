import { z } from 'zod';
import { asFalVideoError } from '../../errors.ts';
import type { Quoted } from '../../jobs/jobs.ts';
import type { ModelSummary, TaskKind } from '../../models/types.ts';
import { safeText } from '../../util/safe-text.ts';
import type { ToolContext } from '../define-tool.ts';
import { jobRequest, type RequestInput } from '../jobs/job-request.ts';
import { usdOrNull, usdSchema } from '../answer/views.ts';

/** One task on every model that is for such tasks, cheapest first. */
export const comparisonSchema = z.object({
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
    }),
  ),
  refusals: z.array(z.object({ code: z.string(), models: z.number(), such_as: z.string() })),
});
export type Comparison = z.output<typeof comparisonSchema>;

/** Prices one task on all models of its kind that are not retired. What a model cannot do is counted by its reason. */
export async function comparePrices(
  { jobs, models, project }: ToolContext,
  input: RequestInput,
  task: TaskKind,
  limit: number,
): Promise<Comparison> {
  const quoted: Quoted[] = [];
  const refusals = new Map<string, { code: string; models: number; such_as: string }>();
  for (const each of models.list({ task }).filter(({ status }) => status !== 'retired')) {
    const model = nameOf(each);
    try {
      quoted.push(await jobs.quote({ ...jobRequest({ ...input, model }, project.config), kind: task }));
    } catch (thrown) {
      const { code, message } = asFalVideoError(thrown);
      const same = refusals.get(code) ?? { code, models: 0, such_as: safeText(message, 200) };
      refusals.set(code, { ...same, models: same.models + 1 });
    }
  }
  const rows = quoted.toSorted(cheapestFirst);
  const priced = rows.filter(({ estimate }) => estimate.expected !== null).length;
  return {
    counts: {
      priced,
      unknown: rows.length - priced,
      refused: [...refusals.values()].reduce((sum, { models: count }) => sum + count, 0),
      left_out: Math.max(0, rows.length - limit),
    },
    prices: rows.slice(0, limit).map(rowOf),
    refusals: [...refusals.values()].toSorted((a, b) => b.models - a.models),
  };
}

const nameOf = ({ alias, endpoint_id }: ModelSummary) => alias ?? endpoint_id;

function cheapestFirst({ estimate: a }: Quoted, { estimate: b }: Quoted): number {
  return (a.expected ?? Infinity) - (b.expected ?? Infinity) || (a.high ?? 0) - (b.high ?? 0) || 0;
}

function rowOf({ resolution, estimate }: Quoted): Comparison['prices'][number] {
  return {
    model: resolution.model_alias ?? resolution.endpoint_id,
    low_usd: usdOrNull(estimate.low),
    expected_usd: usdOrNull(estimate.expected),
    high_usd: usdOrNull(estimate.high),
    rule: safeText(estimate.rule, 160),
  };
}
