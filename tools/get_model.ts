import { z } from 'zod';
import type { ModelDetail, TaskKind } from '../src/models/types.ts';
import { defineDataTool } from '../src/server/define-tool.ts';
import { modelParam } from '../src/server/params.ts';
import { argumentsSchema, usdOrNull, usdSchema } from '../src/server/views.ts';

export const getModel = defineDataTool({
  name: 'get_model',
  title: 'Get a model',
  effect: 'read',
  reaches: 'project',
  description:
    'One model: its own arguments with types, allowed values and defaults (for args), price rule with source ' +
    'and date, what the preset fills in, and an example call.',
  input: z.object({ model: modelParam }),
  output: z.object({
    model: z.string(),
    endpoint_id: z.string(),
    title: z.string(),
    family: z.string(),
    tasks: z.array(z.string()),
    durations: z.array(z.number()).nullable().describe('Seconds'),
    resolutions: z.array(z.string()).nullable(),
    audio: z.boolean(),
    end_frame: z.boolean(),
    price: z.string(),
    default_run_usd: usdSchema,
    price_rule: z.object({ rule: z.string(), source: z.string(), as_of: z.string(), confidence: z.string() }),
    arguments: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        required: z.boolean(),
        allowed: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
        default: z.unknown().optional(),
        about: z.string().optional(),
      }),
    ),
    preset_defaults: argumentsSchema,
    notes: z.array(z.string()),
    example: argumentsSchema.describe(
      'Arguments for generate_video, or for generate_image where the model makes images',
    ),
  }),
  run({ model }, { models }) {
    const { alias, default_price_micros, ...detail } = models.get(model);
    return Promise.resolve({
      ...detail,
      model: alias ?? detail.endpoint_id,
      durations: detail.durations === null ? null : [...detail.durations],
      resolutions: detail.resolutions === null ? null : [...detail.resolutions],
      default_run_usd: usdOrNull(default_price_micros),
      arguments: detail.arguments.map(({ allowed, ...rest }) =>
        allowed === undefined ? rest : { ...rest, allowed: [...allowed] },
      ),
      example: exampleFor(models.get(model)),
    });
  },
});

/** A call that works once its files are there. */
function exampleFor({ alias, endpoint_id, tasks, durations }: ModelDetail): Record<string, unknown> {
  const model = alias ?? endpoint_id;
  if (tasks.includes('text-to-image')) return { model, prompt: SCENE, task_slug: 'forest' };
  if (tasks.includes('image-edit'))
    return { model, prompt: AT_NIGHT, references: [PICTURE], task_slug: 'night' };
  const duration = durations?.at(0);
  return {
    model,
    prompt: 'The character walks on the spot; the camera does not move.',
    ...inputsFor(tasks),
    ...(duration === undefined ? {} : { duration }),
    task_slug: 'hero-walk',
  };
}

const PICTURE = 'pictures/hero.png';
const SCENE = 'A clearing in a forest in the morning, flat colours.';
const AT_NIGHT = 'The same scene at night.';

/** The fewest files that the model can do with. */
function inputsFor(tasks: readonly TaskKind[]): Record<string, unknown> {
  if (tasks.includes('text-to-video')) return {};
  if (tasks.includes('image-to-video')) return { image: PICTURE };
  if (tasks.includes('first-last-frame')) return { image: PICTURE, end_image: 'pictures/hero-end.png' };
  if (tasks.includes('reference-to-video')) return { references: [PICTURE] };
  return { video: 'videos/hero.mp4' };
}
