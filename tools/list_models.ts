import { z } from 'zod';
import {
  type ArgumentDoc,
  type ModelFilter,
  type Models,
  type ModelSummary,
  TASK_KINDS,
} from '../src/models/types.ts';
import { defineDataTool } from '../src/server/define-tool.ts';
import { page } from '../src/server/answer/page.ts';
import { cursorParam, detailParam, limitParam } from '../src/server/params.ts';
import { usdOrNull, usdSchema } from '../src/server/answer/views.ts';
import { microsFromUsd } from '../src/util/money.ts';

export const listModels = defineDataTool({
  name: 'list_models',
  title: 'List models',
  effect: 'read',
  reaches: 'project',
  description:
    'Lists image and video models of fal: price, durations, resolutions, sound, end frame. ' +
    'Those with a preset come first; filters narrow the list. The name in model is what the other tools take.',
  input: z.object({
    text: z.string().optional().describe('Words in name, family or endpoint id.'),
    task: z.enum(TASK_KINDS).optional().describe('What the model is to do.'),
    family: z.string().optional().describe('Such as kling or seedance.'),
    owner: z.string().optional().describe('First part of the endpoint id, such as fal-ai.'),
    resolution: z.string().optional().describe('Such as 1080p.'),
    presets_only: z.boolean().optional().describe('true: only with a preset.'),
    audio: z.boolean().optional().describe('true: only with sound.'),
    end_frame: z.boolean().optional().describe('true: only with a last frame.'),
    duration: z.int().min(1).max(60).optional().describe('Seconds that it can do, 1 to 60.'),
    max_price_usd: z.number().min(0).max(1000).optional().describe('Of the default run, 0 to 1000 USD.'),
    max_price_per_second_usd: z
      .number()
      .min(0)
      .max(100)
      .optional()
      .describe('Of its cheapest second, 0 to 100 USD.'),
    detail: detailParam('titles and the names of arguments'),
    limit: limitParam(50, 15),
    cursor: cursorParam,
  }),
  output: z.object({
    summary: z.string(),
    models: z.array(
      z.object({
        model: z.string(),
        endpoint_id: z.string(),
        title: z.string().optional(),
        tasks: z.array(z.string()),
        durations: z.array(z.number()).nullable().describe('Seconds'),
        resolutions: z.array(z.string()).nullable(),
        audio: z.boolean(),
        end_frame: z.boolean(),
        price: z.string(),
        default_run_usd: usdSchema,
        status: z.string().optional().describe('Where it is not active'),
        arguments: z
          .array(z.string())
          .nullable()
          .optional()
          .describe('Names; * marks the required ones; null where they are not known here'),
        arguments_note: z.string().optional().describe('Where none or not all of them are known'),
      }),
    ),
    next_cursor: z.string().nullable(),
    next: z.string(),
  }),
  run({ limit, cursor, detail, ...filter }, { models }) {
    const found = models.list(filterOf(filter));
    const { items, left, next_cursor } = page(found, ({ endpoint_id }) => endpoint_id, { cursor, limit });
    const rows = items.map((model) =>
      detail === 'full'
        ? { ...rowOf(model), title: model.title, ...argumentsOf(model, models) }
        : rowOf(model),
    );
    return Promise.resolve({
      summary: `Models that fit: ${found.length}. Shown ${items.length}, left ${left}.`,
      models: rows,
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
  owner?: string | undefined;
  resolution?: string | undefined;
  presets_only?: boolean | undefined;
  max_price_usd?: number | undefined;
  max_price_per_second_usd?: number | undefined;
}

function filterOf({
  duration,
  presets_only,
  max_price_usd,
  max_price_per_second_usd,
  ...rest
}: Filter): ModelFilter {
  const micros = (usd: number | undefined) => (usd === undefined ? undefined : microsFromUsd(usd));
  const filter = {
    ...rest,
    preset: presets_only,
    duration_seconds: duration,
    max_default_price_micros: micros(max_price_usd),
    max_price_per_second_micros: micros(max_price_per_second_usd),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

const nameOf = ({ alias, endpoint_id }: ModelSummary) => alias ?? endpoint_id;

/** The names, or `null` with the way to learn them; a preset knows what its model takes. */
function argumentsOf({ alias, endpoint_id }: ModelSummary, models: Models) {
  const docs = models.get(endpoint_id).arguments;
  const learn = `\`fal-video models refresh ${endpoint_id}\` reads them from fal, with a key`;
  if (docs.length === 0 && models.schemas(endpoint_id).input === null) {
    return { arguments: null, arguments_note: `Known by its price alone; ${learn}.` };
  }
  const part = alias === null && models.schemas(endpoint_id).partial;
  return {
    arguments: namesOf(docs),
    ...(part ? { arguments_note: `Not all of them are known here; ${learn}.` } : {}),
  };
}

const namesOf = (docs: readonly ArgumentDoc[]) =>
  docs.map(({ name, required }) => (required ? `${name}*` : name));

function rowOf(model: ModelSummary) {
  const { endpoint_id, tasks, durations, resolutions, audio, end_frame, price } = model;
  return {
    model: nameOf(model),
    endpoint_id,
    tasks,
    durations: durations === null ? null : [...durations],
    resolutions: resolutions === null ? null : [...resolutions],
    audio,
    end_frame,
    price,
    default_run_usd: usdOrNull(model.default_price_micros),
    ...(model.status === 'active' ? {} : { status: model.status }),
  };
}
