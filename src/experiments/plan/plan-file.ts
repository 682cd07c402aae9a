import { z } from 'zod';

/**
 * The shape of `experiments/<slug>.json` or `.yaml`. Its words are those of `generate_video`; a list makes an
 * axis of the comparison. The older shape of the fal-video skill (`task_slug, prompt, input_image, models,
 * duration, model_overrides, output_root, tracking`) is a part of it.
 */

const name = z.string().regex(/^[\w.-]{1,40}$/, 'a name has letters, digits, dots, dashes and underscores');
const model = z.string().min(1).max(200).describe('Alias or exact endpoint id.');
const text = z.string().min(1).max(10_000);
const place = z.string().min(1).max(2000).describe('A path in the project, or an https URL.');
const seed = z.int().min(0).max(4_294_967_295);
const seconds = z
  .union([z.number().positive().max(600), z.string().regex(/^\d{1,3}s?$/, 'seconds, such as 6 or "6"')])
  .describe('Seconds.');
const repeats = z.int().min(1).max(100);

/** What else a task says, the same for all models unless one has its own. `null` takes a common word away. */
const words = {
  negative_prompt: text.nullable().exactOptional().describe('What should not be seen.'),
  resolution: z.string().min(1).max(40).nullable().exactOptional().describe('Such as 720p.'),
  aspect_ratio: z.string().min(1).max(40).nullable().exactOptional().describe('Such as 16:9.'),
  audio: z.boolean().nullable().exactOptional().describe('Sound, where the model makes it.'),
  enhance_prompt: z.boolean().nullable().exactOptional().describe('Lets the model rewrite the prompt.'),
  end_image: place.nullable().exactOptional(),
  references: z.array(place).min(1).max(14).nullable().exactOptional(),
  video: place.nullable().exactOptional(),
  sound: place.nullable().exactOptional(),
  args: z
    .record(z.string(), z.unknown())
    .exactOptional()
    .describe("The model's own arguments; they win over all others."),
};

const flag = z.union([z.boolean(), z.enum(['true', 'false'])]);

/** Flags of the older shape that only said how to run; the plan mentions that they mean nothing here. */
export const IGNORED_FLAGS = [
  'poll_interval',
  'timeout',
  'no_wait',
  'no_download',
  'dry_run',
  'out_dir',
  'filename_prefix',
  'estimate_unit_quantity',
] as const;

/** The flags of the older shape that change what is sent. */
const flags = {
  generate_audio: flag.exactOptional(),
  prompt_optimizer: flag.exactOptional(),
  camera_fixed: flag.exactOptional(),
  cfg_scale: z.number().exactOptional(),
  end_image_file: place.exactOptional(),
  end_image_url: place.exactOptional(),
  extra_json: z.union([z.record(z.string(), z.unknown()), z.string()]).exactOptional(),
  ...(Object.fromEntries(IGNORED_FLAGS.map((each) => [each, z.unknown().exactOptional()])) as Record<
    (typeof IGNORED_FLAGS)[number],
    z.ZodExactOptional<z.ZodUnknown>
  >),
};

const own = { duration: seconds.nullable().exactOptional(), seed: seed.nullable().exactOptional(), ...words };

const modelEntry = z
  .strictObject({ model, ...own })
  .describe('A model with words of its own, which stand before the common ones.');

const promptEntry = z.strictObject({
  name: name.exactOptional(),
  text: text.exactOptional(),
  file: z.string().min(1).exactOptional().describe('A text file of the project, in place of text.'),
  variants: z
    .record(model, text)
    .exactOptional()
    .describe('By model: the same task in words that suit it better.'),
});

const imageEntry = z.strictObject({ name: name.exactOptional(), image: place });

/** A part of the matrix: cells that have all of these values. */
const cells = z.strictObject({
  model: model.exactOptional(),
  prompt: z.string().exactOptional().describe('The name of a prompt, or p1, p2 by its place.'),
  image: z.string().exactOptional().describe('The name of a picture, or i1, i2 by its place.'),
  seed: seed.exactOptional(),
  duration: seconds.exactOptional(),
  repeat: repeats.exactOptional(),
});

export const planFileSchema = z
  .strictObject({
    $schema: z.string().exactOptional(),
    task_slug: z
      .string()
      .min(1)
      .max(60)
      .exactOptional()
      .describe('Short name for folders and the ledger. Default: the name of the file.'),
    title: z.string().min(1).max(200).exactOptional(),
    goal: z.string().min(1).max(2000).exactOptional().describe('What is to be found out.'),
    models: z.array(z.union([model, modelEntry])).min(1),
    prompt: z.union([text, promptEntry]).exactOptional(),
    prompt_file: z.string().min(1).exactOptional().describe('A text file of the project.'),
    prompts: z
      .array(z.union([text, promptEntry]))
      .min(1)
      .exactOptional(),
    image: place.exactOptional().describe('Start picture: a path in the project, or an https URL.'),
    images: z
      .array(z.union([place, imageEntry]))
      .min(1)
      .exactOptional(),
    input_image: place.exactOptional().describe('The same as image.'),
    input_images: z.array(place).min(1).exactOptional().describe('The same as images.'),
    seed: seed.exactOptional(),
    seeds: z.array(seed).min(1).exactOptional(),
    duration: seconds.exactOptional(),
    durations: z.array(seconds).min(1).exactOptional(),
    repeats: repeats.exactOptional().describe('How often each cell is made, 1 to 100. Default 1.'),
    ...words,
    model_overrides: z
      .record(model, z.strictObject({ ...own, ...flags }))
      .exactOptional()
      .describe('By model: words of its own, or flags of the older shape.'),
    only: z.array(cells).min(1).exactOptional().describe('Keeps the cells that fit one of these.'),
    exclude: z.array(cells).min(1).exactOptional().describe('Drops the cells that fit one of these.'),
    include: z
      .array(cells)
      .min(1)
      .exactOptional()
      .describe('Adds cells that the axes do not give, such as one more duration of one model.'),
    when_unsupported: z
      .enum(['refuse', 'nearest', 'leave_out'])
      .exactOptional()
      .describe(
        'What a model cannot do as asked. refuse (default): the cell is not run. nearest: the nearest duration or resolution that it has. leave_out: the word is not sent. A seed is never a reason to refuse.',
      ),
    budget_usd: z
      .number()
      .positive()
      .max(1_000_000)
      .exactOptional()
      .describe('At most this for all jobs of the experiment, below the caps of the user.'),
    max_cells: z
      .int()
      .min(1)
      .max(100_000)
      .exactOptional()
      .describe('The most cells that are meant. Default 100; more are refused.'),
    output_root: z.string().exactOptional().describe('Of the older shape; has no effect.'),
    tracking: z
      .strictObject({ ledger_jsonl: z.string().exactOptional(), ledger_csv: z.string().exactOptional() })
      .exactOptional()
      .describe('Of the older shape; has no effect.'),
  })
  .describe('An experiment of fal-video: models, prompts, pictures, seeds and durations to compare.');

/** What stands in the file. */
export type ExperimentFile = z.output<typeof planFileSchema>;
export type ModelWords = z.output<typeof modelEntry>;
export type ModelOverride = NonNullable<ExperimentFile['model_overrides']>[string];
export type PromptEntry = z.output<typeof promptEntry>;
export type CellPattern = z.output<typeof cells>;
export type PlanSeconds = z.output<typeof seconds>;

export const DEFAULT_MAX_CELLS = 100;

/** The schema as editors read it; `npm run schema` writes it to `experiments/experiment.schema.json`. */
export function planFileJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(planFileSchema, { io: 'input', target: 'draft-7' });
}
