import { callOf, type NextStep } from '../src/next-step.ts';
import { nextStepSchema } from '../src/server/answer/next-step.ts';
import { z } from 'zod';
import { inOrder, ORDERS } from '../src/models/order.ts';
import { type PricedModel, priceAsked } from '../src/models/price-asked.ts';
import {
  type ArgumentDoc,
  type ModelFilter,
  type Models,
  type ModelSummary,
  TASK_KINDS,
} from '../src/models/types.ts';
import { defineDataTool } from '../src/server/define-tool.ts';
import { page } from '../src/server/answer/page.ts';
import { spanOf } from '../src/util/span-of.ts';
import { cursorParam, detailParam, limitParam } from '../src/server/params.ts';
import { usdSchema } from '../src/server/answer/views.ts';
import { microsFromUsd, usdOrNull } from '../src/util/money.ts';

const input = z.object({
  text: z.string().optional().describe('Words in name, family or endpoint id, such as kling 3.'),
  task: z.enum(TASK_KINDS).optional().describe('What the model is to do.'),
  family: z.string().optional().describe('Such as kling or seedance.'),
  owner: z.string().optional().describe('First part of the endpoint id, such as fal-ai.'),
  presets_only: z.boolean().optional().describe('true: only with a preset.'),
  duration: z.int().min(1).max(60).optional().describe('Seconds that it can do, 1 to 60.'),
  resolution: z.string().optional().describe('Such as 1080p.'),
  audio: z.boolean().optional().describe('true: makes sound. false: can be silent.'),
  end_frame: z.boolean().optional().describe('true: takes a last frame.'),
  several_shots: z.boolean().optional().describe('true: several shots in one clip.'),
  max_price_usd: z.number().min(0).max(1000).optional().describe('Of price_usd, 0 to 1000 USD.'),
  max_price_per_second_usd: z.number().min(0).max(100).optional().describe('Of its second, 0 to 100 USD.'),
  sort: z.enum(ORDERS).default('price').describe('Default price: cheapest first.'),
  detail: detailParam('titles and the names of arguments'),
  limit: limitParam(50, 15),
  cursor: cursorParam,
});
type Filter = Omit<z.output<typeof input>, 'sort' | 'detail' | 'limit' | 'cursor'>;

export const listModels = defineDataTool({
  name: 'list_models',
  title: 'List models',
  effect: 'read',
  reaches: 'project',
  description:
    'Lists image and video models of fal with the price of what is asked, cheapest first. ' +
    'Filters narrow the list: task, length, size, sound, shots, price. The name in model is what the other tools take.',
  input,
  output: z.object({
    summary: z.string(),
    models: z.array(
      z.object({
        model: z.string(),
        endpoint_id: z.string(),
        title: z.string().optional(),
        tasks: z.array(z.string()),
        seconds: z.string().nullable().describe('Lengths'),
        resolutions: z.array(z.string()).nullable(),
        sound: z.string().describe('switch: can be silent, too'),
        end_frame: z.boolean(),
        several_shots: z.literal(true).optional(),
        price: z.string(),
        price_usd: usdSchema.describe('Of the length, size and sound asked for, else of its default run'),
        released: z.string().optional().describe('Day, where it is known'),
        as_of: z.string().nullable().describe('Day of what is known of its arguments'),
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
    next: nextStepSchema,
  }),
  run({ limit, cursor, detail, sort, ...filter }, { models, clock }) {
    const today = clock.now().toISOString().slice(0, 10);
    const { fits, retired } = priceAsked(models, filterOf(filter), { today });
    // What fal has taken away comes last, whatever it once cost.
    const found = [...inOrder(fits, sort), ...inOrder(retired, sort)];
    const { items, left, next_cursor } = page(found, ({ endpoint_id }) => endpoint_id, { cursor, limit });
    const rows = items.map((model) =>
      detail === 'full'
        ? { ...rowOf(model), title: model.title, ...argumentsOf(model, models) }
        : rowOf(model),
    );
    return Promise.resolve({
      summary: [
        `Models that fit: ${fits.length}${ORDER_WORDS[sort]}${retired.length === 0 ? '' : `; after them ${retired.length} that fal has retired`}.`,
        `Prices are for ${runOf(filter)}.`,
        `Shown: ${shownText(items.length, found.length - left, found.length)}.`,
      ].join(' '),
      models: rows,
      next_cursor,
      next: nextFor(filter, fits[0]),
    });
  },
});

/** `16 to 30 of 205`. */
const shownText = (count: number, to: number, all: number) =>
  count === 0 ? 'none' : `${to - count + 1} to ${to} of ${all}`;

const ORDER_WORDS = {
  price: ', cheapest first',
  newest: ', newest first (without a day of release by version)',
};

/** What the prices are for, in words. */
function runOf({ duration, resolution, audio }: Filter): string {
  const asked = [
    ...(duration === undefined ? [] : [`${duration} s`]),
    ...(resolution === undefined ? [] : [resolution]),
    ...(audio === undefined ? [] : [audio ? 'with sound' : 'silent']),
  ];
  return asked.length === 0 ? 'the default run of each' : asked.join(', ');
}

/** The way to the cheapest of a task, or to what one of them takes. */
function nextFor({ task, duration, resolution, audio }: Filter, first: ModelSummary | undefined): NextStep {
  if (first === undefined) return callOf('list_models', {}, 'shows all: a filter fits none.');
  if (task === undefined)
    return callOf('get_model', { model: nameOf(first) }, 'shows what one of them takes.');
  const same = { task, duration, resolution, audio };
  const given = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined));
  return callOf('estimate_cost', given, 'prices the same on all of them, without a picture too.');
}

function filterOf({
  duration,
  presets_only,
  end_frame,
  several_shots,
  max_price_usd,
  max_price_per_second_usd,
  ...rest
}: Filter): ModelFilter {
  const micros = (usd: number | undefined) => (usd === undefined ? undefined : microsFromUsd(usd));
  // A false says that it does not matter.
  const only = (wanted: boolean | undefined) => (wanted === true ? true : undefined);
  const filter = {
    ...rest,
    preset: only(presets_only),
    end_frame: only(end_frame),
    several_shots: only(several_shots),
    duration,
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

function rowOf(model: PricedModel) {
  const { endpoint_id, tasks, durations, resolutions, sound, end_frame, several_shots, price } = model;
  return {
    model: nameOf(model),
    endpoint_id,
    tasks,
    seconds: durations === null || durations.length === 0 ? null : spanOf(durations),
    resolutions: resolutions === null ? null : [...resolutions],
    sound,
    end_frame,
    ...(several_shots ? { several_shots } : {}),
    price,
    price_usd: usdOrNull(model.price_micros),
    ...(model.added === null ? {} : { released: model.added }),
    as_of: model.as_of,
    ...(model.status === 'active' ? {} : { status: model.status }),
  };
}
