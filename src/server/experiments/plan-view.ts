import { nextStepSchema, safeStep } from '../answer/next-step.ts';
import { z } from 'zod';
import { sharedArguments } from '../../experiments/documents/prompts-document.ts';
import type { CellState, ExperimentPlan, PlannedCell } from '../../experiments/types.ts';
import type { Plan } from '../../jobs/jobs.ts';
import { isBounded } from '../../util/price-text.ts';
import { safeText, safeValue } from '../../util/safe-text.ts';
import { argumentsSchema, usdSchema } from '../answer/views.ts';
import { usdOrNull } from '../../util/money.ts';
import { totalCost } from '../../experiments/plan/plan-cost.ts';

/** The plan of an experiment as agents and scripts see it: by model what differs, by cell only what is its own. */

const axesSchema = {
  model: z.string(),
  prompt: z.string(),
  picture: z.string().nullable(),
  seed: z.number().nullable(),
  duration: z.number().nullable().describe('Seconds asked'),
  repeat: z.number(),
};

export const planCellSchema = z.object({
  cell_id: z.string(),
  ...axesSchema,
  expected_usd: usdSchema,
  status: z.string().describe('waiting, or the state of its job'),
  arguments: argumentsSchema.optional(),
  parity: z.array(z.string()).optional(),
  rule: z.string().optional(),
});
export type PlanCellView = z.output<typeof planCellSchema>;

export const planModelSchema = z.object({
  model: z.string(),
  endpoint_id: z.string().nullable(),
  cells: z.number(),
  refused: z.number(),
  low_usd: usdSchema,
  expected_usd: usdSchema,
  high_usd: usdSchema,
  arguments: argumentsSchema.describe('What its cells share'),
  parity: z.array(z.string()).describe('What it does otherwise than asked'),
});
export type PlanModelView = z.output<typeof planModelSchema>;

export const refusedSchema = z.object({
  model: z.string(),
  cells: z.number(),
  code: z.string(),
  message: z.string(),
  next: nextStepSchema.nullable(),
});
export type RefusedView = z.output<typeof refusedSchema>;

export function planModelViews({ models, cells, refused }: ExperimentPlan): PlanModelView[] {
  return models.map((model) => {
    const own = cells.filter(({ axes }) => axes.model === model);
    const cost = totalCost(own);
    const notes = new Set(own.flatMap(({ parity }) => parity.map(({ text }) => safeText(text, 300))));
    return {
      model,
      endpoint_id: own[0]?.endpoint_id ?? null,
      cells: own.length,
      refused: refused.filter(({ axes }) => axes.model === model).length,
      low_usd: usdOrNull(cost.low),
      expected_usd: usdOrNull(cost.expected),
      high_usd: usdOrNull(cost.high),
      arguments: shownArguments(sharedArguments(own)),
      parity: [...notes],
    };
  });
}

export function planCellView(
  { cell_id, axes, estimate, parity, arguments: args }: PlannedCell,
  status: CellState['status'],
  shared: Readonly<Record<string, unknown>> | null,
): PlanCellView {
  const { model, prompt, picture, seed, duration_seconds, repeat } = axes;
  const own = Object.entries(args).filter(([name]) => !Object.hasOwn(shared ?? {}, name));
  return {
    cell_id,
    model,
    prompt,
    picture,
    seed,
    duration: duration_seconds,
    repeat,
    expected_usd: usdOrNull(estimate.expected),
    status,
    ...(shared === null
      ? {}
      : {
          arguments: shownArguments(Object.fromEntries(own)),
          parity: parity.map(({ text }) => safeText(text, 300)),
          rule: estimate.rule,
        }),
  };
}

/** Cells that are refused for the same reason are told once. */
export function refusedViews({ refused }: ExperimentPlan): RefusedView[] {
  const groups = new Map<string, RefusedView>();
  for (const { axes, error } of refused) {
    const key = `${axes.model} ${error.code} ${error.message}`;
    const before = groups.get(key);
    groups.set(key, {
      model: axes.model,
      cells: (before?.cells ?? 0) + 1,
      code: error.code,
      message: safeText(error.message, 300),
      next: error.next === undefined ? null : safeStep(error.next, 200),
    });
  }
  return [...groups.values()];
}

const shownArguments = (args: Record<string, unknown>) => safeValue(args, 300) as Record<string, unknown>;

export const planQuoteSchema = z.object({
  quote_id: z.string(),
  expires_at: z.string(),
  new_jobs: z.number(),
  at_most_usd: usdSchema.describe('null: no upper bound is known of some'),
  reserved_usd: usdSchema.describe('What the caps count'),
  prices: z
    .array(
      z.object({
        model: z.string(),
        jobs: z.number(),
        expected_usd: usdSchema,
        high_usd: usdSchema,
        reserved_usd: usdSchema.describe('What the caps count'),
        rule: z.string(),
        source: z.string(),
        as_of: z.string(),
      }),
    )
    .describe('What it rests on'),
});

/** What the user is asked to agree to, and what lets it be spent. */
export function planQuoteView({ quote }: Plan): z.output<typeof planQuoteSchema> {
  return {
    quote_id: quote.quote_id,
    expires_at: quote.expires_at,
    new_jobs: quote.jobs,
    at_most_usd: isBounded(quote.prices) ? usdOrNull(quote.reserved) : null,
    reserved_usd: usdOrNull(quote.reserved),
    prices: quote.prices.map(({ model, jobs, expected, high, reserved, rule, source, as_of }) => ({
      model,
      jobs,
      expected_usd: usdOrNull(expected),
      high_usd: usdOrNull(high),
      reserved_usd: usdOrNull(reserved),
      rule: safeText(rule, 200),
      source: safeText(source, 200),
      as_of,
    })),
  };
}
