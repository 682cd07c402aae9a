import { z } from 'zod';
import { sampleOf as sampleOfSchema } from '../src/models/add-model/sample.ts';
import { plainInput } from '../src/models/add-model/plain-input.ts';
import { type InputDoc, type ModelDetail, type ModelSchemas, type Role } from '../src/models/types.ts';
import { isImageTask } from '../src/models/tasks.ts';
import { defineDataTool } from '../src/server/define-tool.ts';
import { modelParam } from '../src/jobs/plan/job-request.ts';
import { argumentsSchema, usdSchema } from '../src/server/answer/views.ts';
import { usdOrNull } from '../src/util/money.ts';

export const getModel = defineDataTool({
  name: 'get_model',
  title: 'Get a model',
  effect: 'read',
  reaches: 'fal',
  description:
    'Shows one model: its own arguments, its price rule, an example call. ' +
    'The arguments, for args, with types, allowed values and defaults; the rule with source and date; what the preset fills in.',
  input: z.object({ model: modelParam }),
  output: z.object({
    model: z.string(),
    endpoint_id: z.string(),
    title: z.string(),
    family: z.string(),
    tasks: z.array(z.string()),
    durations: z.array(z.number()).nullable().describe('Seconds'),
    resolutions: z.array(z.string()).nullable(),
    sound: z.string().describe('switch: can be silent, too'),
    end_frame: z.boolean(),
    several_shots: z.boolean(),
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
  async run({ model }, { models, catalog }) {
    await catalog.ensureKnown(model);
    const { alias, default_price_micros, ...detail } = models.get(model);
    const problem = catalog.problem();
    return {
      ...detail,
      notes: problem === null ? detail.notes : [...detail.notes, problem],
      model: alias ?? detail.endpoint_id,
      durations: detail.durations === null ? null : [...detail.durations],
      resolutions: detail.resolutions === null ? null : [...detail.resolutions],
      default_run_usd: usdOrNull(default_price_micros),
      arguments: detail.arguments.map(({ allowed, ...rest }) =>
        allowed === undefined ? rest : { ...rest, allowed: [...allowed] },
      ),
      example: exampleFor(models.get(model), models.schemas(model)),
    };
  },
});

const MOTION = 'The character walks on the spot; the camera does not move.';
const SCENE = 'A clearing in a forest in the morning, flat colours.';
const makesPictures = ({ tasks }: Pick<ModelDetail, 'tasks'>) => tasks.some(isImageTask);

/** The parameter of generate_video and generate_image that fills each role. */
const PARAMETER_OF: Record<Role, string> = {
  first_frame: 'image',
  last_frame: 'end_image',
  reference: 'references',
  video: 'video',
  audio: 'sound',
};

const ENDING_OF: Partial<Record<Role, string>> = { video: 'mp4', audio: 'wav' };

/** What must be given; where one of several must be, the first of them. */
function inputsToShow({ inputs, tasks }: Pick<ModelDetail, 'inputs' | 'tasks'>): InputDoc[] {
  const required = inputs.filter((input) => input.required);
  const shown = required.length > 0 || tasks.includes('text-to-video') ? required : inputs.slice(0, 1);
  // Two roles may share one argument: the first is enough.
  return shown.filter(
    ({ argument }, index) => shown.findIndex((other) => other.argument === argument) === index,
  );
}

/** A call that works once the files are there. */
function exampleFor(
  { alias, endpoint_id, ...model }: ModelDetail,
  schemas: ModelSchemas,
): Record<string, unknown> {
  const duration = model.durations?.at(0);
  const named: Record<string, unknown> = {};
  const args: Record<string, unknown> = {};
  for (const { role, many } of inputsToShow(model)) {
    const ending = ENDING_OF[role] ?? 'png';
    // Two: some models take no fewer.
    const files = (many ? ['-1', '-2'] : ['']).map((number) => `inputs/${role}${number}.${ending}`);
    named[PARAMETER_OF[role]] = role === 'reference' ? files : files[0];
  }
  const filled = new Set([
    ...model.inputs.map(({ argument }) => argument),
    model.words['prompt'],
    'duration',
  ]);
  for (const { name, required, allowed, default: standard } of model.arguments) {
    if (!required || filled.has(name) || name in model.preset_defaults) continue;
    args[name] = standard ?? allowed?.at(0) ?? sampleOf(name, schemas);
  }
  return {
    model: alias ?? endpoint_id,
    ...('prompt' in model.words ? { prompt: makesPictures(model) ? SCENE : MOTION } : {}),
    ...named,
    ...(duration === undefined ? {} : { duration }),
    ...(Object.keys(args).length === 0 ? {} : { args }),
    task_slug: 'hero-walk',
  };
}

/** Of the right shape; a text says what it stands for. */
function sampleOf(name: string, { input }: ModelSchemas): unknown {
  const { properties } = plainInput(input ?? {}, (input?.['definitions'] ?? {}) as Record<string, unknown>);
  const sample = sampleOfSchema(properties[name] ?? {});
  return typeof sample === 'string' ? `<${name}>` : sample;
}
