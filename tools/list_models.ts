import { z } from 'zod';
import { type ModelFilter, type ModelSummary, TASK_KINDS } from '../src/models/types.ts';
import { defineDataTool } from '../src/server/define-tool.ts';
import { page } from '../src/server/page.ts';
import { cursorParam, limitParam } from '../src/server/params.ts';
import { usdOrNull, usdSchema } from '../src/server/views.ts';
import { microsFromUsd } from '../src/util/money.ts';

export const listModels = defineDataTool({
  name: 'list_models',
  title: 'List models',
  effect: 'read',
  reaches: 'project',
  description:
    'Video models with price, durations, resolutions, sound and end frame; those with a preset first. Filters narrow it. ' +
    'The name in model is what the other tools take.',
  input: z.object({
    text: z.string().optional().describe('Words in name, family or endpoint id.'),
    task: z.enum(TASK_KINDS).optional().describe('What the model is to do.'),
    family: z.string().optional().describe('Such as kling or seedance.'),
    audio: z.boolean().optional().describe('true: only models that make sound.'),
    end_frame: z.boolean().optional().describe('true: only models that take a last frame.'),
    duration: z
      .int()
      .min(1)
      .max(60)
      .optional()
      .describe('Only models that can do this many seconds, 1 to 60.'),
    max_price_usd: z
      .number()
      .min(0)
      .max(1000)
      .optional()
      .describe('Price of the default run at most this, 0 to 1000 USD.'),
    limit: limitParam(50, 20),
    cursor: cursorParam,
  }),
  output: z.object({
    summary: z.string(),
    models: z.array(
      z.object({
        model: z.string(),
        endpoint_id: z.string(),
        title: z.string(),
        tasks: z.array(z.string()),
        durations: z.array(z.number()).nullable().describe('Seconds'),
        resolutions: z.array(z.string()).nullable(),
        audio: z.boolean(),
        end_frame: z.boolean(),
        price: z.string(),
        default_run_usd: usdSchema,
      }),
    ),
    next_cursor: z.string().nullable(),
    next: z.string(),
  }),
  run({ limit, cursor, ...filter }, { models }) {
    const found = models.list(filterOf(filter)).map(rowOf);
    const { items, left, next_cursor } = page(found, ({ endpoint_id }) => endpoint_id, { cursor, limit });
    return Promise.resolve({
      summary: `Models that fit: ${found.length}. Shown ${items.length}, left ${left}.`,
      models: items,
      next_cursor,
      next:
        found.length === 0
          ? 'Drop a filter; list_models without any shows all.'
          : 'get_model for the arguments of one; estimate_cost compares prices for a task.',
    });
  },
});

interface Filter {
  text?: string | undefined;
  task?: ModelFilter['task'] | undefined;
  family?: string | undefined;
  audio?: boolean | undefined;
  end_frame?: boolean | undefined;
  duration?: number | undefined;
  max_price_usd?: number | undefined;
}

function filterOf({ duration, max_price_usd, ...rest }: Filter): ModelFilter {
  const filter = {
    ...rest,
    duration_seconds: duration,
    max_default_price_micros: max_price_usd === undefined ? undefined : microsFromUsd(max_price_usd),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function rowOf(model: ModelSummary) {
  const { alias, endpoint_id, title, tasks, durations, resolutions, audio, end_frame, price } = model;
  return {
    model: alias ?? endpoint_id,
    endpoint_id,
    title,
    tasks,
    durations: durations === null ? null : [...durations],
    resolutions: resolutions === null ? null : [...resolutions],
    audio,
    end_frame,
    price,
    default_run_usd: usdOrNull(model.default_price_micros),
  };
}
